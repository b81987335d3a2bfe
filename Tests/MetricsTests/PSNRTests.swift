import Testing

@testable import Metrics

@Suite struct PSNRTests {
  @Test func agreesWithNumPy() throws { try MetricFixture.check(PSNR.self) }

  /// The data's range is 2, so a mean squared error of 4 is 0 decibels, and one of 0.04 is 20.
  @Test func isInDecibelsOfTheDatasRange() throws {
    #expect(PSNR.direction == .higherIsBetter)
    let result = try values(
      PSNR.self, [Sample.constant(1), Sample.constant(-0.8)],
      [Sample.constant(-1), Sample.constant(-1)])
    #expect(result[0] == 0 && abs(result[1] - 20) < 1e-5)
  }

  @Test func isUndefinedForEqualImages() throws {
    #expect(try values(PSNR.self, [Sample.ramp], [Sample.ramp])[0].isNaN)
    let clipped = try values(PSNR.self, [Sample.constant(3)], [Sample.constant(2)], clip: [-1, 1])
    #expect(clipped[0].isNaN)
  }
}
