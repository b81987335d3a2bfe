/// What may stand in a formula over images: a batch, or what a formula has made of batches.
///
/// `ImageBatch(a * x + b * y)` is computed number by number in Double and rounded to Float once, by
/// the batch that it is made into.
public protocol ImageOperand {
  /// The numbers in Double.
  var term: ImageTerm { get }
}

/// The value of a formula over images, in Double: between one ``ImageBatch`` and the next.
public struct ImageTerm: ImageOperand {
  /// Whose shape and samples the numbers have.
  fileprivate let batch: ImageBatch
  fileprivate let numbers: [Double]

  public var term: ImageTerm { self }

  /// Every number kept within `range`.
  public func clamped(to range: ClosedRange<Double>) -> ImageTerm {
    map { min(max($0, range.lowerBound), range.upperBound) }
  }

  fileprivate func map(_ transform: (Double) -> Double) -> ImageTerm {
    ImageTerm(batch: batch, numbers: numbers.map(transform))
  }

  fileprivate func combined(
    with other: ImageTerm, _ transform: (Double, Double) -> Double
  ) -> ImageTerm {
    precondition(numbers.count == other.numbers.count, "batches of different sizes")
    return ImageTerm(batch: batch, numbers: zip(numbers, other.numbers).map(transform))
  }
}

extension ImageBatch: ImageOperand {
  public var term: ImageTerm { ImageTerm(batch: self, numbers: values.map(Double.init)) }

  /// A formula's value, rounded to Float; its samples are those of the formula's first batch.
  public init(_ formula: some ImageOperand) {
    let term = formula.term
    self = term.batch
    values = term.numbers.map { Float($0) }
  }
}

extension ImageOperand {
  public static func + (x: Self, y: some ImageOperand) -> ImageTerm {
    x.term.combined(with: y.term, +)
  }
  public static func - (x: Self, y: some ImageOperand) -> ImageTerm {
    x.term.combined(with: y.term, -)
  }
  public static func * (factor: Double, x: Self) -> ImageTerm { x.term.map { factor * $0 } }
  public static func / (x: Self, divisor: Double) -> ImageTerm { x.term.map { $0 / divisor } }
}
