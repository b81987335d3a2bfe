import Testing

@testable import LocusNumerics

@Suite struct SampleSummaryTests {
  struct Case: Decodable {
    let note: String
    let values: [Double]
    let level, mean, std, sem, median, low, high: Double
  }

  @Test func agreesWithExactArithmetic() throws {
    for c in try StatisticsFixture<Case>.load("summary") {
      let summary = SampleSummary(c.values, level: c.level)
      #expect(summary.count == c.values.count)
      #expect(agreesRelatively(summary.mean, c.mean), "mean, \(c.note)")
      #expect(agreesRelatively(summary.standardDeviation, c.std), "std, \(c.note)")
      #expect(agreesRelatively(summary.standardError, c.sem), "sem, \(c.note)")
      #expect(agreesRelatively(summary.median, c.median), "median, \(c.note)")
      #expect(agreesRelatively(summary.confidenceInterval.low, c.low), "low, \(c.note)")
      #expect(agreesRelatively(summary.confidenceInterval.high, c.high), "high, \(c.note)")
      #expect(summary.confidenceInterval.level == c.level)
      #expect(summary.intervalMethod.rawValue == "t")
    }
  }

  @Test func fewOrBrokenValues() {
    let none = SampleSummary([])
    #expect(none.count == 0 && none.mean.isNaN && none.median.isNaN)
    #expect(none.standardDeviation.isNaN && none.confidenceInterval.low.isNaN)
    let one = SampleSummary([3])
    #expect(one.count == 1 && one.mean == 3 && one.median == 3)
    #expect(one.standardDeviation.isNaN && one.standardError.isNaN)
    #expect(one.confidenceInterval.low.isNaN && one.confidenceInterval.high.isNaN)
    let broken = SampleSummary([1, .nan, 2])
    #expect(broken.count == 3 && broken.mean.isNaN && broken.median.isNaN)
    let unbounded = SampleSummary([1, .infinity, 2])
    #expect(unbounded.mean == .infinity && unbounded.median == 2)
    #expect(unbounded.standardDeviation.isNaN)
  }

  @Test func equalValuesHaveNoSpread() {
    let summary = SampleSummary(Array(repeating: 0.1, count: 3))
    #expect(summary.mean == 0.1 && summary.standardDeviation == 0)
    #expect(summary.confidenceInterval.low == 0.1 && summary.confidenceInterval.high == 0.1)
  }
}
