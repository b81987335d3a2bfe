/// A rectangle of elements in memory that a kernel reads: row i begins at `base + i · stride`.
///
/// The memory belongs to whoever made the view and must outlive it. Threads may share views.
package struct MatrixView<Scalar: MatrixScalar>: @unchecked Sendable {
  package let base: UnsafePointer<Scalar>
  package let rows: Int
  package let columns: Int
  package let stride: Int

  package func row(_ index: Int) -> UnsafePointer<Scalar> { base + index * stride }

  package func part(rows rowRange: Range<Int>, columns columnRange: Range<Int>) -> MatrixView {
    MatrixView(
      base: base + rowRange.lowerBound * stride + columnRange.lowerBound,
      rows: rowRange.count, columns: columnRange.count, stride: stride)
  }
}

/// A rectangle of elements in memory that a kernel writes; see `MatrixView`.
///
/// Threads may write disjoint parts at the same time.
package struct MutableMatrixView<Scalar: MatrixScalar>: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Scalar>
  package let rows: Int
  package let columns: Int
  package let stride: Int

  package init(base: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, stride: Int) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  package var readOnly: MatrixView<Scalar> {
    MatrixView(base: base, rows: rows, columns: columns, stride: stride)
  }

  package func row(_ index: Int) -> UnsafeMutablePointer<Scalar> { base + index * stride }

  package func part(rows rowRange: Range<Int>, columns columnRange: Range<Int>) -> MutableMatrixView
  {
    MutableMatrixView(
      base: base + rowRange.lowerBound * stride + columnRange.lowerBound,
      rows: rowRange.count, columns: columnRange.count, stride: stride)
  }
}

extension Matrix {
  /// A matrix whose elements `fill` writes, all of them, through a view.
  package init(rows: Int, columns: Int, fill: (MutableMatrixView<Scalar>) throws -> Void) rethrows {
    let count = rows * columns
    let values = try [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress, count > 0 {
        try fill(MutableMatrixView(base: base, rows: rows, columns: columns, stride: columns))
      }
      initialized = count
    }
    self.init(rows: rows, columns: columns, values: values)
  }

  /// Calls `body` with a view of the elements.
  package func withView<Result>(_ body: (MatrixView<Scalar>) throws -> Result) rethrows -> Result {
    try values.withUnsafeBufferPointer { buffer in
      // An empty array may have no address; no kernel reads through the view of one.
      let base = buffer.baseAddress ?? Scratch<Scalar>.nowhere
      return try body(MatrixView(base: base, rows: rows, columns: columns, stride: columns))
    }
  }

  /// Calls `body` with a view through which the elements can be changed.
  package mutating func withMutableView<Result>(
    _ body: (MutableMatrixView<Scalar>) throws -> Result
  ) rethrows -> Result {
    let (rows, columns) = (rows, columns)
    return try values.withUnsafeMutableBufferPointer { buffer in
      let base = buffer.baseAddress ?? UnsafeMutablePointer(mutating: Scratch<Scalar>.nowhere)
      return try body(
        MutableMatrixView(base: base, rows: rows, columns: columns, stride: columns))
    }
  }
}
