/// Two one-sided tests of equivalence (Schuirmann 1987): is the mean difference within ± margin?
///
/// The null hypothesis is that it is not, so a small p says that two things are alike; a large p of
/// a t-test does not. Built on a t-test of any design: t± = (difference ± margin) / standard error on
/// its degrees of freedom.
public struct EquivalenceTest: Sendable, Hashable {
  /// Largest difference of means that counts as none, above 0.
  public let margin: Double
  /// The t of the two that is nearer to 0, which decides; NaN where undefined.
  public let statistic: Double
  /// The larger p-value of the two; 0 … 1 or NaN.
  public let pValue: Double

  public init(_ test: TTestResult, margin: Double) {
    self.margin = margin
    let distribution = StudentT(degreesOfFreedom: test.degreesOfFreedom)
    let above = (test.meanDifference + margin) / test.standardError
    let below = (test.meanDifference - margin) / test.standardError
    let (pAbove, pBelow) = (distribution.survival(above), distribution.cumulative(below))
    let isDefined = !pAbove.isNaN && !pBelow.isNaN
    pValue = isDefined ? max(pAbove, pBelow) : .nan
    statistic = isDefined ? (pAbove >= pBelow ? above : below) : .nan
  }
}

extension TTestResult {
  /// The interval that lies within ± margin exactly where equivalence is shown at level α: two-sided
  /// at 1 − 2α.
  public func equivalenceInterval(alpha: Double) -> ConfidenceInterval {
    ConfidenceInterval(
      estimate: meanDifference, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
      alternative: .twoSided, level: 1 - 2 * alpha)
  }
}
