import Framework

/// Coefficient of determination: 1 − SSE / (m · var(reference)), the variance unbiased.
///
/// 1 is perfect agreement; there is no lower bound. A constant reference counts as variance 1.
/// Source: Lukoianov et al. 2025, Sec. 5. Not the square of Pearson's r; see ``Pearson``.
public struct R2: PairMetric {
  public static let name = "r2"
  public static let summary =
    "Coefficient of determination, 1 - SSE / (m · unbiased variance of the reference, 1 if constant)"
  public static let algorithmVersion = 1
  public static let citations = [Citation.lukoianov2025]
  public static let direction = MetricDirection.higherIsBetter

  let parameters: MetricParameters

  func value(_ y: [Double], _ reference: [Double]) -> Double {
    let centre = mean(reference)
    let spread = sum(reference, reference) { a, _ in (a - centre) * (a - centre) }
    let variance = reference.count > 1 ? spread / Double(reference.count - 1) : 0
    let scale = variance == 0 ? 1 : variance
    return 1 - sum(y, reference) { ($0 - $1) * ($0 - $1) } / (scale * Double(reference.count))
  }
}
