import Framework

/// Mean squared error over the m numbers of an image, in squared data units.
public struct MSE: PairMetric {
  public static let name = "mse"
  public static let summary = "Mean squared error over the numbers of an image"
  public static let algorithmVersion = 1
  public static let direction = MetricDirection.lowerIsBetter

  let parameters: MetricParameters

  func value(_ y: [Double], _ reference: [Double]) -> Double {
    sum(y, reference) { ($0 - $1) * ($0 - $1) } / Double(y.count)
  }
}
