/// A dense matrix in row-major order.
public struct Matrix<Scalar: MatrixScalar>: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// The elements, `rows · columns` of them, row after row.
  public var values: [Scalar]

  /// A matrix whose elements all have one value.
  @inlinable
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have a negative size")
    self.rows = rows
    self.columns = columns
    values = [Scalar](repeating: value, count: rows * columns)
  }

  /// A matrix of given elements, row after row; there must be `rows · columns` of them.
  @inlinable
  public init(rows: Int, columns: Int, values: [Scalar]) {
    precondition(
      rows >= 0 && columns >= 0 && values.count == rows * columns,
      "\(values.count) values do not make a \(rows) × \(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The identity matrix with `count` rows.
  @inlinable
  public static func identity(_ count: Int) -> Matrix {
    var result = Matrix(rows: count, columns: count)
    for i in 0..<count { result[i, i] = 1 }
    return result
  }

  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return values[row * columns + column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      values[row * columns + column] = newValue
    }
  }

  /// The elements of one row.
  @inlinable
  public func row(_ index: Int) -> ArraySlice<Scalar> {
    values[index * columns..<(index + 1) * columns]
  }

  /// The matrix with rows and columns exchanged.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result.values[j * rows + i] = values[i * columns + j] }
    }
    return result
  }
}
