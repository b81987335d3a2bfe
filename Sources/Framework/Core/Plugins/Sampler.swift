/// A way to go from noise to an image through the levels of a schedule, one step at a time.
public protocol Sampler: Sendable {
  /// The name in a spec, the value of a schedule's `sampler`.
  static var name: String { get }
  /// One line for lists: what it does and whose method it is.
  static var summary: String { get }

  /// x at the level `next`.
  ///
  /// - Parameters:
  ///   - x: the noisy images at `level`, [n, c, h, w].
  ///   - x0: the denoiser's estimate of x_0 at `level`, unclipped.
  ///   - denoise: the denoiser, for methods that ask more than once a step.
  func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> ImageBatch
}

/// A sampler that adds noise on its way.
public protocol StochasticSampler: Sampler {
  /// x at the level `next`; parameters as in ``Sampler/step(_:_:from:to:denoise:)``.
  ///
  /// - Parameter noise: unit-variance noise of this step, [n, c, h, w].
  func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    noise: ImageBatch, denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> ImageBatch
}

extension Sampler {
  /// Runs the reverse process from `noise` (unit variance, [n, c, h, w]) through `levels`.
  ///
  /// The run ends with the estimate at the last level: x at noise 0 is that estimate, whatever the
  /// sampler.
  ///
  /// - Parameters:
  ///   - seed: of the noise that a ``StochasticSampler`` adds; it is the same for all methods.
  ///   - denoise: estimates x_0 at a level; may be called at more levels than are reported
  ///   (Heun's second evaluation).
  /// - Returns: x_t and the unclipped x_0 of every step.
  public func sample(
    from noise: ImageBatch, through levels: [NoiseLevel], seed: Int = 0,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> Trajectory {
    var trajectory = Trajectory()
    guard let first = levels.first else { return trajectory }
    var x = ImageBatch(first.startScale * noise)
    for (index, level) in levels.enumerated() {
      let x0 = try denoise(x, level)
      trajectory.record(x, x0)
      guard index + 1 < levels.count else { break }
      let next = levels[index + 1]
      if let stochastic = self as? any StochasticSampler {
        let added = stepNoise(like: x, seed: seed, step: index)
        x = try stochastic.step(x, x0, from: level, to: next, noise: added, denoise: denoise)
      } else {
        x = try step(x, x0, from: level, to: next, denoise: denoise)
      }
    }
    return trajectory
  }

  /// The noise of a step, which depends on seed, sample and step only.
  private func stepNoise(like x: ImageBatch, seed: Int, step: Int) -> ImageBatch {
    let values = (0..<x.count).flatMap { image in
      // Samples are far fewer than 2⁴⁰.
      var random = CounterRandom(
        seed: UInt64(bitPattern: Int64(seed)),
        index: UInt64(x.sample(of: image)) | UInt64(step) << 40, purpose: .samplerNoise)
      return random.gaussians(x.shape.count)
    }
    return ImageBatch(shape: x.shape, values: values, firstSample: x.firstSample)
  }
}
