/// Images as Floats, [n, c, h, w], with the identity of the noise draws they belong to.
///
/// Data lie in [-1, 1]; noisy images and estimates may leave that range.
public struct ImageBatch: Sendable, Equatable {
  public let shape: ImageShape
  /// count · shape.count numbers, image after image.
  public var values: [Float]
  /// Index of the first image's sample in the run.
  public var firstSample: Int
  /// Whether all images are versions of the one sample `firstSample`, and not samples in order.
  public var isOneSample = false
  /// The class of each image's sample, in runs whose samples have classes.
  public var classes: [Int]?

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

  /// The sample that image `index` belongs to. A denoiser that draws random numbers keys them by it,
  /// so that batches of any size give the same result.
  public func sample(of index: Int) -> Int { isOneSample ? firstSample : firstSample + index }

  /// The numbers of image `index`.
  public subscript(index: Int) -> ArraySlice<Float> {
    values[index * shape.count..<(index + 1) * shape.count]
  }

  /// The images in `range`, still knowing which samples they are.
  public subscript(range: Range<Int>) -> ImageBatch {
    var part = ImageBatch(
      shape: shape,
      values: Array(values[range.lowerBound * shape.count..<range.upperBound * shape.count]),
      firstSample: sample(of: range.lowerBound))
    part.isOneSample = isOneSample
    part.classes = classes.map { Array($0[range]) }
    return part
  }

  /// The batch cut where the class changes: each part holds images of one class that stand together.
  /// Without classes it is one part.
  public var partsOfOneClass: [(images: ImageBatch, class: Int?)] {
    guard let classes, let first = classes.first else { return [(self, nil)] }
    guard classes.contains(where: { $0 != first }) else { return [(self, first)] }
    let starts = classes.indices.filter { $0 == 0 || classes[$0] != classes[$0 - 1] }
    return zip(starts, starts.dropFirst() + [classes.count]).map {
      (self[$0..<$1], classes[$0])
    }
  }

  /// The batch with every number replaced, computed in Double and rounded once.
  public func map(_ transform: (Double) -> Double) -> ImageBatch {
    var result = self
    result.values = values.map { Float(transform(Double($0))) }
    return result
  }

  /// Where the first number that is not finite stands, if there is one.
  public var firstNonFinite: (image: Int, index: Int)? {
    values.firstIndex { !$0.isFinite }.map { ($0 / shape.count, $0 % shape.count) }
  }
}
