import Foundation
import Testing

@testable import LocusNumerics

@Suite struct StudentTTests {
  struct Case: Decodable {
    let df, t, upper, lower: Double
    let twoSided, logTwoSided, logUpper: Double

    enum CodingKeys: String, CodingKey {
      case df, t, upper, lower
      case twoSided = "two_sided"
      case logTwoSided = "log_two_sided"
      case logUpper = "log_upper"
    }
  }

  @Test func agreesWithExactArithmetic() throws {
    for c in try StatisticsFixture<Case>.load("student-t") {
      let distribution = StudentT(degreesOfFreedom: c.df)
      // Subnormal probabilities have fewer than ten digits to compare.
      if c.twoSided >= 1e-300 {
        #expect(agreesRelatively(distribution.pValue(c.t), c.twoSided), "two-sided, \(c)")
        #expect(agreesRelatively(distribution.survival(c.t), c.upper), "upper, \(c)")
        #expect(agreesRelatively(distribution.cumulative(-c.t), c.upper), "upper by symmetry, \(c)")
      }
      #expect(agreesRelatively(distribution.cumulative(c.t), c.lower), "lower, \(c)")
      #expect(agreesRelatively(distribution.logPValue(c.t), c.logTwoSided), "log two-sided, \(c)")
      #expect(agreesRelatively(distribution.logSurvival(c.t), c.logUpper), "log upper, \(c)")
    }
  }

  /// The fixture reaches the tails the papers report, and beyond.
  @Test func fixtureCoversFarTails() throws {
    let cases = try StatisticsFixture<Case>.load("student-t")
    #expect(cases.contains { $0.twoSided > 1e-66 && $0.twoSided < 1e-64 && $0.df > 9e5 })
    #expect(cases.contains { $0.twoSided > 1e-301 && $0.twoSided < 1e-299 })
  }

  @Test func cauchyClosedForm() {
    let cauchy = StudentT(degreesOfFreedom: 1)
    for t in [1e-8, 0.3, 1, 2.5, 1e5, 1e200] {
      #expect(
        agreesRelatively(cauchy.survival(t), atan(1 / t) / Double.pi, within: 1e-13), "t = \(t)")
    }
  }

  /// P(T > t) = ½ (1 − t / √(2 + t²)) for ν = 2, written without cancellation.
  @Test func twoDegreesClosedForm() {
    let distribution = StudentT(degreesOfFreedom: 2)
    for t in [1e-8, 0.3, 1, 2.5, 1e5, 1e12] {
      let root = (2 + t * t).squareRoot()
      #expect(
        agreesRelatively(distribution.survival(t), 1 / (root * (root + t)), within: 1e-14),
        "t = \(t)")
    }
  }

  @Test(arguments: [0.5, 3, 29.97, 1e6]) func oneSidedPValuesSumToOne(df: Double) {
    let distribution = StudentT(degreesOfFreedom: df)
    for t in [-40, -1.5, -1e-9, 0, 0.2, 1.8, 7] {
      let greater = distribution.pValue(t, alternative: .greater)
      let less = distribution.pValue(t, alternative: .less)
      #expect(abs(greater + less - 1) < 1e-15)
      #expect(agreesRelatively(2 * min(greater, less), distribution.pValue(t), within: 1e-13))
      #expect(
        agreesRelatively(exp(distribution.logPValue(t, alternative: .less)), less, within: 1e-12))
    }
  }

  @Test(arguments: [0.5, 4, 1e7]) func survivalFallsAcrossTheSwitchOfMethod(df: Double) {
    let distribution = StudentT(degreesOfFreedom: df)
    // Steps far above rounding, on both sides of where the other tail is computed.
    let values = (0...400).map { distribution.survival(0.5 + 0.005 * Double($0)) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func limits() {
    let distribution = StudentT(degreesOfFreedom: 5)
    #expect(distribution.pValue(0) == 1)
    #expect(distribution.survival(0) == 0.5)
    #expect(distribution.survival(.infinity) == 0)
    #expect(distribution.survival(-.infinity) == 1)
    #expect(distribution.pValue(-.infinity) == 0)
    #expect(distribution.logPValue(.infinity) == -.infinity)
    // t² overflows, the tail of a half degree of freedom does not: P = c t^(−½).
    let heavy = StudentT(degreesOfFreedom: 0.5)
    #expect(agreesRelatively(heavy.survival(1e300), heavy.survival(1e100) * 1e-100, within: 1e-12))
  }

  @Test func undefinedIsNaN() {
    #expect(StudentT(degreesOfFreedom: 5).pValue(.nan).isNaN)
    for df in [0, -1, .nan, .infinity] {
      let distribution = StudentT(degreesOfFreedom: df)
      #expect(distribution.pValue(1).isNaN && distribution.survival(-1).isNaN)
      #expect(distribution.logSurvival(1).isNaN && distribution.quantile(0.9).isNaN)
    }
  }
}
