/// Wilcoxon's signed-rank test of paired samples (Wilcoxon 1945): do positive differences outrank
/// negative ones?
///
/// Agrees with SciPy's `wilcoxon(zero_method="wilcox", correction=False, method="auto")`:
/// differences of 0 are left out; the p-value is exact for up to 50 differences without zeros and
/// equal sizes, and for up to 13 with them; otherwise it is that of the normal approximation.
/// Where nothing but zeros is left p is NaN; SciPy has 1 for up to 13 of them.
public enum WilcoxonTest {
  /// Most differences, zeros counted, for which all signs are tried: without and with ties or zeros.
  static let mostExact = 50
  static let mostExactWithTies = 13

  /// - Parameter differences: aᵢ − bᵢ.
  /// - Returns: as statistic the sum of the ranks of positive differences, R⁺; for `.twoSided` the
  ///   smaller one of R⁺ and R⁻. NaN for no differences or a NaN among them.
  public static func run(
    _ differences: [Double], alternative: Alternative = .twoSided
  ) -> RankTestResult {
    let signed = differences.filter { $0 != 0 }
    guard !differences.isEmpty, !signed.contains(where: \.isNaN) else {
      return RankTestResult(statistic: .nan, pValue: .nan, method: .exact)
    }
    let ranks = MidRanks(signed.map(abs))
    let positive = zip(signed, ranks.ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    let count = Double(signed.count)
    let whole = count * (count + 1) / 2
    let statistic = alternative == .twoSided ? min(positive, whole - positive) : positive
    let isPlain = !ranks.hasTies && signed.count == differences.count
    let isExact = differences.count <= (isPlain ? mostExact : mostExactWithTies)
    let method: RankTestResult.Method = isExact ? .exact : .asymptotic
    guard !signed.isEmpty else {
      return RankTestResult(statistic: statistic, pValue: .nan, method: method)
    }
    let pValue =
      isExact
      ? exact(positive, ranks.ranks, alternative)
      : NormalDistribution.pValue(
        (positive - whole / 2) / deviation(count, ranks.tieCorrection), alternative: alternative)
    return RankTestResult(statistic: statistic, pValue: pValue, method: method)
  }

  /// Standard deviation of R⁺ where every sign is as likely as the other.
  private static func deviation(_ count: Double, _ ties: Double) -> Double {
    ((count * (count + 1) * (2 * count + 1) - ties / 2) / 24).squareRoot()
  }

  /// Counts the ways of giving signs to the ranks by the R⁺ that they lead to.
  private static func exact(
    _ positive: Double, _ ranks: [Double], _ alternative: Alternative
  ) -> Double {
    // Twice a rank is whole; numbers of ways stay below 2⁵³ and so are exact.
    let weights = ranks.map { Int(2 * $0) }
    var ways = [Double](repeating: 0, count: weights.reduce(1, +))
    ways[0] = 1
    var largest = 0
    for weight in weights {
      for sum in stride(from: largest, through: 0, by: -1) { ways[sum + weight] += ways[sum] }
      largest += weight
    }
    let all = ways.reduce(0, +)
    let place = Int(2 * positive)
    let below = ways[...place].reduce(0, +) / all
    let above = ways[place...].reduce(0, +) / all
    return switch alternative {
    case .twoSided: min(1, 2 * min(below, above))
    case .greater: above
    case .less: below
    }
  }
}
