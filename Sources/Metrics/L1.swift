import Framework

/// Mean absolute error over the numbers of an image, in data units.
public struct L1: PairMetric {
  public static let name = "l1"
  public static let summary = "Mean absolute error over the numbers of an image"
  public static let algorithmVersion = 1
  public static let direction = MetricDirection.lowerIsBetter

  let parameters: MetricParameters

  func value(_ y: [Double], _ reference: [Double]) -> Double {
    sum(y, reference) { abs($0 - $1) } / Double(y.count)
  }
}
