import Framework

/// Euclidean distance |y − reference|, in data units.
public struct L2: PairMetric {
  public static let name = "l2"
  public static let summary = "Euclidean distance between the two images"
  public static let algorithmVersion = 1
  public static let direction = MetricDirection.lowerIsBetter

  let parameters: MetricParameters

  func value(_ y: [Double], _ reference: [Double]) -> Double {
    sum(y, reference) { ($0 - $1) * ($0 - $1) }.squareRoot()
  }
}
