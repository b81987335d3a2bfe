extension Matrix {
  /// The product with another matrix, either of them transposed on the way.
  ///
  /// Every element is the same whatever the other rows and columns are, and for any pool: rows of
  /// a batch do not influence each other.
  ///
  /// - Precondition: the inner sizes agree.
  public func multiplied(
    by other: Matrix, transposingSelf: Bool = false, transposingOther: Bool = false,
    pool: WorkPool = .shared
  ) -> Matrix {
    multiplied(
      by: other, transposingSelf: transposingSelf, transposingOther: transposingOther,
      pool: pool, kernels: .current)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func multiplied(
    by other: Matrix, transposingSelf: Bool = false, transposingOther: Bool = false,
    pool: WorkPool, kernels: KernelTable
  ) -> Matrix {
    let inner = transposingSelf ? rows : columns
    let otherInner = transposingOther ? other.columns : other.rows
    precondition(
      inner == otherInner,
      "a product needs equal inner sizes, not \(inner) and \(otherInner)")
    let product = MatrixProduct(kernels: Scalar.kernels(in: kernels), pool: pool)
    return Matrix(
      rows: transposingSelf ? columns : rows,
      columns: transposingOther ? other.rows : other.columns
    ) { target in
      withView { left in
        other.withView { right in
          product.multiply(
            left, transposed: transposingSelf, right, transposed: transposingOther, into: target)
        }
      }
    }
  }
}

/// The blocked matrix product over packed panels.
///
/// Goto and van de Geijn, 'Anatomy of high-performance matrix multiplication' (2008): panels of both
/// operands are copied into the order in which the micro-kernel reads them; a right block stays in
/// the second-level cache, and a left panel in the first, while the tiles of one row are computed.
package struct MatrixProduct<Scalar: MatrixScalar> {
  /// What happens to the result.
  package enum Update: Int {
    case subtract = -1
    case replace = 0
    case add = 1
  }

  package let kernels: MatrixKernels<Scalar>
  package let pool: WorkPool

  package init(kernels: MatrixKernels<Scalar>, pool: WorkPool) {
    self.kernels = kernels
    self.pool = pool
  }

  // Block sizes in elements of Float; the depth of a block is halved for Double.
  private static var depthLimit: Int { 384 * 4 / MemoryLayout<Scalar>.stride }
  private static var rowLimit: Int { 240 }
  private static var columnLimit: Int { 512 }
  /// Blocks beside the diagonal of a symmetric result differ in cost; small ones even it out over
  /// the threads.
  private static var symmetricColumnLimit: Int { 128 }
  /// Bounds the packed left operand, which is held for all rows of a band.
  private static var bandRows: Int { 16 * rowLimit }

  /// result = left · right, or added to or subtracted from what `result` holds.
  ///
  /// - Parameter lowerOnly: leaves out tiles that lie wholly above the diagonal of the result; what
  ///   stands above the diagonal is then undefined. For symmetric results.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func multiply(
    _ left: MatrixView<Scalar>, transposed leftTransposed: Bool,
    _ right: MatrixView<Scalar>, transposed rightTransposed: Bool,
    into result: MutableMatrixView<Scalar>, _ update: Update = .replace, lowerOnly: Bool = false
  ) {
    let depth = leftTransposed ? left.rows : left.columns
    guard result.rows > 0, result.columns > 0 else { return }
    if depth == 0 {
      if update == .replace { clear(result) }
      return
    }
    let bands = blocks(of: result.rows, limit: Self.bandRows, multiple: kernels.set.tileRows)
    let slices = blocks(of: depth, limit: Self.depthLimit)
    let panels = Panels(
      left: Scratch(count: padded(bands[0].count, kernels.set.tileRows) * slices[0].count),
      right: Scratch(count: padded(result.columns, kernels.set.tileColumns) * slices[0].count))
    for band in bands {
      for slice in slices {
        let a =
          leftTransposed
          ? left.part(rows: slice, columns: band) : left.part(rows: band, columns: slice)
        let b =
          rightTransposed
          ? right.part(rows: 0..<result.columns, columns: slice)
          : right.part(rows: slice, columns: 0..<result.columns)
        multiplySlice(
          a, leftTransposed, b, rightTransposed,
          into: result.part(rows: band, columns: 0..<result.columns),
          slice.lowerBound == 0 ? update : update == .replace ? .add : update,
          diagonal: lowerOnly ? band.lowerBound : nil, panels)
      }
    }
  }

  /// Memory for both operands in packed order.
  private struct Panels {
    let left: Scratch<Scalar>
    let right: Scratch<Scalar>
  }

  /// One product whose depth fits the packed panels.
  private func multiplySlice(
    _ left: MatrixView<Scalar>, _ leftTransposed: Bool,
    _ right: MatrixView<Scalar>, _ rightTransposed: Bool,
    into result: MutableMatrixView<Scalar>, _ update: Update, diagonal: Int?, _ panels: Panels
  ) {
    let set = kernels.set
    let depth = leftTransposed ? left.rows : left.columns
    let rowBlocks = blocks(of: result.rows, limit: Self.rowLimit, multiple: set.tileRows)
    let columnBlocks = blocks(
      of: result.columns,
      limit: diagonal == nil ? Self.columnLimit : Self.symmetricColumnLimit,
      multiple: set.tileColumns)
    let (a, b) = (panels.left, panels.right)

    pool.forEach(rowBlocks.count + columnBlocks.count) { item in
      if item < rowBlocks.count {
        let rows = rowBlocks[item]
        set.pack(
          count: rows.count, depth: depth, width: set.tileRows,
          source: left.base + rows.lowerBound * (leftTransposed ? 1 : left.stride),
          stride: left.stride, across: leftTransposed, panels: a.base + rows.lowerBound * depth)
      } else {
        let columns = columnBlocks[item - rowBlocks.count]
        set.pack(
          count: columns.count, depth: depth, width: set.tileColumns,
          source: right.base + columns.lowerBound * (rightTransposed ? right.stride : 1),
          stride: right.stride, across: !rightTransposed,
          panels: b.base + columns.lowerBound * depth)
      }
    }
    pool.forEach(rowBlocks.count * columnBlocks.count) { item in
      let rows = rowBlocks[item / columnBlocks.count]
      let columns = columnBlocks[item % columnBlocks.count]
      if let diagonal, columns.lowerBound >= diagonal + rows.upperBound { return }
      let beyond = diagonal.map { $0 + rows.lowerBound - columns.lowerBound + 1 }
      let scratch = Scratch<Scalar>(count: set.tileRows * set.tileColumns)
      defer { scratch.keepAlive() }
      set.multiplyPanels(
        rows: rows.count, columns: columns.count, depth: depth,
        left: a.base + rows.lowerBound * depth, right: b.base + columns.lowerBound * depth,
        result: result.row(rows.lowerBound) + columns.lowerBound, stride: result.stride,
        sign: update.rawValue, beyond: beyond ?? columns.count, scratch: scratch.base)
    }
  }

  private func clear(_ result: MutableMatrixView<Scalar>) {
    for i in 0..<result.rows { result.row(i).update(repeating: 0, count: result.columns) }
  }
}
