/// The noise levels of a run, noisiest first, and the sampler that walks through them.
///
/// ``levels`` is all that a schedule must have: the sampler is DDIM unless it names another, or lets
/// the spec choose by a parameter (``SamplerName``).
public protocol Schedule: Plugin {
  init(_ parameters: Parameters) throws

  /// One level for each step of the run; the denoiser is reported at these.
  var levels: [NoiseLevel] { get }

  /// What walks through the levels.
  var sampler: any Sampler { get }
}

extension Schedule {
  public var sampler: any Sampler { DDIM() }

  /// Runs the reverse process from `noise` (unit variance, [n, c, h, w]); see
  /// ``Sampler/sample(from:through:seed:denoise:)``.
  public func sample(
    from noise: ImageBatch, seed: Int = 0,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> Trajectory {
    try sampler.sample(from: noise, through: levels, seed: seed, denoise: denoise)
  }
}
