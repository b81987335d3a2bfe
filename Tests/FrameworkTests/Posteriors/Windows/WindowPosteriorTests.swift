import Testing

@testable import Framework

struct WindowPosteriorTests {
  /// With a = 0 all images are equally far, and missing ones must not count.
  @Test func missingImagesNeverCount() {
    let shape = ImageShape(channels: 1, height: 4, width: 4)
    let store = ImageStore(shape: shape, bytes: [UInt8](repeating: 255, count: 3 * 16))
    let level = NoiseLevel(signal: 0, noise: 1, step: 0, t: 1)
    let query = ImageBatch(shape: shape, values: [Float](repeating: 0.5, count: 16))
    for places in [WindowPosterior.Places.same, .any, .anyAwayFromBorders] {
      let posterior = WindowPosterior(window: 3, places: places, at: level, tolerance: 0)
      let answer = posterior.mean(of: store, given: query)
      #expect(answer.values.allSatisfy { abs($0 - 1) < 1e-6 })
    }
  }

  /// A pixel that is not a number makes the pixels NaN that a window connects with it, and no others.
  @Test func notANumberStaysWhereItIs() {
    let sample = PlaceWindowsTests.Sample(channels: 3, bytes: true)
    var query = sample.query
    query[0] = .nan
    let batch = ImageBatch(shape: sample.shape, values: query)
    let level = NoiseLevel(signal: 0.9, noise: 0.7, step: 0, t: 0)
    let patches = PatchPosterior(patch: 3, at: level, tolerance: 1e-7)
      .mean(of: sample.store, given: batch)
    let local = WindowPosterior(window: 3, places: .same, at: level, tolerance: 1e-7)
      .mean(of: sample.store, given: batch)
    for index in 0..<sample.shape.count {
      let (y, x) = (index % 30 / 6, index % 6)
      #expect(patches.values[index].isNaN == (y < 3 && x < 3))
      #expect(local.values[index].isNaN == (y < 2 && x < 2))
    }
  }
}
