/// The test of Mann and Whitney (1947), which is Wilcoxon's rank-sum test, for independent samples:
/// is a value of one sample larger than a value of the other more often than not?
///
/// Agrees with SciPy's `mannwhitneyu(method="auto")`: the p-value is exact where one of the samples
/// has at most eight values and no two values are equal; otherwise it is that of the normal
/// approximation with continuity correction. Where all values are equal p is NaN; SciPy has 1.
public enum MannWhitneyTest {
  /// Most values of the smaller sample for which all orders are counted.
  static let mostExact = 8

  /// - Returns: as statistic U of `a`: the pairs in which a's value is the larger, equal ones by half.
  ///   NaN for an empty sample or a NaN among the values.
  public static func run(
    _ a: [Double], _ b: [Double], alternative: Alternative = .twoSided
  ) -> RankTestResult {
    let values = a + b
    guard !a.isEmpty, !b.isEmpty, !values.contains(where: \.isNaN) else {
      return RankTestResult(statistic: .nan, pValue: .nan, method: .exact)
    }
    let ranks = MidRanks(values)
    let (countA, countB) = (Double(a.count), Double(b.count))
    let statistic = ranks.ranks.prefix(a.count).reduce(0, +) - countA * (countA + 1) / 2
    let other = countA * countB - statistic
    let extreme =
      switch alternative {
      case .twoSided: max(statistic, other)
      case .greater: statistic
      case .less: other
      }
    let sides = alternative == .twoSided ? 2.0 : 1.0
    if min(a.count, b.count) <= mostExact, !ranks.hasTies {
      let tail = exactTail(Int(extreme), a.count, b.count)
      return RankTestResult(statistic: statistic, pValue: min(1, sides * tail), method: .exact)
    }
    let count = countA + countB
    let ties = ranks.tieCorrection / (count * (count - 1))
    let deviation = (countA * countB / 12 * (count + 1 - ties)).squareRoot()
    guard deviation > 0 else {
      return RankTestResult(statistic: statistic, pValue: .nan, method: .asymptotic)
    }
    let tail = NormalDistribution.survival((extreme - countA * countB / 2 - 0.5) / deviation)
    return RankTestResult(statistic: statistic, pValue: min(1, sides * tail), method: .asymptotic)
  }

  /// P(U ≥ u) where every order of the values is as likely as any other.
  private static func exactTail(_ u: Int, _ a: Int, _ b: Int) -> Double {
    let (small, large) = (min(a, b), max(a, b))
    let place = max(u, small * large - u)
    let (ways, all) = ways(small, large, upTo: small * large - place)
    let tail = ways.reduce(0, +) / all
    // U is symmetric about its middle.
    return u == place ? tail : 1 - (tail - ways.last! / all)
  }

  /// In how many orders U is 0 … `most`, and how many orders there are.
  ///
  /// The generating function is the Gaussian binomial ∏ (1 − q^(large + i)) / (1 − q^i), i = 1 … small.
  /// Its factors are taken one by one, so that every intermediate count is one of orders too.
  private static func ways(
    _ small: Int, _ large: Int, upTo most: Int
  ) -> (ways: [Double], all: Double) {
    var ways = [Double](repeating: 0, count: most + 1)
    ways[0] = 1
    var all = 1.0
    for i in 1...small {
      for u in stride(from: i, through: most, by: 1) { ways[u] += ways[u - i] }
      for u in stride(from: most, through: large + i, by: -1) { ways[u] -= ways[u - large - i] }
      all *= Double(large + i) / Double(i)
    }
    return (ways, all)
  }
}
