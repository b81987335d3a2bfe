import Testing

@testable import LocusNumerics

/// Wilcoxon's, Mann and Whitney's and the sign test, and the shifts of Hodges and Lehmann.
@Suite struct RankTests {
  struct SignedRankCase: Decodable {
    let note: String
    let d: [Double]
    let twoSided, greater, less: [Double]

    enum CodingKeys: String, CodingKey {
      case note, d, greater, less
      case twoSided = "two-sided"
    }

    func expected(_ alternative: Alternative) -> [Double] {
      switch alternative {
      case .twoSided: twoSided
      case .greater: greater
      case .less: less
      }
    }
  }

  @Test(arguments: Alternative.allCases) func wilcoxonAgreesWithSciPy(
    _ alternative: Alternative
  ) throws {
    for c in try StatisticsFixture<SignedRankCase>.load("signed-rank") {
      let result = WilcoxonTest.run(c.d, alternative: alternative)
      let expected = c.expected(alternative)
      let place = "\(c.note), n \(c.d.count), \(alternative)"
      #expect(result.statistic == expected[0], "\(place): \(result.statistic)")
      #expect(agreesRelatively(result.pValue, expected[1]), "\(place): \(result.pValue)")
    }
  }

  /// SciPy's rule for `auto`.
  @Test(arguments: [
    (50, 0, false, RankTestResult.Method.exact), (51, 0, false, .asymptotic),
    (13, 0, true, .exact), (14, 0, true, .asymptotic), (13, 1, false, .exact),
    (14, 1, false, .asymptotic),
  ]) func wilcoxonIsExactForFew(
    _ count: Int, _ zeros: Int, _ ties: Bool, _ method: RankTestResult.Method
  ) {
    var differences = (1...count).map(Double.init)
    for place in 0..<zeros { differences[place] = 0 }
    if ties { differences[0] = 2 }
    #expect(WilcoxonTest.run(differences).method == method)
  }

  @Test func wilcoxonWithoutAnAnswer() {
    #expect(WilcoxonTest.run([]).pValue.isNaN && WilcoxonTest.run([]).statistic.isNaN)
    #expect(WilcoxonTest.run([1, .nan]).pValue.isNaN)
    #expect(WilcoxonTest.run([.infinity, -1]).statistic == 1)
  }

  struct MannWhitneyCase: Decodable {
    let note: String
    let a, b: [Double]
    let twoSided, greater, less: [Double]

    enum CodingKeys: String, CodingKey {
      case note, a, b, greater, less
      case twoSided = "two-sided"
    }
  }

  @Test func mannWhitneyAgreesWithSciPy() throws {
    for c in try StatisticsFixture<MannWhitneyCase>.load("mann-whitney") {
      for (alternative, expected) in [
        (Alternative.twoSided, c.twoSided), (.greater, c.greater), (.less, c.less),
      ] {
        let result = MannWhitneyTest.run(c.a, c.b, alternative: alternative)
        let place = "\(c.note), \(c.a.count) and \(c.b.count), \(alternative)"
        #expect(result.statistic == expected[0], "\(place): \(result.statistic)")
        #expect(agreesRelatively(result.pValue, expected[1]), "\(place): \(result.pValue)")
      }
    }
    #expect(MannWhitneyTest.run([], [1]).pValue.isNaN)
    #expect(MannWhitneyTest.run([.nan], [1]).statistic.isNaN)
  }

  struct SignCase: Decodable {
    let positive, negative: Int
    let p: [Double]
  }

  @Test func signTestsAgreeWithSciPy() throws {
    for c in try StatisticsFixture<SignCase>.load("sign") {
      let differences =
        [Double](repeating: 0.5, count: c.positive) + [0, 0]
        + [Double](repeating: -3, count: c.negative)
      for (alternative, p) in zip([Alternative.twoSided, .greater, .less], c.p) {
        let test = SignTest(differences, alternative: alternative)
        #expect(test.positive == c.positive && test.negative == c.negative && test.zero == 2)
        #expect(
          agreesRelatively(test.pValue, p),
          "\(c.positive) of \(c.positive + c.negative), \(alternative): \(test.pValue), not \(p)")
      }
    }
    #expect(SignTest([]).pValue.isNaN && SignTest([1, .nan]).pValue.isNaN)
  }

  struct ShiftCase: Decodable {
    let note: String
    let a, b: [Double]
    let shift: Double
  }

  /// The bits of the median over all pairs.
  @Test func hodgesLehmannShiftsAreMediansOfAllPairs() throws {
    for c in try StatisticsFixture<ShiftCase>.load("hodges-lehmann") {
      let shift = c.b.isEmpty ? HodgesLehmann.shift(c.a) : HodgesLehmann.shift(c.a, c.b)
      #expect(shift == c.shift, "\(c.note), \(c.a.count) and \(c.b.count)")
    }
    #expect(HodgesLehmann.shift([]).isNaN && HodgesLehmann.shift([1], []).isNaN)
    #expect(HodgesLehmann.shift([1, .infinity]).isNaN && HodgesLehmann.shift([.nan], [1]).isNaN)
    #expect(HodgesLehmann.shift([-1, 1]) == 0 && HodgesLehmann.shift([-1, 1]).sign == .plus)
  }

  /// Fifty million pairs, none of them stored: i and count − i are symmetric about the middle.
  @Test func hodgesLehmannOfManyPairs() {
    let count = 10_000
    #expect(HodgesLehmann.shift((0...count).map { Double($0) * 0.25 }) == Double(count) * 0.125)
  }
}
