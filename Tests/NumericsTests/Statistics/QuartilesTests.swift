import Foundation
import Testing

@testable import LocusNumerics

@Suite struct QuartilesTests {
  struct Case: Decodable {
    let note: String
    let values, quartiles: [Double]
  }

  @Test func agreeWithNumPy() throws {
    for c in try StatisticsFixture<Case>.load("quartiles") {
      let found = Quartiles(c.values)
      for (actual, expected) in zip([found.lower, found.median, found.upper], c.quartiles) {
        // A quantile of values of both signs may lose what they cancel.
        let scale = c.values.map(abs).max() ?? 0
        #expect(abs(actual - expected) <= 1e-15 * scale, "\(c.note), n \(c.values.count)")
      }
    }
  }

  @Test func fewOrBrokenValues() {
    let one = Quartiles([3])
    #expect(one.lower == 3 && one.median == 3 && one.upper == 3)
    for values in [[], [1, .nan]] { #expect(Quartiles(values).upper.isNaN) }
    #expect(Quartiles([1, 2, .infinity, .infinity]).upper == .infinity)
  }

  /// The mean without the values farthest from the median; a twentieth, at least one.
  @Test func extremeValues() {
    let one = ExtremeValues([1, 2, 3, 4, 1, 2, 3, 4, 2.5, -90])
    #expect(one.count == 1 && one.mean == -6.75 && one.meanWithout == 2.5)
    #expect(one.decideTheSign && one.carryTheMean && one.interquartileRange == 1.75)
    let heavy = ExtremeValues([Double](repeating: 0, count: 39) + [100, 101])
    #expect(heavy.count == 3 && heavy.meanWithout == 0 && heavy.carryTheMean)
    let even = ExtremeValues((1...40).map(Double.init))
    #expect(even.count == 2 && !even.carryTheMean && !even.decideTheSign)
    // Quantiles of an exponential distribution: skewed, but nothing stands out.
    let skewed = ExtremeValues((1...2000).map { -log(1 - (Double($0) - 0.5) / 2000) })
    #expect(skewed.mean > skewed.meanWithout && !skewed.carryTheMean)
    // Of five values one is a fifth, not a twentieth.
    for values in [[], [1], [1, 2], [1, .nan, 3, 4], [1, 2, 3, 4, -90]] {
      let extremes = ExtremeValues(values)
      #expect(extremes.meanWithout.isNaN && !extremes.carryTheMean && !extremes.decideTheSign)
    }
  }
}
