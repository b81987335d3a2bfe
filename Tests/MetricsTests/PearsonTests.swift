import Framework
import Testing

@testable import Metrics

@Suite struct PearsonTests {
  @Test func agreesWithNumPy() throws { try MetricFixture.check(Pearson.self) }

  /// Correlation, unlike the coefficient of determination, sees neither scale nor offset.
  @Test func scaleAndOffsetDoNotMatter() throws {
    #expect(Pearson.direction == .higherIsBetter)
    let scaled = Sample.ramp.map { 4 * $0 + 2 }
    let turned = Sample.ramp.map { 1 - $0 / 2 }
    let result = try values(Pearson.self, [scaled, turned], [Sample.ramp, Sample.ramp])
    #expect(abs(result[0] - 1) < 1e-14 && abs(result[1] + 1) < 1e-14)
  }

  @Test(arguments: [0, 1, 0.1, -0.7] as [Float])
  func aConstantImageHasNoCorrelation(level: Float) throws {
    let constant = Sample.constant(level)
    let result = try values(
      Pearson.self, [constant, Sample.ramp, constant], [Sample.ramp, constant, constant])
    #expect(result.allSatisfy { $0.isNaN }, "\(result)")
  }

  /// The ends of a clip range are Doubles, so that even the sum of equal numbers is rounded.
  @Test(arguments: [0.1, 1.0 / 3, 0.7])
  func anImageClippedToAConstantHasNoneEither(low: Double) throws {
    let shape = ImageShape(channels: 3, height: 32, width: 32)
    let constant = ImageBatch(shape: shape, repeating: -1, count: 1)
    var ramp = constant
    for index in ramp.values.indices { ramp.values[index] += Float(index % 7) }
    let training = TrainingSet(images: ImageStore(shape: shape, floats: ramp.values))
    let metric = try make(Pearson.self, clip: [low, 9])
    #expect(metric.values(constant, against: ramp, training: training)[0].isNaN)
    #expect(metric.values(ramp, against: constant, training: training)[0].isNaN)
  }

  @Test func clippingAppliesToBothSides() throws {
    let result = try values(
      Pearson.self, [[5, -1, 1, -1, 1, -1]], [[1, -8, 1, -1, 1, -1]], clip: [-1, 1])
    #expect(abs(result[0] - 1) < 1e-14)
  }

  @Test func aNumberThatIsNoneGivesNaN() throws {
    let result = try values(
      Pearson.self, [Sample.holed, Sample.other], [Sample.ramp, Sample.other])
    #expect(result[0].isNaN && abs(result[1] - 1) < 1e-14)
  }
}
