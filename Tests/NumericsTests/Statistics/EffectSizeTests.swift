import Testing

@testable import LocusNumerics

@Suite struct EffectSizeTests {
  struct Case: Decodable {
    let df, j: Double
  }

  @Test func exactCorrection() throws {
    for c in try StatisticsFixture<Case>.load("hedges-correction") {
      #expect(
        agreesRelatively(EffectSize.smallSampleCorrection(degreesOfFreedom: c.df), c.j), "\(c)")
    }
  }

  @Test func correctionIsUndefinedWithoutAMean() {
    for df in [1, 0.5, 0, -2, .nan] {
      #expect(EffectSize.smallSampleCorrection(degreesOfFreedom: df).isNaN, "df \(df)")
    }
  }

  /// g = J t √(1/n_a + 1/n_b) and d_z = t / √n, so each follows from the test of its design.
  @Test func followFromTheStatistic() throws {
    var numbers = SampleNumbers(seed: 7)
    let (a, b) = (numbers.sample(7), numbers.sample(7, around: 1))
    let g = EffectSize.hedgesG(a, b)
    let correction = EffectSize.smallSampleCorrection(degreesOfFreedom: 12)
    let fromStudent = correction * TTest.student(a, b).statistic * (2.0 / 7).squareRoot()
    #expect(agreesRelatively(g, fromStudent, within: 1e-13))
    let fromPaired = try TTest.paired(a, b).statistic / 7.0.squareRoot()
    #expect(agreesRelatively(try EffectSize.dz(a, b), fromPaired, within: 1e-13))
    #expect(g < 0)
  }

  @Test func degenerateSamples() throws {
    #expect(EffectSize.hedgesG([1, 1], [1, 1]).isNaN)
    #expect(EffectSize.hedgesG([2, 2], [1, 1]) == .infinity)
    #expect(EffectSize.hedgesG([1], [2, 3]).isNaN)
    #expect(EffectSize.hedgesG([1], [2, 3, 5]).isFinite)
    #expect(EffectSize.hedgesG([], [1, 2, 3]).isNaN)
    #expect(EffectSize.hedgesG([1, .nan, 2], [1, 2, 3]).isNaN)
    #expect(try EffectSize.dz([1, 2, 3], [2, 3, 4]) == -.infinity)
    #expect(try EffectSize.dz([1, 2, 3], [1, 2, 3]).isNaN)
    #expect(try EffectSize.dz([1], [2]).isNaN)
    #expect(throws: TTestError.unequalLengths(a: 1, b: 2)) { try EffectSize.dz([1], [1, 2]) }
  }
}
