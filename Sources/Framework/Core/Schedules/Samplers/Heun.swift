/// Heun's method on the probability-flow ODE dy/dσ = (y − x_0)/σ, in the variance-exploding
/// coordinates y = x/a, σ = s/a: Euler's step, and then the mean of the slopes at its two ends.
///
/// Two evaluations a step. Source: Karras et al. 2022, Alg. 1; names as there.
public struct Heun: Sampler {
  public static let name = "heun"
  public static let summary = "Heun's method on the probability-flow ODE (Karras et al. 2022)"

  public init() {}

  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> ImageBatch {
    let y = x / level.signal
    let h = next.sigma - level.sigma
    let d = ImageBatch((y - x0) / level.sigma)
    let ahead = Euler().step(x, x0, from: level, to: next, denoise: denoise)
    let dNext = try ImageBatch((ahead / next.signal - denoise(ahead, next)) / next.sigma)
    let mean = ImageBatch((d + dNext) / 2)
    return ImageBatch(next.signal * (y + h * mean))
  }
}
