/// Outcome of a t-test of the mean of `a` against the mean of `b`.
public struct TTestResult: Sendable, Hashable {
  public let kind: TestKind
  public let alternative: Alternative
  /// t = meanDifference / standardError; ±∞ for a constant difference, NaN where undefined.
  public let statistic: Double
  /// Degrees of freedom, not an integer for Welch's test.
  public let degreesOfFreedom: Double
  /// Probability, were the true means equal, of a statistic at least this far from 0 on the side
  /// or sides of the alternative; 0 … 1 or NaN.
  public let pValue: Double
  /// Mean of a minus mean of b; for a paired test the mean of the differences.
  public let meanDifference: Double
  /// Standard error of `meanDifference`.
  public let standardError: Double
  /// Number of values of a.
  public let nA: Int
  /// Number of values of b.
  public let nB: Int
  /// Mean of a.
  public let meanA: Double
  /// Mean of b.
  public let meanB: Double

  /// Interval for the true difference of means.
  ///
  /// Two-sided for `.twoSided`; bounded below only for `.greater`, above only for `.less`. For a
  /// constant difference the finite ends are that difference.
  ///
  /// - Parameter level: probability of covering the true difference, 0 … 1 (else NaN ends).
  public func confidenceInterval(level: Double) -> ConfidenceInterval {
    ConfidenceInterval(
      estimate: meanDifference, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
      alternative: alternative, level: level)
  }
}
