/// A mean kept as the unevaluated sum of two doubles.
///
/// Rounding the mean of values near 10⁸ errs by up to 10⁻⁸, which shows in the statistic of samples
/// that spread by 10⁻³; so the part that rounding takes away is carried along.
struct CompensatedMean {
  /// The mean, rounded.
  let value: Double
  /// What rounding took away: the mean is value + remainder to about twice double precision.
  let remainder: Double

  /// Mean of `values`; NaN when there are none. A NaN or an infinity among them propagates.
  init(_ values: [Double]) {
    // Neumaier (1974): `error` collects, exactly, what each addition rounds away.
    var sum = 0.0
    var error = 0.0
    for value in values {
      let next = sum + value
      error += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    let count = Double(values.count)
    guard sum.isFinite, !values.isEmpty else {
      value = sum / count
      remainder = 0
      return
    }
    let quotient = (sum + error) / count
    // One fused step gives what the division left, without rounding.
    let rest = (sum.addingProduct(-quotient, count) + error) / count
    // `rest` can be a whole unit in the last place of the quotient: move that part over.
    let mean = quotient + rest
    value = mean
    remainder = (quotient - mean) + rest
  }

  /// The difference of two means, to rounding of the difference itself.
  static func - (a: CompensatedMean, b: CompensatedMean) -> Double {
    let difference = a.value - b.value
    return difference.isFinite ? difference + (a.remainder - b.remainder) : difference
  }
}
