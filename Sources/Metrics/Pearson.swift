import Framework

/// Pearson's correlation r in [-1, 1]; NaN if either image is constant.
///
/// One release prints this r under the name r²: it is neither r² nor ``R2``.
public struct Pearson: PairMetric {
  public static let name = "pearson"
  public static let summary = "Pearson correlation r (one release reports it under the name r²)"
  public static let algorithmVersion = 1
  public static let direction = MetricDirection.higherIsBetter
  public static let undefinedWhen = "one of the two images is constant"

  let parameters: MetricParameters

  func value(_ y: [Double], _ reference: [Double]) -> Double {
    let (a, b) = (mean(y), mean(reference))
    let covariance = sum(y, reference) { ($0 - a) * ($1 - b) }
    let spreads =
      sum(y, y) { u, _ in (u - a) * (u - a) }
      * sum(reference, reference) { u, _ in (u - b) * (u - b) }
    return covariance / spreads.squareRoot()
  }
}
