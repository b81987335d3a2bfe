/// A formula over images: a batch, or what sums and multiples of batches make.
///
/// `ImageBatch(a * x + b * y)` is computed number by number in Double and rounded to Float once. The
/// operators only note what is to be done, in types of which the compiler makes one loop: no images
/// are made on the way.
public protocol ImageFormula {
  /// The first batch of the formula, whose shape and samples the result has.
  var batch: ImageBatch { get }
  /// Number `index` of the result.
  func number(_ index: Int) -> Double
}

extension ImageBatch: ImageFormula {
  public var batch: ImageBatch { self }
  public func number(_ index: Int) -> Double { Double(values[index]) }

  /// What a formula gives, rounded to Float.
  public init(_ formula: some ImageFormula) {
    self = formula.batch
    // Not `map`, which appends number by number and takes longer.
    var numbers = values
    for index in numbers.indices { numbers[index] = Float(formula.number(index)) }
    values = numbers
  }
}

extension ImageFormula {
  public static func + (x: Self, y: some ImageFormula) -> some ImageFormula { Sum(x, y) }
  public static func - (x: Self, y: some ImageFormula) -> some ImageFormula { Difference(x, y) }
  public static func * (factor: Double, x: Self) -> some ImageFormula {
    Multiple(factor: factor, x: x)
  }
  public static func / (x: Self, divisor: Double) -> some ImageFormula {
    Quotient(x: x, divisor: divisor)
  }

  /// Every number kept within `range`.
  public func clamped(to range: ClosedRange<Double>) -> some ImageFormula {
    Clamped(x: self, range: range)
  }
}

private struct Sum<X: ImageFormula, Y: ImageFormula>: ImageFormula {
  let x: X
  let y: Y

  init(_ x: X, _ y: Y) {
    precondition(x.batch.values.count == y.batch.values.count, "batches of different sizes")
    (self.x, self.y) = (x, y)
  }

  var batch: ImageBatch { x.batch }
  func number(_ index: Int) -> Double { x.number(index) + y.number(index) }
}

private struct Difference<X: ImageFormula, Y: ImageFormula>: ImageFormula {
  let x: X
  let y: Y

  init(_ x: X, _ y: Y) {
    precondition(x.batch.values.count == y.batch.values.count, "batches of different sizes")
    (self.x, self.y) = (x, y)
  }

  var batch: ImageBatch { x.batch }
  func number(_ index: Int) -> Double { x.number(index) - y.number(index) }
}

private struct Multiple<X: ImageFormula>: ImageFormula {
  let factor: Double
  let x: X

  var batch: ImageBatch { x.batch }
  func number(_ index: Int) -> Double { factor * x.number(index) }
}

private struct Quotient<X: ImageFormula>: ImageFormula {
  let x: X
  let divisor: Double

  var batch: ImageBatch { x.batch }
  func number(_ index: Int) -> Double { x.number(index) / divisor }
}

private struct Clamped<X: ImageFormula>: ImageFormula {
  let x: X
  let range: ClosedRange<Double>

  var batch: ImageBatch { x.batch }
  func number(_ index: Int) -> Double {
    min(max(x.number(index), range.lowerBound), range.upperBound)
  }
}
