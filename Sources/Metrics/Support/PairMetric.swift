import Framework

/// The parameters that every metric has.
public struct MetricParameters: ParameterSet {
  @Parameter("Clip both sides to this range first, e.g. [-1, 1]; \"none\" leaves them as they are.")
  public var clip = Either<ValueRange, None>.absent
  public init() {}
}

/// A metric with these parameters and no other.
protocol ClippingMetric: Metric where Parameters == MetricParameters {
  var parameters: MetricParameters { get }
  /// What Swift writes for a struct with the one property.
  init(parameters: MetricParameters)
}

extension ClippingMetric {
  public init(_ parameters: MetricParameters) throws { self.init(parameters: parameters) }

  /// The images, clipped if the spec says so.
  func clipped(_ images: ImageBatch) -> ImageBatch {
    guard let range = parameters.clip.value else { return images }
    return images.map { min(max($0, range.low), range.high) }
  }
}

/// A metric that is a formula for two images.
protocol PairMetric: ClippingMetric {
  /// The formula, for the numbers of a candidate y and of its reference, clipped.
  func value(_ y: [Double], _ reference: [Double]) -> Double
}

extension PairMetric {
  public func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] {
    precondition(candidate.count == reference.count, "as many candidates as references")
    func clipped(_ image: ArraySlice<Float>) -> [Double] {
      guard let range = parameters.clip.value else { return image.map(Double.init) }
      return image.map { min(max(Double($0), range.low), range.high) }
    }
    return (0..<candidate.count).map { value(clipped(candidate[$0]), clipped(reference[$0])) }
  }
}

/// Sum over the pairs of a term; the common form of the metrics here.
func sum(_ a: [Double], _ b: [Double], _ term: (Double, Double) -> Double) -> Double {
  var total = 0.0
  for index in a.indices { total += term(a[index], b[index]) }
  return total
}

/// The mean, summed as differences from the first number: the mean of equal numbers is that number
/// exactly, so that a constant image has variance 0 whatever its level.
func mean(_ values: [Double]) -> Double {
  let first = values[0]
  return first + values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
}
