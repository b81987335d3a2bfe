/// Images as Floats, [n, c, h, w], with the identity of the noise draws they belong to.
///
/// Data lie in [-1, 1]; noisy images and estimates may leave that range.
public struct ImageBatch: Sendable, Equatable {
  public let shape: ImageShape
  /// count · shape.count numbers, image after image.
  public var values: [Float]
  /// Index of the first image's sample in the run; image i is sample `firstSample + i`. A denoiser
  /// that draws random numbers keys them by it, so that batches of any size give the same result.
  public var firstSample: Int

  /// - Precondition: `values` holds whole images.
  public init(shape: ImageShape, values: [Float], firstSample: Int = 0) {
    precondition(values.count % shape.count == 0, "a batch holds whole images")
    self.shape = shape
    self.values = values
    self.firstSample = firstSample
  }

  public init(shape: ImageShape, repeating value: Float, count: Int, firstSample: Int = 0) {
    self.init(
      shape: shape, values: [Float](repeating: value, count: count * shape.count),
      firstSample: firstSample)
  }

  public var count: Int { values.count / shape.count }

  /// The numbers of image `index`.
  public subscript(index: Int) -> ArraySlice<Float> {
    values[index * shape.count..<(index + 1) * shape.count]
  }

  /// The images in `range`, still knowing which samples they are.
  public subscript(range: Range<Int>) -> ImageBatch {
    ImageBatch(
      shape: shape,
      values: Array(values[range.lowerBound * shape.count..<range.upperBound * shape.count]),
      firstSample: firstSample + range.lowerBound)
  }

  /// The batch with every number replaced, computed in Double and rounded once.
  public func map(_ transform: (Double) -> Double) -> ImageBatch {
    ImageBatch(
      shape: shape, values: values.map { Float(transform(Double($0))) }, firstSample: firstSample)
  }

  /// Number by number with another batch of the same size, computed in Double and rounded once.
  public func combined(
    with other: ImageBatch, _ transform: (Double, Double) -> Double
  ) -> ImageBatch {
    precondition(values.count == other.values.count, "batches of different sizes")
    var result = values
    for index in result.indices {
      result[index] = Float(transform(Double(values[index]), Double(other.values[index])))
    }
    return ImageBatch(shape: shape, values: result, firstSample: firstSample)
  }

  /// Where the first number that is not finite stands, if there is one.
  public var firstNonFinite: (image: Int, index: Int)? {
    values.firstIndex { !$0.isFinite }.map { ($0 / shape.count, $0 % shape.count) }
  }
}
