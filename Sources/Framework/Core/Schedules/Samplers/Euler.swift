/// Euler's method on the probability-flow ODE dy/dσ = (y − x_0)/σ, in the variance-exploding
/// coordinates y = x/a, σ = s/a.
///
/// It is unclipped DDIM but for rounding. Source: Karras et al. 2022, Alg. 1 without its correction;
/// the release of Niedoba et al. 2024.
public struct Euler: Sampler {
  public static let name = "euler"
  public static let summary = "Euler's method on the probability-flow ODE, one evaluation a step"

  public init() {}

  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) -> ImageBatch {
    let y = x / level.signal
    let h = next.sigma - level.sigma
    return ImageBatch(next.signal * (y + h * (y - x0) / level.sigma))
  }
}
