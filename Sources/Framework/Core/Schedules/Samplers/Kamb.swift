/// The reverse loop of Kamb & Ganguli's released machine: x' = a'/a · x + (s' − a'/a · s) · e with
/// e = (x − a x_0)/s.
///
/// It is unclipped DDIM in another arrangement of the same terms.
public struct Kamb: Sampler {
  public static let name = "kamb"
  public static let summary = "The reverse loop of Kamb & Ganguli's released machine"

  public init() {}

  public func step(
    _ x: ImageBatch, _ x0: ImageBatch, from level: NoiseLevel, to next: NoiseLevel,
    denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
  ) -> ImageBatch {
    let ratio = next.signal / level.signal
    let e = (x - level.signal * x0) / level.noise
    return ImageBatch(ratio * x + (next.noise - ratio * level.noise) * e)
  }
}
