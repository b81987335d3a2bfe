/// A step of Euler's or Heun's method from a little more noise: x is first taken from σ to
/// σ̂ = (1 + γ) σ by adding √(σ̂² − σ²) S_noise z, z ~ N(0, I).
///
/// γ = min(S_churn / N, √2 − 1) where S_min ≤ σ ≤ S_max, else 0, for N steps. The denoiser is asked
/// once more, at σ̂; what is reported stays the estimate at the run's own level. Source: Karras et al.
/// 2022, Alg. 2; the last step, to σ = 0, is the estimate at the last level, without noise.
public struct Churn: StochasticSampler {
  public static let name = "churn"
  public static let summary = "Euler's or Heun's method with noise added at every step"

  let base: any Sampler
  /// γ where noise is added.
  let gamma: Double
  /// σ at which it is.
  let range: ClosedRange<Double>
  /// S_noise.
  let deviation: Double

  /// The sampler of a schedule with churn or without.
  ///
  /// - Throws: ``SpecIssue`` for parameters that fit neither each other nor the sampler.
  static func adding(_ parameters: Karras.Parameters, to name: SamplerName) throws -> any Sampler {
    let (low, high) = (parameters.sMin, parameters.sMax.value ?? .infinity)
    guard parameters.sChurn > 0 else {
      guard low == 0, high == .infinity, parameters.sNoise == 1 else {
        throw SpecIssue(
          "\"s_min\", \"s_max\" and \"s_noise\" say where noise is added, and \"s_churn\" 0 adds none; "
            + "give it, or leave them out")
      }
      return name.sampler()
    }
    guard name != .ddim else {
      throw SpecIssue(
        "\"s_churn\" is noise for the samplers \"heun\" and \"euler\"; set \"sampler\" to one of them"
      )
    }
    guard low <= high else {
      throw SpecIssue("s_min (\(low)) must not lie above s_max (\(high))")
    }
    return Churn(
      base: name.sampler(),
      gamma: min(parameters.sChurn / Double(parameters.steps), 2.0.squareRoot() - 1),
      range: low...high, deviation: parameters.sNoise)
  }

  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    noise: ImageBatch, denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> ImageBatch {
    guard range.contains(level.sigma) else {
      return try step(x, x0, from: level, to: next, denoise: denoise)
    }
    let raised = NoiseLevel(
      signal: level.signal, noise: (1 + gamma) * level.noise, step: level.step, t: level.t)
    let added = (raised.variance - level.variance).squareRoot() * deviation
    let churned = ImageBatch(x + added * noise)
    return try base.step(
      churned, denoise(churned, raised), from: raised, to: next, denoise: denoise)
  }

  /// The step without noise.
  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> ImageBatch { try base.step(x, x0, from: level, to: next, denoise: denoise) }
}
