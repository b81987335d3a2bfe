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
  /// Whether a network whose noisiest level lies below may answer as it does there.
  public let isForAnyNetwork: Bool

  public init(
    signal: Double, noise: Double, step: Int, t: Double, isForAnyNetwork: Bool = false
  ) {
    self.signal = signal
    self.noise = noise
    self.step = step
    self.t = t
    self.isForAnyNetwork = isForAnyNetwork
  }

  /// σ = s/a, the noise in variance-exploding coordinates x/a = x_0 + σ · e.
  public var sigma: Double { noise / signal }

  /// A run from this level starts at this multiple of unit noise: s where the signal is whole
  /// (Karras et al. 2022, Alg. 1), else √(a² + s²), which is 1 where the variance is preserved (Ho et
  /// al. 2020, Alg. 2).
  package var startScale: Double {
    signal == 1 ? noise : (signal * signal + noise * noise).squareRoot()
  }

  /// s².
  public var variance: Double { noise * noise }

  /// Whether a denoiser can work at this level.
  package var isUsable: Bool { signal > 0 && noise > 0 && signal.isFinite && noise.isFinite }
}
