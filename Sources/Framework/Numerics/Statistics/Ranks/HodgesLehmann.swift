/// The shift that Hodges and Lehmann (1963) estimate by the medians of all pairs.
///
/// Exact, with the bits that sorting all pairs would give, in memory proportional to the values: the
/// median is found by halving the range of possible doubles and counting the pairs up to its middle.
public enum HodgesLehmann {
  /// Median of the Walsh averages (dᵢ + dⱼ) / 2, i ≤ j, of paired differences; the estimate that
  /// belongs to Wilcoxon's signed-rank test. NaN for no values or one that is not finite.
  public static func shift(_ differences: [Double]) -> Double {
    guard !differences.isEmpty, differences.allSatisfy(\.isFinite) else { return .nan }
    let sorted = differences.sorted()
    let count = sorted.count
    return median(of: count * (count + 1) / 2, from: 2 * sorted[0], to: 2 * sorted[count - 1]) {
      // Both (i, j) and (j, i) are among the sums of all with all; those with themselves once.
      bound in
      (pairs(sorted, sorted, upTo: bound) + sorted.count { 2 * $0 <= bound }) / 2
    } / 2
  }

  /// Median of all differences aᵢ − bⱼ of independent samples; the estimate that belongs to the test
  /// of Mann and Whitney. NaN for an empty sample or a value that is not finite.
  public static func shift(_ a: [Double], _ b: [Double]) -> Double {
    guard !a.isEmpty, !b.isEmpty, (a + b).allSatisfy(\.isFinite) else { return .nan }
    let (x, y) = (a.sorted(), b.map { -$0 }.sorted())
    return median(of: x.count * y.count, from: x[0] + y[0], to: x.last! + y.last!) {
      pairs(x, y, upTo: $0)
    }
  }

  /// How many xᵢ + yⱼ are at most `bound`; both ascending, so rounded sums ascend too.
  private static func pairs(_ x: [Double], _ y: [Double], upTo bound: Double) -> Int {
    var total = 0
    var end = y.count
    for value in x {
      while end > 0, value + y[end - 1] > bound { end -= 1 }
      total += end
    }
    return total
  }

  /// Median of `count` numbers in low ... high, of which `upTo` says how many are at most a bound.
  private static func median(
    of count: Int, from low: Double, to high: Double, _ upTo: (Double) -> Int
  ) -> Double {
    /// The smallest double that at least `rank` of the numbers do not exceed.
    func number(_ rank: Int) -> Double {
      var (first, last) = (low.place, high.place)
      while first < last {
        let middle = first + (last - first) / 2
        if upTo(Double(place: middle)) >= rank { last = middle } else { first = middle + 1 }
      }
      // A negative zero comes before 0 and is equal to it.
      return Double(place: first) + 0
    }
    let lower = number((count + 1) / 2)
    return count.isMultiple(of: 2) ? (lower + number(count / 2 + 1)) / 2 : lower
  }
}

extension Double {
  /// Doubles in ascending order have ascending places.
  fileprivate var place: UInt64 {
    sign == .minus ? ~bitPattern : bitPattern | 1 << 63
  }

  fileprivate init(place: UInt64) {
    self.init(bitPattern: place >> 63 == 1 ? place & ~(1 << 63) : ~place)
  }
}
