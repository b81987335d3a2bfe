/// Outcome of a test by ranks.
public struct RankTestResult: Sendable, Hashable {
  /// How the p-value was found.
  public enum Method: String, Sendable {
    /// From all ways in which the ranks could have fallen.
    case exact
    /// From the normal distribution that rank sums approach.
    case asymptotic
  }

  /// The test's statistic; see the test.
  public let statistic: Double
  /// In 0 … 1; NaN where undefined.
  public let pValue: Double
  public let method: Method
}
