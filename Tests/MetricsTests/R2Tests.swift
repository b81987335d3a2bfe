import Framework
import Testing

@testable import Metrics

@Suite struct R2Tests {
  @Test func agreesWithNumPy() throws { try MetricFixture.check(R2.self) }

  @Test func agreementIs1() throws {
    #expect(try values(R2.self, [Sample.ramp], [Sample.ramp]) == [1])
  }

  /// The mean of the reference explains nothing but the unbiased variance's n - 1.
  @Test func theReferencesMeanGives1OverM() throws {
    let mean = Sample.ramp.reduce(0, +) / 6
    let value = try values(R2.self, [Sample.constant(mean)], [Sample.ramp])[0]
    #expect(abs(value - 1.0 / 6) < 1e-6)
  }

  @Test(arguments: [0, 1, 0.1, -0.7, 1e-30] as [Float])
  func aConstantReferenceCountsAsVariance1(level: Float) throws {
    let candidate = Sample.constant(level).map { $0 + 0.5 }
    let value = try values(R2.self, [candidate], [Sample.constant(level)])[0]
    #expect(abs(value - 0.75) < 1e-6)
  }

  /// The ends of a clip range are Doubles, so that even the sum of equal numbers is rounded.
  @Test(arguments: [0.1, 1.0 / 3, 0.7])
  func aReferenceClippedToAConstantCountsAsVariance1(low: Double) throws {
    let shape = ImageShape(channels: 3, height: 32, width: 32)
    let reference = ImageBatch(shape: shape, repeating: -1, count: 1)
    let candidate = ImageBatch(shape: shape, repeating: Float(low) + 0.5, count: 1)
    let training = TrainingSet(images: ImageStore(shape: shape, floats: reference.values))
    let metric = try make(R2.self, clip: [low, 2])
    let value = metric.values(candidate, against: reference, training: training)[0]
    #expect(abs(value - 0.75) < 1e-6)
  }

  @Test func clippingAppliesToBothSides() throws {
    let value = try values(
      R2.self, [[2, -3, 0.5, 0, 0, 0]], [[7, -1, 0.5, 0, 0, 0]], clip: [-1, 1])
    #expect(value == [1])
  }

  @Test func aNumberThatIsNoneGivesNaNForItsImageAlone() throws {
    let result = try values(
      R2.self, [Sample.holed, Sample.ramp, Sample.ramp],
      [Sample.ramp, Sample.holed, Sample.ramp])
    #expect(result[0].isNaN && result[1].isNaN && result[2] == 1)
    let clipped = try values(R2.self, [Sample.holed], [Sample.ramp], clip: [-1, 1])
    #expect(clipped[0].isNaN)
  }

  /// Means over three images of a Wiener filter's estimates against the optimal denoiser's.
  @Test func agreesWithTheRelease() throws {
    #expect(R2.direction == .higherIsBetter)
    try GoldenMetrics.check(R2.self, entry: 0)
  }
}
