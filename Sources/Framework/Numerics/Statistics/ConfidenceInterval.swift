/// An interval that covers the true value with a stated probability.
public struct ConfidenceInterval: Sendable, Hashable {
  /// Lower end; −∞ for an upper one-sided interval, NaN where the interval is undefined.
  public let low: Double
  /// Upper end; +∞ for a lower one-sided interval, NaN where the interval is undefined.
  public let high: Double
  /// Probability of covering the true value, 0 … 1.
  public let level: Double

  public init(low: Double, high: Double, level: Double) {
    self.low = low
    self.high = high
    self.level = level
  }

  /// Student t interval: estimate ± t · standard error, on the side or sides that the alternative
  /// leaves open.
  ///
  /// `.greater` bounds the value from below and is infinite above, `.less` the reverse. Undefined
  /// (both ends NaN) when the estimate, its standard error, the degrees of freedom (not positive)
  /// or the level (outside 0 … 1) is.
  init(
    estimate: Double, standardError: Double, degreesOfFreedom: Double,
    alternative: Alternative, level: Double
  ) {
    let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
    let critical =
      switch alternative {
      case .twoSided: distribution.criticalValue(level: level)
      case .greater, .less: distribution.quantile(level)
      }
    let reach = standardError == 0 && !critical.isNaN ? 0 : critical * standardError
    let defined = !(estimate + reach).isNaN
    let low = defined ? estimate - reach : .nan
    let high = defined ? estimate + reach : .nan
    self.init(
      low: defined && alternative == .less ? -.infinity : low,
      high: defined && alternative == .greater ? .infinity : high, level: level)
  }
}
