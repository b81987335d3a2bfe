import Testing

@testable import LocusNumerics

/// Expected numbers of one test, in any of the three fixture files of t-tests.
struct ExpectedTTest: Decodable, Sendable {
  let kind: TestKind
  let alternative: Alternative
  let statistic, df, p, low, high: Double
  let meanA, meanB, meanDifference, standardError: Double

  enum CodingKeys: String, CodingKey {
    case kind, alternative, statistic, df, p, low, high
    case meanA = "mean_a"
    case meanB = "mean_b"
    case meanDifference = "mean_difference"
    case standardError = "standard_error"
  }

  func check(_ a: [Double], _ b: [Double], level: Double, _ note: String) throws {
    let result = try TTest.run(kind, a, b, alternative: alternative)
    let interval = result.confidenceInterval(level: level)
    let pairs: [(String, Double, Double)] = [
      ("statistic", result.statistic, statistic),
      ("df", result.degreesOfFreedom, df),
      ("p", result.pValue, p),
      ("low", interval.low, low),
      ("high", interval.high, high),
      ("mean difference", result.meanDifference, meanDifference),
      ("standard error", result.standardError, standardError),
      ("mean of a", result.meanA, meanA),
      ("mean of b", result.meanB, meanB),
    ]
    for (name, actual, expected) in pairs {
      #expect(
        agreesRelatively(actual, expected),
        "\(note), \(kind) \(alternative), \(name): \(actual), not \(expected)")
    }
    #expect(result.nA == a.count && result.nB == b.count && interval.level == level)
    #expect(result.kind == kind && result.alternative == alternative)
  }
}

@Suite struct TTestFixtureTests {
  struct Case: Decodable {
    let note: String
    let a, b: [Double]
    let level: Double
    let effects: [String: Double]
    let results: [ExpectedTTest]
  }

  @Test func agreesWithExactArithmetic() throws {
    for c in try StatisticsFixture<Case>.load("t-test") {
      for expected in c.results {
        try expected.check(c.a, c.b, level: c.level, c.note)
      }
      for (name, expected) in c.effects {
        let effect = try #require(EffectSize(rawValue: name))
        let actual = try effect.value(c.a, c.b)
        #expect(
          agreesRelatively(actual, expected), "\(c.note), \(name): \(actual), not \(expected)")
      }
    }
  }

  struct DegenerateCase: Decodable {
    let note: String
    let a, b: [Double]
    let level: Double
    let expected: ExpectedTTest

    enum CodingKeys: String, CodingKey { case note, a, b, level }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      note = try container.decode(String.self, forKey: .note)
      a = try container.decode([Double].self, forKey: .a)
      b = try container.decode([Double].self, forKey: .b)
      level = try container.decode(Double.self, forKey: .level)
      expected = try ExpectedTTest(from: decoder)
    }
  }

  @Test func degenerateCases() throws {
    for c in try StatisticsFixture<DegenerateCase>.load("t-test-degenerate") {
      try c.expected.check(c.a, c.b, level: c.level, c.note)
    }
  }

  /// Values ((i · step) mod modulus) / 1024 + offset, i = 0 ..< count: exact, and too many to store.
  struct Recipe: Decodable {
    let count, step, modulus: Int
    let offset: Double

    var values: [Double] {
      (0..<count).map { Double(($0 * step) % modulus) / 1024 + offset }
    }
  }

  struct LargeCase: Decodable {
    let a, b: Recipe
    let level: Double
    let results: [ExpectedTTest]
  }

  @Test func aMillionDegreesOfFreedom() throws {
    for c in try StatisticsFixture<LargeCase>.load("t-test-large") {
      let (a, b) = (c.a.values, c.b.values)
      // One alternative a kind: the distribution is tested for all three elsewhere.
      for expected in c.results where expected.alternative == .twoSided {
        try expected.check(a, b, level: c.level, "large")
      }
    }
  }
}
