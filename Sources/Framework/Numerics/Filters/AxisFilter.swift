/// Weighted sums of the numbers along an axis: a row of factors for each sum.
public struct AxisFilter: Sendable {
  /// Smaller factors count as 0.
  private static let leastFactor = 1e-20

  /// Sums, and the numbers that they are of.
  public let outputs: Int
  public let taps: Int
  private let factors: [Float]
  /// Where the factors of each sum that are not 0 begin and end.
  private let bounds: [Int32]

  /// - Parameter rows: the factors, [sum, number].
  public init(_ rows: Matrix<Double>) {
    (outputs, taps) = (rows.rows, rows.columns)
    factors = rows.values.map { abs($0) < Self.leastFactor ? 0 : Float($0) }
    var bounds: [Int32] = []
    for row in 0..<rows.rows {
      let row = rows.row(row)
      let first = row.firstIndex { abs($0) >= Self.leastFactor } ?? row.startIndex
      let last = row.lastIndex { abs($0) >= Self.leastFactor }.map { $0 + 1 } ?? first
      bounds += [Int32(first - row.startIndex), Int32(last - row.startIndex)]
    }
    self.bounds = bounds
  }

  /// The factors of sum `row` that are not 0, and the numbers that they are for.
  package func terms(of row: Int) -> [(number: Int, factor: Double)] {
    (Int(bounds[2 * row])..<Int(bounds[2 * row + 1])).compactMap { number in
      let factor = factors[row * taps + number]
      return factor == 0 ? nil : (number, Double(factor))
    }
  }

  /// Calls `body` with the factors, [sum][number], and the bounds as kernels read them.
  func withPointers(_ body: (UnsafePointer<Float>, UnsafePointer<Int32>) -> Void) {
    factors.withUnsafeBufferPointer { factors in
      bounds.withUnsafeBufferPointer { bounds in
        guard let factors = factors.baseAddress, let bounds = bounds.baseAddress else { return }
        body(factors, bounds)
      }
    }
  }
}

/// Weighted sums over the numbers of an image: Σ_p F_jp · x_p for every row j of F.
public enum ImageFilter: Sendable {
  /// F as it is.
  case rows(AxisFilter)
  /// F_(u, v)(y, x) = rows_uy · columns_vx for every plane of an image by itself: two sums along an
  /// axis in place of one over all pixels.
  case separable(rows: AxisFilter, columns: AxisFilter)

  /// Sums that come of a plane, or of the image.
  public var outputs: Int {
    switch self {
    case .rows(let filter): filter.outputs
    case .separable(let rows, let columns): rows.outputs * columns.outputs
    }
  }

  /// The factors of sum `row` of a plane that are not 0, and the numbers that they are for.
  package func terms(of row: Int) -> [(number: Int, factor: Double)] {
    switch self {
    case .rows(let filter): filter.terms(of: row)
    case .separable(let rows, let columns):
      rows.terms(of: row / columns.outputs).flatMap { y, vertical in
        columns.terms(of: row % columns.outputs).map { x, horizontal in
          (y * columns.taps + x, vertical * horizontal)
        }
      }
    }
  }

  /// Numbers of a plane, or of the image.
  public var inputs: Int {
    switch self {
    case .rows(let filter): filter.taps
    case .separable(let rows, let columns): rows.taps * columns.taps
    }
  }
}
