import Framework

/// Mean squared error over the m numbers of an image, in squared data units.
public struct MSE: Metric {
  public static let name = "mse"
  public static let summary = "Mean squared error over the numbers of an image"
  public static let higherIsBetter = false

  public typealias Parameters = MetricParameters

  let parameters: MetricParameters

  public init(_ parameters: MetricParameters) throws { self.parameters = parameters }

  public func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] {
    parameters.perImage(candidate, reference) { y, reference in
      sum(y, reference) { ($0 - $1) * ($0 - $1) } / Double(y.count)
    }
  }
}
