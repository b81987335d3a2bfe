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

extension Sampler {
  /// Runs the reverse process from `noise` (unit variance, [n, c, h, w]) through `levels`.
  ///
  /// The run ends with the estimate at the last level: x at noise 0 is that estimate, whatever the
  /// sampler.
  ///
  /// - Parameter denoise: estimates x_0 at a level; may be called at more levels than are reported
  ///   (Heun's second evaluation).
  /// - Returns: x_t and the unclipped x_0 of every step.
  public func sample(
    from noise: ImageBatch, through levels: [NoiseLevel],
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> Trajectory {
    var trajectory = Trajectory()
    guard let first = levels.first else { return trajectory }
    var x = ImageBatch(first.startScale * noise)
    for (index, level) in levels.enumerated() {
      let x0 = try denoise(x, level)
      trajectory.record(x, x0)
      guard index + 1 < levels.count else { break }
      x = try step(x, x0, from: level, to: levels[index + 1], denoise: denoise)
    }
    return trajectory
  }
}
