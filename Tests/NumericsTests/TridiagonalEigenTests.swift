import Foundation
import TestSupport
import Testing

@testable import LocusNumerics

@Suite struct TridiagonalEigenTests {
  /// A tridiagonal matrix that is known to be hard, or whose eigenvalues are known.
  struct Example: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let diagonal: @Sendable (Int) -> Double
    let offDiagonal: @Sendable (Int) -> Double
  }

  static let examples = [
    Example(testDescription: "second difference", diagonal: { _ in 2 }, offDiagonal: { _ in -1 }),
    // Pairs of eigenvalues that agree to working precision.
    Example(
      testDescription: "Wilkinson", diagonal: { abs(Double($0) - 49.5) }, offDiagonal: { _ in 1 }),
    Example(
      testDescription: "glued Wilkinson", diagonal: { abs(Double($0 % 21) - 10) },
      offDiagonal: { $0 % 21 == 20 ? 1e-8 : 1 }),
    Example(
      testDescription: "zero couplings", diagonal: { Double($0 * 7 % 11) },
      offDiagonal: { $0 % 3 == 0 ? 0 : 0.5 }),
    Example(
      testDescription: "tiny couplings", diagonal: { sin(Double($0)) }, offDiagonal: { _ in 1e-12 }),
    Example(
      testDescription: "graded", diagonal: { pow(0.7, Double($0)) },
      offDiagonal: { pow(0.7, Double($0)) / 2 }),
    Example(
      testDescription: "graded upwards", diagonal: { pow(0.7, Double(99 - $0)) },
      offDiagonal: { pow(0.7, Double(99 - $0)) / 2 }),
    Example(testDescription: "negative", diagonal: { _ in -3 }, offDiagonal: { _ in 1 }),
    Example(testDescription: "no diagonal", diagonal: { _ in 0 }, offDiagonal: { _ in 1 }),
    Example(testDescription: "zero", diagonal: { _ in 0 }, offDiagonal: { _ in 0 }),
  ]

  @Test(arguments: examples, KernelTable.available)
  func decomposes(example: Example, kernels: KernelTable) {
    for count in [1, 2, 31, 33, 100] {
      let diagonal = (0..<count).map(example.diagonal)
      let offDiagonal = (0..<count).map(example.offDiagonal)
      check(Float.self, diagonal, offDiagonal, kernels)
      check(Double.self, diagonal, offDiagonal, kernels)
    }
  }

  private func check<Scalar: MatrixScalar>(
    _: Scalar.Type, _ diagonal: [Double], _ offDiagonal: [Double], _ kernels: KernelTable
  ) {
    let count = diagonal.count
    let solved = TridiagonalEigen<Scalar>(
      diagonal: diagonal, offDiagonal: offDiagonal, kernels: kernels, pool: testPools[1])
    defer { solved.memory.keepAlive() }
    let rows = (0..<count).map { k in
      (0..<count).map { Double(solved.vectors.row(k)[$0]) }
    }
    let unit = Double(Scalar.ulpOfOne)
    let norm = zip(diagonal, offDiagonal).map { abs($0) + 2 * abs($1) }.max() ?? 0
    var residual = 0.0
    for (value, x) in zip(solved.values, rows) {
      for i in 0..<count {
        var image = diagonal[i] * x[i]
        if i > 0 { image += offDiagonal[i - 1] * x[i - 1] }
        if i < count - 1 { image += offDiagonal[i] * x[i + 1] }
        residual = max(residual, abs(image - value * x[i]))
      }
    }
    #expect(residual <= 10 * unit * norm)
    let vectors = Matrix(rows: count, columns: count, values: rows.flatMap { $0 })
    let overlaps = vectors.multiplied(by: vectors, transposingOther: true)
    #expect(overlaps.largestDifference(from: .identity(count)) <= 30 * unit)
  }

  @Test(arguments: KernelTable.available)
  func knownEigenvalues(kernels: KernelTable) {
    // The second difference of n points has the eigenvalues 2 - 2 cos(kπ / (n + 1)).
    let count = 150
    let solved = TridiagonalEigen<Double>(
      diagonal: [Double](repeating: 2, count: count),
      offDiagonal: [Double](repeating: -1, count: count), kernels: kernels, pool: testPools[0])
    for (k, value) in solved.values.sorted().enumerated() {
      let exact = 2 - 2 * cos(Double(k + 1) * Double.pi / Double(count + 1))
      #expect(abs(value - exact) <= 4e-15)
    }
  }

  @Test(arguments: KernelTable.available)
  func theReductionIsOrthogonallySimilar(kernels: KernelTable) {
    for count in [1, 2, 3, 48, 49, 50, 110] {
      let matrix = Matrix<Double>.randomSymmetric(count, seed: 1)
      let reduction = matrix.withView {
        Tridiagonalisation(of: $0, scale: 2, kernels: kernels, pool: testPools[1])
      }
      // The rows of Qᵀ: what becomes of the unit vectors.
      var q = Matrix<Double>.identity(count)
      q.withMutableView { reduction.transformBack($0) }
      let orthogonal = q.multiplied(by: q, transposingOther: true)
      #expect(orthogonal.largestDifference(from: .identity(count)) <= 1e-14)
      // Qᵀ A Q is half of T.
      let similar = q.multiplied(by: matrix).multiplied(by: q, transposingOther: true)
      var expected = Matrix<Double>(rows: count, columns: count)
      for i in 0..<count {
        expected[i, i] = reduction.diagonal[i] / 2
        guard i > 0 else { continue }
        expected[i, i - 1] = reduction.offDiagonal[i - 1] / 2
        expected[i - 1, i] = expected[i, i - 1]
      }
      #expect(similar.largestDifference(from: expected) <= 2e-14 * Double(count).squareRoot())
    }
  }
}
