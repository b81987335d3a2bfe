/// The sign test of paired samples (Arbuthnot 1710): are positive differences as frequent as
/// negative ones?
///
/// Exact: the number of positive differences is Binomial(positive + negative, ½). It asks nothing of
/// the size of differences, so no outlier moves it.
public struct SignTest: Sendable, Hashable {
  /// Differences above 0.
  public let positive: Int
  /// Differences below 0.
  public let negative: Int
  /// Differences that are 0; they take no part in the test.
  public let zero: Int
  /// In 0 … 1; NaN without a difference other than 0, or with a NaN among them.
  public let pValue: Double

  /// - Parameter differences: aᵢ − bᵢ.
  public init(_ differences: [Double], alternative: Alternative = .twoSided) {
    positive = differences.count { $0 > 0 }
    negative = differences.count { $0 < 0 }
    zero = differences.count { $0 == 0 }
    let isDefined = positive + negative > 0 && positive + negative + zero == differences.count
    guard isDefined else {
      pValue = .nan
      return
    }
    pValue =
      switch alternative {
      case .greater: Self.tail(positive, of: positive + negative)
      case .less: Self.tail(negative, of: positive + negative)
      // Both tails are alike.
      case .twoSided:
        min(1, 2 * Self.tail(max(positive, negative), of: positive + negative))
      }
  }

  /// P(X ≥ k) for X ~ Binomial(n, ½): I_½(k, n − k + 1)   (DLMF 8.17.5).
  private static func tail(_ k: Int, of n: Int) -> Double {
    guard k > 0 else { return 1 }
    return IncompleteBeta(a: Double(k), b: Double(n - k + 1), x: 0.5, complement: 0.5).lower
  }
}
