import Framework

/// The parameters that every metric has.
public struct MetricParameters: ParameterSet {
  @Parameter("Clip both sides to this range first, e.g. [-1, 1]; \"none\" leaves them as they are.")
  public var clip = Either<ValueRange, None>.absent
  public init() {}
}

extension MetricParameters {
  /// Applies `measure` to every pair of images, as Doubles, after clipping.
  func perImage(
    _ candidate: ImageBatch, _ reference: ImageBatch,
    _ measure: ([Double], [Double]) -> Double
  ) -> [Double] {
    precondition(candidate.count == reference.count, "as many candidates as references")
    func prepared(_ image: ArraySlice<Float>) -> [Double] {
      guard let range = clip.value else { return image.map(Double.init) }
      return image.map { min(max(Double($0), range.low), range.high) }
    }
    return (0..<candidate.count).map { measure(prepared(candidate[$0]), prepared(reference[$0])) }
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
