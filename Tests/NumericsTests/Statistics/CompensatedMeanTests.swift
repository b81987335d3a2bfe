import Testing

@testable import LocusNumerics

@Suite struct CompensatedMeanTests {
  @Test func keepsWhatRoundingTakesAway() {
    // The mean is 1 + 2⁻⁵³, half way between two doubles.
    let mean = CompensatedMean([1, 1.0.nextUp])
    #expect((mean.value - 1) + mean.remainder == 0x1p-53)
    // Small values survive between large ones that cancel.
    #expect(CompensatedMean([1e16, 1, -1e16, 1]).value == 0.5)
  }

  @Test func differenceOfCloseMeansIsExact() {
    let offset = 1e8
    let a = CompensatedMean([offset, offset, offset + 0x1p-20])
    let b = CompensatedMean([offset, offset, offset])
    #expect(agreesRelatively(a - b, 0x1p-20 / 3, within: 1e-15))
  }

  @Test func undefinedAndInfinite() {
    #expect(CompensatedMean([]).value.isNaN)
    #expect(CompensatedMean([1, .nan]).value.isNaN)
    #expect(CompensatedMean([1, -.infinity]).value == -.infinity)
    #expect((CompensatedMean([.infinity]) - CompensatedMean([1])) == .infinity)
  }

  @Test func momentsOfWorkedExample() {
    let moments = SampleMoments([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(moments.mean.value == 5 && moments.squaredDeviations == 32)
    #expect(moments.variance == 32.0 / 7)
    #expect(SampleMoments([3]).squaredDeviations == 0)
    #expect(SampleMoments([3]).variance.isNaN && SampleMoments([]).squaredDeviations.isNaN)
  }

  @Test func varianceIsIndependentOfTheOffset() {
    let deviations = [-3.0, -1, 0, 4].map { $0 * 0x1p-20 }
    let plain = SampleMoments(deviations).variance
    #expect(SampleMoments(deviations.map { $0 + 1e8 }).variance == plain)
  }
}
