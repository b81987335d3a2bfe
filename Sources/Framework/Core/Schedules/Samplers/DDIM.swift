/// Deterministic DDIM: x' = a' x_0 + s' e with e = (x − a x_0)/s.
///
/// With `clip`, the x_0 put into the update is clipped to [-1, 1]; e is not recomputed from it, and
/// the recorded x_0 is unclipped. Source: Song et al. 2021, Eq. 12 with η = 0.
public struct DDIM: Sampler {
  public static let name = "ddim"
  public static let summary = "Deterministic DDIM (Song et al. 2021), with or without clipping"

  let clip: Bool

  public init(clip: Bool = false) { self.clip = clip }

  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) -> ImageBatch {
    let (e, kept) = terms(x, x0, at: level)
    return ImageBatch(next.signal * kept + next.noise * e)
  }

  /// The noise e that x_0 leaves, and the x_0 that goes into the update.
  func terms(
    _ x: ImageBatch, _ x0: ImageBatch, at level: NoiseLevel
  ) -> (e: some ImageFormula, x0: some ImageFormula) {
    // The small constant keeps the division finite at noise 0, as the released sampler has it.
    let e = (x - level.signal * x0) / (level.noise * level.noise + 1e-8).squareRoot()
    let kept = ((x - level.noise * e) / level.signal)
      .clamped(to: clip ? -1...1 : -.infinity ... .infinity)
    return (e, kept)
  }
}
