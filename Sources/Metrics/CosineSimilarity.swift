import Framework

/// Cosine similarity in [-1, 1]; NaN if either image is zero everywhere.
public struct CosineSimilarity: PairMetric {
  public static let name = "cosine"
  public static let summary = "Cosine of the angle between the two images"
  public static let algorithmVersion = 1
  public static let direction = MetricDirection.higherIsBetter
  public static let undefinedWhen = "one of the two images is zero everywhere"

  let parameters: MetricParameters

  func value(_ y: [Double], _ reference: [Double]) -> Double {
    sum(y, reference, *)
      / (sum(y, y, *) * sum(reference, reference, *)).squareRoot()
  }
}
