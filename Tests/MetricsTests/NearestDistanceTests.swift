import Framework
import Testing

@testable import Metrics

@Suite struct NearestDistanceTests {
  /// Distances are scanned in Float.
  @Test func agreesWithNumPy() throws {
    try MetricFixture.check(NearestDistance.self, within: 2e-6)
  }

  @Test func looksAtTheTrainingSetAndNotAtTheReference() throws {
    #expect(NearestDistance.direction == .none)
    // The one training image is -1 everywhere.
    let grey = Sample.constant(0)
    let result = try values(
      NearestDistance.self, [Sample.constant(-1), grey, grey],
      [Sample.ramp, Sample.ramp, Sample.holed])
    #expect(result[0] == 0)
    #expect(abs(result[1] - 6.0.squareRoot()) < 1e-6)
    #expect(result[2] == result[1])
  }

  @Test func aTrainingImageStoredAsBytesIsAtDistance0() throws {
    let shape = ImageShape(channels: 3, height: 5, width: 4)
    let images = ImageStore(shape: shape, bytes: (0..<240).map { UInt8($0 * 53 % 256) })
    let own = images.batch(of: 0..<4)
    let result = try make(NearestDistance.self).values(
      own, against: own, training: TrainingSet(images: images))
    // Bytes become values inside the sum, so rounding leaves some 1e-7 a pixel.
    #expect(result.allSatisfy { $0 < 2e-6 }, "\(result)")
    #expect(result.count == 4)
  }

  @Test func theCandidateIsClippedFirst() throws {
    let result = try values(
      NearestDistance.self, [Sample.constant(-9)], [Sample.ramp], clip: [-1, 1])
    #expect(result == [0])
  }

  @Test func aNumberThatIsNoneGivesNaN() throws {
    let result = try values(
      NearestDistance.self, [Sample.holed, Sample.constant(-1)], [Sample.ramp, Sample.ramp])
    #expect(result[0].isNaN && result[1] == 0)
  }
}
