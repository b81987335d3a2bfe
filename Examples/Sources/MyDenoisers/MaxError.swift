import Framework

/// The largest absolute difference between two images, in data units; NaN if either holds a NaN.
public struct MaxError: Metric {
  public static let name = "max-error"
  public static let summary = "Largest absolute difference over the numbers of an image"
  public static let direction = MetricDirection.lowerIsBetter

  public init(_ parameters: NoParameters) throws {}

  public func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] {
    (0..<candidate.count).map { image in
      let errors = zip(candidate[image], reference[image]).map { abs(Double($0) - Double($1)) }
      return errors.contains { $0.isNaN } ? .nan : errors.max() ?? 0
    }
  }
}
