/// One level of the noise model x_t = signal · x_0 + noise · e, e ~ N(0, I).
///
/// DDPM: signal = √ᾱ_t, noise = √(1 − ᾱ_t). EDM: signal = 1, noise = σ.
public struct NoiseLevel: Hashable, Sendable {
  /// a > 0.
  public let signal: Double
  /// s > 0.
  public let noise: Double
  /// Position in the run, 0 = noisiest: which entry of a per-step list applies.
  public let step: Int
  /// The schedule's own time, for tables: t in 0..<1000, i/n, or σ.
  public let t: Double

  public init(signal: Double, noise: Double, step: Int, t: Double) {
    self.signal = signal
    self.noise = noise
    self.step = step
    self.t = t
  }

  /// s².
  public var variance: Double { noise * noise }

  /// Whether a denoiser can work at this level.
  var isUsable: Bool { signal > 0 && noise > 0 && signal.isFinite && noise.isFinite }
}
