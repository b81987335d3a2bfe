/// Euler's method on the flow dx/dt = (x_1 − x)/(1 − t), where x_t = t x_1 + (1 − t) e.
///
/// It is unclipped DDIM on the same levels but for the first, whose signal is kept above 0. Sources:
/// Lipman et al. 2023; Bertrand et al. 2025 (the closed form of its denoiser).
public struct FlowEuler: Sampler {
  public static let name = "flow-euler"
  public static let summary = "Euler's method on the straight flow from noise to image"

  public init() {}

  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) -> ImageBatch {
    // The noise is 1 − t.
    ImageBatch(x + ((level.noise - next.noise) / level.noise) * (x0 - x))
  }
}

/// Heun's method on the flow of ``FlowEuler``: Euler's step, and then the mean of the slopes at its two
/// ends. Two evaluations a step.
public struct FlowHeun: Sampler {
  public static let name = "flow-heun"
  public static let summary = "Heun's method on the straight flow from noise to image"

  public init() {}

  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) throws -> ImageBatch {
    let h = level.noise - next.noise
    let ahead = FlowEuler().step(x, x0, from: level, to: next, denoise: denoise)
    let d = ImageBatch((x0 - x) / level.noise)
    let dNext = try ImageBatch((denoise(ahead, next) - ahead) / next.noise)
    return ImageBatch(x + (h / 2) * (d + dNext))
  }
}
