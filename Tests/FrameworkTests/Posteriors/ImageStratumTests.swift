import Testing

@testable import Framework

/// An image that stands for several counts like as many copies of it.
struct ImageStratumTests {
  static let shape = ImageShape(channels: 1, height: 3, width: 4)
  static let store = MaskPosteriorTests.images(shape, count: 60, bytes: true)
  /// Twenty images that count once, ten that count three times.
  static let strata = [
    ImageStratum(images: store.selecting(Array(0..<20))),
    ImageStratum(images: store.selecting(Array(20..<30)), weight: 3),
  ]
  /// The same with copies.
  static let copied = store.selecting(
    Array(0..<20) + [Int](repeating: 0, count: 30).indices.map { 20 + $0 / 3 })
  static let masks = PixelMasksTests.random(shape, seed: 17)

  @Test(arguments: MaskPosteriorTests.levels) func countAsCopies(_ level: NoiseLevel) {
    let noisy = MaskPosteriorTests.queries(Self.store, level, count: 3)
    let whole = ImagePosterior(at: level)
    let masked = MaskPosterior(masks: Self.masks, at: level, tolerance: 1e-7)
    for (answer, expected) in [
      (whole.mean(of: Self.strata, given: noisy), whole.mean(of: Self.copied, given: noisy)),
      (masked.mean(of: Self.strata, given: noisy), masked.mean(of: Self.copied, given: noisy)),
    ] {
      for (x, y) in zip(answer.values, expected.values) { #expect(abs(x - y) < 1e-5) }
    }
  }

  @Test func gradientsCountThemAsCopies() {
    let level = MaskPosteriorTests.level(0.5, 0.87)
    let noisy = MaskPosteriorTests.queries(Self.store, level, count: 2)
    let gradients = PosteriorGradients(at: level, temperature: 1.5) {
      PosteriorPatch.whole(Self.shape, answering: $0)
    }
    let answer = gradients.sensitivity(of: [0, 7], over: Self.strata, given: noisy)
    let expected = gradients.sensitivity(of: [0, 7], over: Self.copied, given: noisy)
    // What all weights are multiplied with makes no difference.
    let scaled = gradients.sensitivity(
      of: [0, 7],
      over: Self.strata.map { ImageStratum(images: $0.images, weight: 2 * $0.weight) },
      given: noisy)
    for index in answer.gradients.values.indices {
      #expect(abs(answer.gradients.values[index] - expected.gradients.values[index]) < 1e-6)
      #expect(abs(scaled.gradients.values[index] - expected.gradients.values[index]) < 1e-6)
    }
  }
}
