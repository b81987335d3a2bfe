import Foundation

/// Bootstrap intervals of a mean and of a difference of two means, by the bias-corrected and
/// accelerated percentile method (BCa; Efron 1987).
///
/// Agree with SciPy's `bootstrap` on the same resamples.
public enum Bootstrap {
  /// Interval for mean(samples[0]), or for mean(samples[0]) − mean(samples[1]).
  ///
  /// Equal values give an interval of no width. NaN ends where a sample has fewer than two values or
  /// a NaN among them, or where every resample lies on one side of the estimate.
  ///
  /// - Parameters:
  ///   - samples: one sample (for pairs: their differences) or two independent ones.
  ///   - resamples: for each resample, an index into every sample's values for each of them, those
  ///     of the second sample after those of the first; see ``indices(_:seed:count:)``.
  ///   - level: probability that the interval covers the true value, 0 … 1.
  public static func interval(
    _ samples: [[Double]], resamples: [[UInt32]], level: Double,
    alternative: Alternative = .twoSided
  ) -> ConfidenceInterval {
    func ends(_ low: Double, _ high: Double) -> ConfidenceInterval {
      let isDefined = !low.isNaN && !high.isNaN
      return ConfidenceInterval(
        low: isDefined && alternative == .less ? -.infinity : low,
        high: isDefined && alternative == .greater ? .infinity : high, level: level)
    }
    guard samples.allSatisfy({ $0.count > 1 }), !resamples.isEmpty else { return ends(.nan, .nan) }
    let moments = samples.map(SampleMoments.init)
    let estimate = moments.dropFirst().reduce(moments[0].mean.value) { $0 - $1.mean.value }
    let spread = moments.reduce(0) { $0 + $1.squaredDeviations }
    if spread == 0 { return ends(estimate, estimate) }
    guard spread.isFinite else { return ends(.nan, .nan) }
    let sorted = resamples.map { difference(samples, $0) }.sorted()
    // A resample that holds the same values in another order has the same mean but for rounding.
    let rounding =
      samples.reduce(0) { $0 + $1.reduce(0) { $0 + abs($1) } / Double($1.count) } * 0x1p-48
    let below = sorted.count { $0 < estimate - rounding }
    let equal = sorted.count { abs($0 - estimate) <= rounding }
    let bias = NormalDistribution.quantile(
      (Double(below) + 0.5 * Double(equal)) / Double(sorted.count))
    let tail = alternative == .twoSided ? (1 - level) / 2 : 1 - level
    let acceleration = acceleration(samples, moments)
    func end(_ z: Double) -> Double {
      let moved = bias + z
      return sorted.quantileOfSorted(
        NormalDistribution.cumulative(bias + moved / (1 - acceleration * moved)))
    }
    let z = NormalDistribution.quantile(tail)
    return ends(end(z), end(-z))
  }

  /// Resamples with replacement: the same for the same seed, whatever the values are.
  ///
  /// - Parameters:
  ///   - counts: how many values each sample has.
  ///   - seed: the seed of the run.
  ///   - count: how many resamples.
  public static func indices(_ counts: [Int], seed: UInt64, count: Int) -> [[UInt32]] {
    (0..<count).map { number in
      var random = CounterRandom(seed: seed, index: UInt64(number), purpose: .bootstrap)
      return counts.flatMap { size in
        (0..<size).map { _ in UInt32(random.integer(below: size)) }
      }
    }
  }

  /// The statistic of one resample.
  private static func difference(_ samples: [[Double]], _ indices: [UInt32]) -> Double {
    var place = 0
    var result = 0.0
    for (number, values) in samples.enumerated() {
      var sum = 0.0
      for index in indices[place..<place + values.count] { sum += values[Int(index)] }
      place += values.count
      result += (number == 0 ? sum : -sum) / Double(values.count)
    }
    return result
  }

  /// A sixth of the skewness of the jackknife's influences, which for a mean are the deviations.
  private static func acceleration(_ samples: [[Double]], _ moments: [SampleMoments]) -> Double {
    var (cubes, squares) = (0.0, 0.0)
    for (number, (values, moments)) in zip(samples, moments).enumerated() {
      let count = Double(values.count)
      let sum = values.reduce(0) { sum, value in
        let deviation = (value - moments.mean.value) - moments.mean.remainder
        return sum + deviation * deviation * deviation
      }
      cubes += (number == 0 ? sum : -sum) / (count * count * count)
      squares += moments.squaredDeviations / (count * count)
    }
    return cubes / (6 * squares * squares.squareRoot())
  }
}
