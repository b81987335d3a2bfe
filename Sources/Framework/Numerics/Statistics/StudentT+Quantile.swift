import Foundation

extension StudentT {
  /// The t with P(T ≤ t) = `probability`, for 0 ≤ probability ≤ 1 (∓∞ at the ends, else NaN).
  public func quantile(_ probability: Double) -> Double {
    if probability < 0.5 {
      -magnitude(tail: 2 * probability, central: 1 - 2 * probability)
    } else {
      magnitude(tail: 2 * (1 - probability), central: 2 * probability - 1)
    }
  }

  /// The t ≥ 0 with P(|T| > t) = `tail`, for 0 ≤ tail ≤ 1: half width of an interval, in standard
  /// errors. Unlike `quantile`, accurate for tails down to 10⁻³⁰⁰.
  public func criticalValue(tail: Double) -> Double {
    magnitude(tail: tail, central: 1 - tail)
  }

  /// The t ≥ 0 with P(|T| ≤ t) = `level`, for 0 ≤ level ≤ 1.
  public func criticalValue(level: Double) -> Double {
    magnitude(tail: 1 - level, central: level)
  }

  /// The t ≥ 0 with P(|T| > t) = tail and P(|T| ≤ t) = central, where tail + central = 1.
  ///
  /// Newton's method on log probability against log t, for the smaller of the two. Both curves are
  /// concave, and each start lies on the side from which Newton's steps approach the root without
  /// passing it, so no bracket is needed:
  /// - tail: P(|T| > t) ≤ (1 + t²/ν)^(−ν/2), hence the start is to the right of the root;
  /// - central: P(|T| ≤ t) ≤ 2 t f(0), hence the start is to its left.
  private func magnitude(tail: Double, central: Double) -> Double {
    let nu = degreesOfFreedom
    guard nu > 0, nu.isFinite, tail >= 0, central >= 0 else { return .nan }
    if tail == 0 { return .infinity }
    if central == 0 { return 0 }
    if tail <= central {
      let target = log(tail)
      let start = nu.squareRoot() * exp(-target / nu) * (-expm1(2 * target / nu)).squareRoot()
      return approach(from: start) { ($0.logLower - target, -2 * exp($0.logKernel - $0.logLower)) }
    } else {
      let target = log(central)
      // 2 f(0) = 2 / (√ν B(ν/2, ½))
      let start = 0.5 * central * nu.squareRoot() * exp(logBeta(0.5 * nu, 0.5))
      return approach(from: start) { ($0.logUpper - target, 2 * exp($0.logKernel - $0.logUpper)) }
    }
  }

  /// Newton steps in log t until they are below rounding, or turn round because of it.
  private func approach(
    from start: Double, residualAndSlope: (IncompleteBeta) -> (residual: Double, slope: Double)
  ) -> Double {
    // Beyond the largest double, as a tail of 10⁻³⁰⁰ is for ν = ½.
    guard start.isFinite else { return start }
    var t = start
    var previous = 0.0
    // Quadratic convergence: seven steps at most for 0.5 ≤ ν ≤ 10⁷ and tails from 10⁻³⁰⁰ up.
    for _ in 0..<100 {
      let (residual, slope) = residualAndSlope(split(at: t))
      let step = -residual / slope
      if step * previous < 0 { break }
      t *= exp(step)
      if abs(step) < 0x1p-50 { break }
      previous = step
    }
    return t
  }
}
