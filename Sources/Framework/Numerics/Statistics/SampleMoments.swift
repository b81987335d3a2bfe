/// Count, mean and spread of one sample, in two compensated passes.
///
/// Right to a few units in the last place as long as squared deviations neither overflow nor
/// underflow: deviations between about 10⁻¹⁵⁰ and 10¹⁵⁰ in size. Equal values give a variance of
/// exactly 0, which the plain two-pass formula does not (three times 0.1, for example).
struct SampleMoments {
  let count: Int
  let mean: CompensatedMean
  /// Σ (xᵢ − x̄)²; NaN for an empty sample, 0 for a single value.
  let squaredDeviations: Double

  init(_ values: [Double]) {
    let mean = CompensatedMean(values)
    var sum = 0.0
    var error = 0.0
    for value in values {
      let deviation = (value - mean.value) - mean.remainder
      let square = deviation * deviation
      let next = sum + square
      error += sum >= square ? (sum - next) + square : (square - next) + sum
      sum = next
    }
    count = values.count
    self.mean = mean
    squaredDeviations = values.isEmpty ? .nan : (sum.isFinite ? sum + error : sum)
  }

  /// Unbiased variance Σ (xᵢ − x̄)² / (n − 1); NaN for fewer than two values.
  var variance: Double { count < 2 ? .nan : squaredDeviations / Double(count - 1) }

  /// √variance; NaN for fewer than two values.
  var standardDeviation: Double { variance.squareRoot() }
}
