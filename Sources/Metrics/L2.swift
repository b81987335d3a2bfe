import Framework

/// Euclidean distance |y − reference|, in data units.
public struct L2: Metric {
  public static let name = "l2"
  public static let summary = "Euclidean distance between the two images"
  public static let higherIsBetter = false

  public typealias Parameters = MetricParameters

  let parameters: MetricParameters

  public init(_ parameters: MetricParameters) throws { self.parameters = parameters }

  public func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] {
    parameters.perImage(candidate, reference) { y, reference in
      sum(y, reference) { ($0 - $1) * ($0 - $1) }.squareRoot()
    }
  }
}
