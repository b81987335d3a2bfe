/// How well a candidate's images agree with the reference's: one number an image.
public protocol Metric: Plugin {
  /// Which values are the better ones; decides what tables mark as best.
  static var direction: MetricDirection { get }

  /// When a value is NaN, as a note of the tables: "one of the two images is constant".
  static var undefinedWhen: String { get }

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

extension Metric {
  public static var undefinedWhen: String { "the metric has no value for these two images" }
}

/// Which values of a metric are the better ones; the raw value is the name used in result tables.
public enum MetricDirection: String, CaseIterable, Sendable {
  case higherIsBetter = "higher_is_better"
  case lowerIsBetter = "lower_is_better"
  /// Neither: the metric describes, and no value of it is a merit.
  case none
}
