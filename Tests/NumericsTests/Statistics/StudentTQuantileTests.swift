import Testing

@testable import LocusNumerics

@Suite struct StudentTQuantileTests {
  struct Case: Decodable {
    let df, tail, t: Double
  }

  @Test func agreesWithExactArithmetic() throws {
    for c in try StatisticsFixture<Case>.load("quantile") {
      let distribution = StudentT(degreesOfFreedom: c.df)
      #expect(agreesRelatively(distribution.criticalValue(tail: c.tail), c.t), "\(c)")
    }
  }

  /// Values from printed tables of the t distribution.
  @Test func tableValues() {
    #expect(abs(StudentT(degreesOfFreedom: 4).criticalValue(level: 0.95) - 2.776) < 5e-4)
    #expect(abs(StudentT(degreesOfFreedom: 30).quantile(0.99) - 2.457) < 5e-4)
    #expect(abs(StudentT(degreesOfFreedom: 1).quantile(0.025) + 12.706) < 5e-4)
  }

  @Test(arguments: [0.5, 1, 6.9734, 126, 1e6]) func invertsTheDistribution(df: Double) {
    let distribution = StudentT(degreesOfFreedom: df)
    for p in [1e-9, 0.01, 0.3, 0.5, 0.501, 0.8, 0.975] {
      let t = distribution.quantile(p)
      #expect(agreesRelatively(distribution.cumulative(t), p, within: 1e-12), "p = \(p)")
    }
    for level in [1e-12, 1e-3, 0.5, 0.9] {
      let t = distribution.criticalValue(level: level)
      #expect(
        agreesRelatively(distribution.split(at: t).upper, level, within: 1e-12), "level = \(level)")
    }
  }

  @Test func ends() {
    let distribution = StudentT(degreesOfFreedom: 3)
    #expect(distribution.quantile(0) == -.infinity)
    #expect(distribution.quantile(1) == .infinity)
    #expect(distribution.quantile(0.5) == 0)
    #expect(distribution.quantile(1.5).isNaN && distribution.quantile(-0.1).isNaN)
    #expect(distribution.quantile(.nan).isNaN)
    // The true value, about 10^600, does not fit a double.
    #expect(StudentT(degreesOfFreedom: 0.5).criticalValue(tail: 1e-300) == .infinity)
  }
}
