/// The noise levels of a run, noisiest first, and the sampler that walks through them.
public protocol Schedule: Plugin {
  init(_ parameters: Parameters) throws

  /// One level for each step of the run; the denoiser is reported at these.
  var levels: [NoiseLevel] { get }

  /// The start of the run is this multiple of unit-variance noise.
  var startScale: Double { get }

  /// Runs the reverse process from `noise` (unit variance, [n, c, h, w]).
  ///
  /// - Parameter denoise: estimates x_0 at a level; may be called at more levels than are reported
  ///   (Heun's second evaluation).
  /// - Returns: x_t and the unclipped x_0 of every step.
  func sample(
    from noise: ImageBatch, denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> Trajectory
}

/// What a reverse process passed through: for every step the noisy image and the estimate of x_0.
public struct Trajectory: Sendable {
  public var noisy: [ImageBatch]
  public var estimates: [ImageBatch]

  public init(noisy: [ImageBatch] = [], estimates: [ImageBatch] = []) {
    self.noisy = noisy
    self.estimates = estimates
  }

  public mutating func record(_ noisy: ImageBatch, _ estimate: ImageBatch) {
    self.noisy.append(noisy)
    estimates.append(estimate)
  }
}
