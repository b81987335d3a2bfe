import Foundation

/// Student's t distribution with real degrees of freedom ν > 0 (Student 1908).
///
/// P(|T| > t) = I_x(ν/2, ½) with x = ν / (ν + t²). Both x and 1 − x = t² / (ν + t²) are computed
/// from t²/ν, so neither small nor large t loses digits. p-values agree with exact arithmetic to
/// 10⁻¹⁰ relative for 0.5 ≤ ν ≤ 10⁷, 10⁻¹² ≤ |t| ≤ 10¹² and p down to 10⁻³⁰⁰; below the smallest
/// positive number p is 0 and only its logarithm remains useful. A NaN argument, or ν that is not
/// positive and finite, gives NaN everywhere.
public struct StudentT: Sendable, Hashable {
  /// ν, positive and finite, not necessarily an integer.
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(T > t), in 0 … 1.
  public func survival(_ t: Double) -> Double {
    let tails = split(at: abs(t))
    return t > 0 ? 0.5 * tails.lower : 1 - 0.5 * tails.lower
  }

  /// P(T ≤ t), in 0 … 1.
  public func cumulative(_ t: Double) -> Double { survival(-t) }

  /// log P(T > t), useful where the probability itself underflows.
  public func logSurvival(_ t: Double) -> Double {
    let tails = split(at: abs(t))
    return t > 0 ? tails.logLower - log(2) : log1p(-0.5 * tails.lower)
  }

  /// p-value of the statistic t: P(|T| ≥ |t|), P(T ≥ t) or P(T ≤ t).
  public func pValue(_ t: Double, alternative: Alternative = .twoSided) -> Double {
    switch alternative {
    case .twoSided: split(at: abs(t)).lower
    case .greater: survival(t)
    case .less: survival(-t)
    }
  }

  /// Natural logarithm of `pValue(_:alternative:)`, finite where that underflows to 0.
  public func logPValue(_ t: Double, alternative: Alternative = .twoSided) -> Double {
    switch alternative {
    case .twoSided: split(at: abs(t)).logLower
    case .greater: logSurvival(t)
    case .less: logSurvival(-t)
    }
  }

  /// P(|T| > t) as the lower part of an incomplete beta function, P(|T| ≤ t) as the upper; t ≥ 0.
  func split(at t: Double) -> IncompleteBeta {
    let nu = degreesOfFreedom
    guard nu > 0, nu.isFinite, t >= 0 else {
      return IncompleteBeta(logLower: .nan, logUpper: .nan, logKernel: .nan)
    }
    let scaled = t / nu.squareRoot()
    if scaled > 1e100 {
      // Here (t²/ν)⁻¹ nears underflow, and the first term x^(ν/2) / (ν/2 · B) is exact to rounding.
      let kernel = -nu * log(scaled) - logBeta(0.5 * nu, 0.5)
      let tail = kernel - log(0.5 * nu)
      return IncompleteBeta(logLower: tail, logUpper: log1p(-exp(tail)), logKernel: kernel)
    }
    let square = t / nu * t
    let total = 1 + square
    return IncompleteBeta(a: 0.5 * nu, b: 0.5, x: 1 / total, complement: square / total)
  }
}
