/// Description of one sample: where it lies, how it spreads, and how well its mean is known.
///
/// A NaN among the values propagates to everything but `count`: leave out failed values before.
public struct SampleSummary: Sendable, Hashable {
  /// How the confidence interval was found; the raw value is the name used in result tables.
  public enum IntervalMethod: String, CaseIterable, Sendable, Codable {
    /// Student t interval of the mean.
    case studentT = "t"
  }

  /// n, the number of values.
  public let count: Int
  /// Arithmetic mean; NaN for no values.
  public let mean: Double
  /// Standard deviation with divisor n − 1; NaN for fewer than two values.
  public let standardDeviation: Double
  /// Standard error of the mean, standardDeviation / √n; NaN for fewer than two values.
  public let standardError: Double
  /// Median and quartiles; NaN for no values.
  public let quartiles: Quartiles
  /// Two-sided interval for the true mean; NaN ends for fewer than two values.
  public let confidenceInterval: ConfidenceInterval
  /// Method of `confidenceInterval`.
  public let intervalMethod: IntervalMethod

  /// Describes `values`.
  ///
  /// - Parameters:
  ///   - values: the sample, in any order.
  ///   - level: probability that the interval covers the true mean, 0 … 1 (else NaN ends).
  public init(_ values: [Double], level: Double = 0.95) {
    let moments = SampleMoments(values)
    let standardError = (moments.variance / Double(values.count)).squareRoot()
    count = values.count
    mean = moments.mean.value
    standardDeviation = moments.standardDeviation
    self.standardError = standardError
    quartiles = Quartiles(values)
    confidenceInterval = ConfidenceInterval(
      estimate: mean, standardError: standardError, degreesOfFreedom: Double(values.count - 1),
      alternative: .twoSided, level: level)
    intervalMethod = .studentT
  }

  /// Middle value, or the mean of the two middle ones; NaN for no values.
  public var median: Double { quartiles.median }
}
