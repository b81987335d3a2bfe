/// DDIM with noise: x' = a' x_0 + √(s'² − v²) e + v z, e = (x − a x_0)/s, z ~ N(0, I).
///
/// v = η (s'/s) √(1 − a²/a'²); η = 1 is the ancestral sampler of DDPM. For levels that preserve the
/// variance, a² + s² = 1. Clipping as in ``DDIM``. Source: Song et al. 2021, Eqs. 12 and 16.
public struct StochasticDDIM: StochasticSampler {
  public static let name = "ddim"
  public static let summary = "DDIM with noise; eta 1 is DDPM's ancestral sampler"

  let eta: Double
  let clip: Bool

  public init(eta: Double, clip: Bool = false) {
    self.eta = eta
    self.clip = clip
  }

  /// - Throws: ``SpecIssue`` where noise is asked for and the sampler adds none.
  static func check(eta: Double, isUsed: Bool) throws {
    guard eta > 0, !isUsed else { return }
    throw SpecIssue(
      "\"eta\" is the noise that the sampler \"ddim\" adds, and this one adds none; set \"sampler\" to "
        + "\"ddim\", or leave \"eta\" out")
  }

  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    noise: ImageBatch, denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) -> ImageBatch {
    let ratio = level.signal / next.signal
    let v = eta * next.noise / level.noise * (1 - ratio * ratio).squareRoot()
    let rest = max(0, next.variance - v * v).squareRoot()
    let (e, kept) = DDIM(clip: clip).terms(x, x0, at: level)
    return ImageBatch(next.signal * kept + rest * e + v * noise)
  }

  /// The step without its noise.
  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) -> ImageBatch {
    let none = ImageBatch(shape: x.shape, repeating: 0, count: x.count)
    return step(x, x0, from: level, to: next, noise: none, denoise: denoise)
  }
}
