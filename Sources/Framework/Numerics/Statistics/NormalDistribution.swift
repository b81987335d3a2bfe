import Foundation

/// The standard normal distribution.
///
/// Tails keep their relative accuracy down to the smallest positive number.
public enum NormalDistribution {
  /// P(Z > z), in 0 … 1; NaN for a NaN.
  public static func survival(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

  /// P(Z ≤ z), in 0 … 1.
  public static func cumulative(_ z: Double) -> Double { survival(-z) }

  /// p-value of the statistic z: P(|Z| ≥ |z|), P(Z ≥ z) or P(Z ≤ z).
  public static func pValue(_ z: Double, alternative: Alternative) -> Double {
    switch alternative {
    case .twoSided: erfc(abs(z) * 0.5.squareRoot())
    case .greater: survival(z)
    case .less: survival(-z)
    }
  }

  /// The z with P(Z ≤ z) = `probability`, for 0 ≤ probability ≤ 1 (∓∞ at the ends, else NaN).
  public static func quantile(_ probability: Double) -> Double {
    probability < 0.5 ? -magnitude(tail: 2 * probability) : magnitude(tail: 2 * (1 - probability))
  }

  /// The z ≥ 0 with P(|Z| > z) = `tail`.
  ///
  /// Newton's method on the logarithm of the tail, which is concave; it starts to the right of the
  /// root, as P(|Z| > z) ≤ exp(−z²/2), and so approaches it without passing.
  private static func magnitude(tail: Double) -> Double {
    guard tail >= 0, tail <= 1 else { return .nan }
    if tail == 0 { return .infinity }
    if tail == 1 { return 0 }
    let target = log(tail)
    var z = (-2 * target).squareRoot()
    for _ in 0..<100 {
      let reached = erfc(z * 0.5.squareRoot())
      // Density of |Z| over its tail; a tail that underflows leaves z where it is.
      let slope = (2 / Double.pi).squareRoot() * exp(-0.5 * z * z) / reached
      let step = (log(reached) - target) / slope
      guard step.isFinite, step < 0 else { break }
      z += step
      if -step < 0x1p-50 * z { break }
    }
    return z
  }
}
