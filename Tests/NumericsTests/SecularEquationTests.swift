import Foundation
import TestSupport
import Testing

@testable import LocusNumerics

@Suite struct SecularEquationTests {
  @Test(arguments: KernelTable.available)
  func rootsInterlaceAndTheVectorsAreOrthonormal(kernels: KernelTable) {
    for count in [1, 2, 3, 10, 70] {
      var random = TestRandom(seed: UInt64(count))
      check(
        (0..<count).map { Double($0) + 0.4 * random.symmetric() },
        (0..<count).map { _ in random.symmetric() + 1.1 }, rho: 0.7, kernels)
    }
  }

  @Test(arguments: KernelTable.available)
  func closePolesAndTinyWeights(kernels: KernelTable) {
    // Pairs of poles 1e-14 apart, and weights over ten orders of magnitude.
    var (poles, z): ([Double], [Double]) = ([], [])
    for index in 0..<30 {
      let pole = Double(index / 2 + 1)
      poles.append(index % 2 == 0 ? pole : pole * (1 + 1e-14))
      let size = pow(10, -Double(index * 7 % 11))
      z.append(index % 3 == 0 ? -size : size)
    }
    check(poles, z, rho: 2, kernels)
    check(poles.map { $0 * 1e-60 }, z, rho: 2e-60, kernels)
  }

  @Test(arguments: KernelTable.available)
  func theSumOfTheRootsIsTheTrace(kernels: KernelTable) {
    let poles = (0..<50).map { Double($0 * $0) }
    let z = (0..<50).map { 1 / Double($0 + 1) }
    let equation = SecularEquation(
      poles: poles, z: z, rho: 3, kernels: kernels.secular, pool: testPools[1])
    let trace = poles.reduce(0, +) + 3 * z.reduce(0) { $0 + $1 * $1 }
    let sum = (0..<50).reduce(0.0) { $0 + equation.value($1) }
    #expect(abs(sum - trace) <= 1e-14 * trace)
  }

  private func check(_ poles: [Double], _ z: [Double], rho: Double, _ kernels: KernelTable) {
    let count = poles.count
    let equation = SecularEquation(
      poles: poles, z: z, rho: rho, kernels: kernels.secular, pool: testPools[1])
    let square = z.reduce(0) { $0 + $1 * $1 }
    let order = equation.ordered(Array(0..<count))
    var rows: [[Double]] = []
    for k in 0..<count {
      let end = k + 1 < count ? poles[k + 1] : poles[k] + rho * square * (1 + 1e-15)
      // Strictly between its poles, as a distance from one of them.
      let (origin, shift) = (equation.origins[k], equation.shifts[k])
      #expect(origin == k ? shift > 0 : origin == k + 1 && shift < 0)
      #expect(equation.value(k) >= poles[k] && equation.value(k) <= end)
      var vector = [Double](repeating: 0, count: count)
      let scale = equation.vector(k, order, into: &vector)
      rows.append(vector.map { scale * $0 })
    }
    for i in 0..<count {
      for j in 0...i {
        let product = zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? 1 : 0)) <= 1e-14)
      }
    }
    // The refined z is the given one, to working precision of the problem.
    let factor =
      (rho * square).squareRoot()
      / equation.refined.reduce(0) { $0 + $1 * $1 }
      .squareRoot()
    let norm = poles.map(\.magnitude).max()! + rho * square
    for i in 0..<count {
      let difference = equation.refined[i] * factor - rho.squareRoot() * z[i]
      #expect(abs(difference) * rho.squareRoot() * square.squareRoot() <= 1e-13 * norm)
    }
  }
}
