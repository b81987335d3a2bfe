import Framework

/// Cosine similarity in [-1, 1]; NaN if either image is zero everywhere.
public struct CosineSimilarity: Metric {
  public static let name = "cosine"
  public static let summary = "Cosine of the angle between the two images"
  public static let higherIsBetter = true

  public typealias Parameters = MetricParameters

  let parameters: MetricParameters

  public init(_ parameters: MetricParameters) throws { self.parameters = parameters }

  public func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] {
    parameters.perImage(candidate, reference) { y, reference in
      sum(y, reference, *)
        / (sum(y, y, *) * sum(reference, reference, *)).squareRoot()
    }
  }
}
