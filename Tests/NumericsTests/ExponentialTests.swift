import Foundation
import TestSupport
import Testing

@testable import LocusNumerics

@Suite struct ExponentialTests {
  private func exponentials(_ kernels: KernelTable, _ x: [Float]) -> [Float] {
    var result = x
    ImageScan(kernels: kernels).exponentiate(&result)
    return result
  }

  @Test(arguments: KernelTable.available)
  func withinTwoUnitsInTheLastPlace(kernels: KernelTable) {
    var x = (0..<40_000).map { Float(-87.3365) + Float($0) * Float(176.05 / 40_000) }
    x += (0..<2000).map { Float($0 - 1000) * 1e-5 }
    x += [88.7228, -87.3365, 0, -0.0, 1e-30, -1e-30, .leastNonzeroMagnitude]
    for (argument, value) in zip(x, exponentials(kernels, x)) {
      let exact = Foundation.exp(Double(argument))
      let error = abs(Double(value) - exact) / Double(Float(exact).ulp)
      #expect(error <= 2, "exp(\(argument))")
    }
  }

  @Test(arguments: KernelTable.available)
  func specialValues(kernels: KernelTable) {
    let x: [Float] = [.nan, .infinity, -.infinity, 89, 1e30, -88, -1e30, 0, -.nan]
    let result = exponentials(kernels, x)
    #expect(result[0].isNaN && result[8].isNaN)
    #expect(result[1] == .infinity && result[3] == .infinity && result[4] == .infinity)
    #expect(result[2] == 0 && result[5] == 0 && result[6] == 0)
    #expect(result[7] == 1)
  }

  @Test(arguments: KernelTable.available)
  func theSameInEveryPlace(kernels: KernelTable) {
    for count in 0..<40 {
      let result = exponentials(kernels, [Float](repeating: -3.3, count: count))
      #expect(Set(result).count <= 1)
      #expect(result.allSatisfy { abs($0 - 0.036_883_17) < 1e-8 })
    }
  }

  @Test(arguments: KernelTable.available)
  func minimumPassesOverNaN(kernels: KernelTable) {
    let scan = ImageScan(kernels: kernels)
    #expect(scan.minimum(of: []) == .infinity)
    #expect(scan.minimum(of: [.nan]) == .infinity)
    for count in 1..<50 {
      for place in [0, count / 2, count - 1] {
        var x = (0..<count).map { Float($0) + 2 }
        x[place] = 1
        if count > 3 { x[(place + 1) % count] = .nan }
        #expect(scan.minimum(of: x) == 1)
      }
    }
    #expect(scan.minimum(of: [1, -.infinity, 2]) == -.infinity)
  }

  @Test(arguments: KernelTable.available)
  func sumsInDouble(kernels: KernelTable) {
    for count in [0, 1, 15, 16, 17, 1023, 1025, 5000] {
      var random = TestRandom(seed: UInt64(count))
      let x = (0..<count).map { _ in Float(random.symmetric() + 1) }
      let sum = x.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { ImageScan(kernels: kernels).sum(of: $0, count: count) } ?? 0
      }
      let exact = x.reduce(0.0) { $0 + Double($1) }
      #expect(abs(sum - exact) <= 70 * 0x1p-24 * exact)
    }
  }
}
