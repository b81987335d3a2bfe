import Foundation
import Framework

/// What the samples of a run start from.
public enum SampleSource: Sendable {
  /// Unit-variance noise drawn from the seed, one stream for each sample.
  case seeded(seed: Int, shape: ImageShape)
  /// Unit-variance noise [samples, c, h, w] from a file or a recording.
  case noise(ImageBatch)
  /// Held-out images, noised by the forward process with seeded noise.
  case forward(images: ImageStore, seed: Int)
  /// Noisy images for every step.
  case given([ImageBatch])

  /// How many samples there are at most; nil for seeded noise.
  var count: Int? {
    switch self {
    case .seeded: nil
    case .noise(let batch): batch.count
    case .forward(let images, _): images.count
    case .given(let steps): steps.first?.count ?? 0
    }
  }

  /// Unit-variance noise for a block of samples of a reverse process.
  func noise(for samples: Range<Int>) -> ImageBatch {
    switch self {
    case .noise(let batch): batch[samples]
    case .seeded(let seed, let shape): Self.draw(samples, seed: seed, shape: shape, .noise)
    case .forward, .given: preconditionFailure("these samples are not noise")
    }
  }

  /// Noisy images for a block of samples at a level.
  func noisy(for samples: Range<Int>, at level: NoiseLevel) -> ImageBatch {
    switch self {
    case .given(let steps): return steps[level.step][samples]
    case .forward(let images, let seed):
      // One noise image a sample for all levels, as along a path of the forward process.
      let noise = Self.draw(samples, seed: seed, shape: images.shape, .forwardNoise)
      let clean = Self.batch(of: samples, of: images)
      return ImageBatch(level.signal * clean + level.noise * noise)
    case .seeded, .noise: preconditionFailure("these samples are noise")
    }
  }

  /// The images before the noise, where there are any.
  func clean(for samples: Range<Int>) -> ImageBatch? {
    guard case .forward(let images, _) = self else { return nil }
    return Self.batch(of: samples, of: images)
  }

  private static func batch(of samples: Range<Int>, of images: ImageStore) -> ImageBatch {
    var batch = images.batch(of: samples)
    batch.firstSample = samples.lowerBound
    return batch
  }

  private static func draw(
    _ samples: Range<Int>, seed: Int, shape: ImageShape, _ purpose: CounterRandom.Purpose
  ) -> ImageBatch {
    let values = samples.flatMap { sample -> [Float] in
      var random = CounterRandom(seed: UInt64(seed), index: UInt64(sample), purpose: purpose)
      return random.gaussians(shape.count)
    }
    return ImageBatch(shape: shape, values: values, firstSample: samples.lowerBound)
  }

  /// What stands for each sample by itself, wherever it stands in a run: a hash of the noise or the
  /// image that it starts from, whatever noise is added to that.
  func fingerprints(of samples: Range<Int>) -> [String] {
    samples.map { sample in
      let one = sample..<sample + 1
      let hash =
        switch self {
        case .forward(let images, _): images.selecting([sample]).contentHash()
        case .given(let steps): steps[0][one].contentHash()
        case .seeded, .noise: noise(for: one).contentHash()
        }
      return String(hash.prefix(16))
    }
  }

  /// What identifies a block of samples: the seed, or the content of what was given for them. The
  /// same samples of a longer run are the same samples.
  func identity(of samples: Range<Int>) -> JSON {
    func hash(_ batch: ImageBatch) -> JSON { .string(batch[samples].contentHash()) }
    return switch self {
    case .seeded(let seed, _): ["noise": "seeded", "seed": .integer(seed)]
    case .noise(let batch): ["noise": hash(batch)]
    case .forward(let images, let seed):
      [
        "images": .string(images.selecting(Array(samples)).contentHash()), "seed": .integer(seed),
      ]
    case .given(let steps): ["inputs": .array(steps.map(hash))]
    }
  }
}

extension ImageBatch {
  fileprivate func contentHash() -> String {
    ImageStore(shape: shape, floats: values).contentHash()
  }
}
