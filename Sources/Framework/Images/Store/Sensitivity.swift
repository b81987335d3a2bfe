/// How answers of a denoiser depend on the noisy image: gradients of chosen elements of the estimate
/// with respect to every element of the input.
public struct Sensitivity: Sendable {
  /// How gradients were computed.
  public enum Method: String, Sendable {
    case closedForm = "closed form"
    case centralDifferences = "central differences"
  }

  public let method: Method
  /// Chosen elements of each estimate.
  public let elementCount: Int
  /// ∂x̂[element] / ∂x, one image [c, h, w] for each noisy image and element: the gradient of the
  /// e-th chosen element at noisy image i is image i · elementCount + e.
  public let gradients: ImageBatch
  /// Central differences: half the distance of the two points, in data units, for each noisy image.
  /// Empty for closed forms.
  public let steps: [Double]
  /// Central differences: estimate of the largest error of a gradient's elements, [image · element].
  /// Empty for closed forms.
  public let errors: [Double]

  /// Gradients from a formula: exact up to rounding.
  ///
  /// - Precondition: `gradients` holds `elementCount` images for each noisy image.
  public init(closedForm gradients: ImageBatch, elementCount: Int) {
    precondition(elementCount > 0 && gradients.count % elementCount == 0, "a gradient an element")
    method = .closedForm
    self.elementCount = elementCount
    self.gradients = gradients
    steps = []
    errors = []
  }

  package init(
    differences gradients: ImageBatch, elementCount: Int, steps: [Double], errors: [Double]
  ) {
    method = .centralDifferences
    self.elementCount = elementCount
    self.gradients = gradients
    self.steps = steps
    self.errors = errors
  }

  /// Those of several batches as those of one: closed forms together, or differences together.
  ///
  /// - Precondition: there is at least one, and all are of the same elements and images.
  package init(joining parts: [Sensitivity]) {
    precondition(!parts.isEmpty, "at least one batch")
    let isClosed = parts.allSatisfy { $0.method == .closedForm }
    // A closed form among differences has no error.
    func filled(_ numbers: [Double], _ count: Int) -> [Double] {
      isClosed || !numbers.isEmpty ? numbers : [Double](repeating: 0, count: count)
    }
    method = isClosed ? .closedForm : .centralDifferences
    elementCount = parts[0].elementCount
    gradients = ImageBatch(
      shape: parts[0].gradients.shape, values: parts.flatMap(\.gradients.values))
    steps = parts.flatMap { filled($0.steps, $0.gradients.count / $0.elementCount) }
    errors = parts.flatMap { filled($0.errors, $0.gradients.count) }
  }

  /// Gradients by a formula that takes one noisy image at a time.
  ///
  /// - Parameter gradients: receives a noisy image and returns [element, c, h, w] for it.
  public static func closedForm(
    of elements: [Int], noisy: ImageBatch,
    gradients: (ArraySlice<Float>) throws -> [Double]
  ) rethrows -> Sensitivity {
    var values: [Float] = []
    values.reserveCapacity(noisy.values.count * elements.count)
    for image in 0..<noisy.count { values += try gradients(noisy[image]).map { Float($0) } }
    return Sensitivity(
      closedForm: ImageBatch(shape: noisy.shape, values: values), elementCount: elements.count)
  }

  /// The gradient of the e-th chosen element at noisy image `image`.
  public func gradient(image: Int, element: Int) -> ArraySlice<Float> {
    gradients[image * elementCount + element]
  }

  /// Largest error of the gradients at one noisy image as a fraction of their largest element, in
  /// 0...1; 0 for closed forms.
  public func relativeError(image: Int) -> Double {
    guard !errors.isEmpty else { return 0 }
    let range = image * elementCount..<(image + 1) * elementCount
    let error = errors[range].max() ?? 0
    let largest = range.reduce(Float(0)) { largest, index in
      gradients[index].reduce(largest) { max($0, abs($1)) }
    }
    return error == 0 ? 0 : error / max(error, Double(largest))
  }
}

extension ImageShape {
  /// The elements of the pixel (`y`, `x`), one for each channel.
  public func elements(y: Int, x: Int) -> [Int] {
    precondition((0..<height).contains(y) && (0..<width).contains(x), "a pixel of the image")
    return (0..<channels).map { ($0 * height + y) * width + x }
  }

  /// The pixels of a rectangle, as y · width + x.
  public func pixels(rows: Range<Int>, columns: Range<Int>) -> [Int] {
    rows.flatMap { row in columns.map { row * width + $0 } }
  }
}
