/// How well a candidate's images agree with the reference's: one number an image.
public protocol Metric: Plugin {
  /// Whether larger values mean closer agreement.
  static var higherIsBetter: Bool { get }

  init(_ parameters: Parameters) throws

  /// One value for each image.
  ///
  /// - Parameters:
  ///   - candidate: estimates [n, c, h, w].
  ///   - reference: the reference's answers to the same samples, same shape.
  ///   - training: the run's training images, for metrics of novelty.
  /// - Returns: n values; NaN where the metric is undefined for an image.
  func values(_ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet)
    -> [Double]
}
