/// Adjustment of p-values for the number of tests in a family.
public enum Correction: String, CaseIterable, Sendable, Codable {
  /// Holm (1979): controls the probability of any false rejection.
  case holm
  /// Benjamini and Hochberg (1995): controls the expected share of false rejections.
  case bh
  /// No adjustment.
  case none

  /// Adjusted p-values, in the order given: reject at level α where the adjusted value is ≤ α.
  ///
  /// With p₍₁₎ ≤ … ≤ p₍ₘ₎:
  /// - Holm: p̃₍ᵢ₎ = min(1, max over j ≤ i of (m − j + 1) p₍ⱼ₎);
  /// - Benjamini-Hochberg: p̃₍ᵢ₎ = min(1, min over j ≥ i of m p₍ⱼ₎ / j).
  ///
  /// A test without a p-value is no part of the family: a NaN stays NaN and m does not count it.
  ///
  /// - Parameter pValues: one p-value a test, 0 … 1 or NaN.
  public func adjust(_ pValues: [Double]) -> [Double] {
    let ascending = pValues.indices.filter { !pValues[$0].isNaN }
      .sorted { pValues[$0] < pValues[$1] }
    let size = Double(ascending.count)
    var adjusted = pValues
    switch self {
    case .none:
      break
    case .holm:
      var largest = 0.0
      for (rank, index) in ascending.enumerated() {
        largest = max(largest, (size - Double(rank)) * pValues[index])
        adjusted[index] = min(1, largest)
      }
    case .bh:
      var smallest = 1.0
      for (rank, index) in ascending.enumerated().reversed() {
        smallest = min(smallest, size / Double(rank + 1) * pValues[index])
        adjusted[index] = smallest
      }
    }
    return adjusted
  }
}
