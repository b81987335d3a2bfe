/// The values below which a quarter, a half and three quarters of a sample lie.
public struct Quartiles: Sendable, Hashable {
  public let lower: Double
  public let median: Double
  public let upper: Double

  /// Quartiles of `values`, in any order, by linear interpolation (NumPy's `linear`; type 7 of
  /// Hyndman and Fan 1996). NaN for no values or a NaN among them.
  public init(_ values: [Double]) {
    guard !values.isEmpty, !values.contains(where: \.isNaN) else {
      (lower, median, upper) = (.nan, .nan, .nan)
      return
    }
    let sorted = values.sorted()
    lower = sorted.quantileOfSorted(0.25)
    // The mean of the middle values, as `median` has it everywhere.
    median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    upper = sorted.quantileOfSorted(0.75)
  }
}

extension [Double] {
  /// The value at `probability`, 0 … 1, of ascending values, interpolated linearly; NaN for none.
  func quantileOfSorted(_ probability: Double) -> Double {
    guard !isEmpty, probability >= 0, probability <= 1 else { return .nan }
    let place = probability * Double(count - 1)
    let below = Int(place)
    let (low, high) = (self[below], self[Swift.min(below + 1, count - 1)])
    // Equal values need no weights, and two infinities have no difference.
    if low == high { return low }
    let weight = place - Double(below)
    // From the nearer end, so that both ends are met exactly.
    return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight)
  }
}
