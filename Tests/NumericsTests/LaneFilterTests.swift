import Foundation
import Testing

@testable import LocusNumerics

/// Filters of 32 images side by side against sums in Double, with every instruction set.
struct LaneFilterTests {
  /// Factors with zeros before, between and behind the others.
  private static func factors(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Double> {
    var random = CounterRandom(seed: seed, index: 0, purpose: .noise)
    return Matrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { index in
        abs(index / columns - index % columns) > 3 ? 0 : abs(random.gaussian())
      })
  }

  private static func lanes(_ count: Int) -> [Float] {
    var random = CounterRandom(seed: 5, index: 0, purpose: .noise)
    return (0..<count * LaneFilter.lanes).map { _ in Float(abs(random.gaussian())) }
  }

  /// The sums of every lane must be near those in Double; all terms are positive.
  private static func expect(
    _ filter: ImageFilter, planes: Int, _ factor: (_ sum: Int, _ number: Int) -> Double
  ) {
    let images = lanes(planes * filter.inputs)
    let start = (0..<LaneFilter.lanes).map { Float($0) / 8 }
    for kernels in KernelTable.available {
      let lanes = LaneFilter(filter, planes: planes, kernels: kernels.masks)
      var worst = 0.0
      images.withUnsafeBufferPointer { images in
        start.withUnsafeBufferPointer { start in
          let sums = lanes.apply(to: images.baseAddress!, from: start.baseAddress!)
          for index in 0..<planes * filter.outputs * LaneFilter.lanes {
            let (place, lane) = index.quotientAndRemainder(dividingBy: LaneFilter.lanes)
            let (plane, sum) = place.quotientAndRemainder(dividingBy: filter.outputs)
            let expected = (0..<filter.inputs).reduce(Double(start[lane])) {
              $0 + factor(sum, $1)
                * Double(images[(plane * filter.inputs + $1) * LaneFilter.lanes + lane])
            }
            worst = max(worst, abs(Double(sums[index]) - expected) / max(1, expected))
          }
        }
      }
      withExtendedLifetime(lanes) {}
      #expect(worst < 40 * pow(2, -24), "\(kernels.instructionSet)")
    }
  }

  @Test(arguments: [(1, 1), (2, 7), (3, 5), (4, 9), (9, 6), (13, 13)])
  func sumsOfRows(_ outputs: Int, _ taps: Int) {
    let rows = Self.factors(outputs, taps, seed: 1)
    Self.expect(.rows(AxisFilter(rows)), planes: 1) { rows[$0, $1] }
  }

  @Test(arguments: [(5, 4, 5, 4), (3, 6, 4, 9), (6, 3, 9, 4), (1, 1, 5, 7)], [1, 3])
  func sumsOverBothAxes(_ sizes: (Int, Int, Int, Int), _ planes: Int) {
    let rows = Self.factors(sizes.0, sizes.2, seed: 1)
    let columns = Self.factors(sizes.1, sizes.3, seed: 2)
    Self.expect(
      .separable(rows: AxisFilter(rows), columns: AxisFilter(columns)), planes: planes
    ) { sum, number in
      rows[sum / sizes.1, number / sizes.3] * columns[sum % sizes.1, number % sizes.3]
    }
  }
}
