import Framework
import Testing

@testable import Metrics

@Suite struct CopyRatioTests {
  /// Distances are scanned in Float.
  @Test func agreesWithNumPy() throws { try MetricFixture.check(CopyRatio.self, within: 4e-6) }

  private func ratio(_ y: Float, among levels: [Float]) throws -> Double {
    let shape = ImageShape(channels: 1, height: 2, width: 3)
    let images = ImageStore(
      shape: shape, floats: levels.flatMap { [Float](repeating: $0, count: 6) })
    let batch = ImageBatch(shape: shape, values: [Float](repeating: y, count: 6))
    return try make(CopyRatio.self).values(
      batch, against: batch, training: TrainingSet(images: images))[0]
  }

  @Test func comparesTheTwoNearestImages() throws {
    #expect(CopyRatio.direction == .none)
    #expect(try abs(ratio(0.25, among: [1, 0, -1]) - 1 / 3) < 1e-6)
    #expect(try ratio(0, among: [0.5, 0]) == 0)
    #expect(try ratio(0, among: [-0.5, 0.5]) == 1)
  }

  /// However often an image is there, it is one.
  @Test func equalImagesCountAsOne() throws {
    #expect(try abs(ratio(0.25, among: [0, 0, 1, 0, 1]) - 1 / 3) < 1e-6)
  }

  @Test func isUndefinedForOneImage() throws {
    #expect(try ratio(0.25, among: [0]).isNaN)
    #expect(try ratio(0.25, among: [0, 0, 0]).isNaN)
  }
}
