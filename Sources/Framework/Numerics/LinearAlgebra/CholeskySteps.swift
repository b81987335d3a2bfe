/// The blocked algorithms of `Cholesky`: triangles on the diagonal, matrix products for the rest.
struct CholeskySteps<Scalar: MatrixScalar>: Sendable {
  private let blocks: [Range<Int>]
  private let count: Int
  private let kernels: MatrixKernels<Scalar>
  private let pool: WorkPool

  init(count: Int, kernels: MatrixKernels<Scalar>, pool: WorkPool) {
    self.count = count
    self.kernels = kernels
    self.pool = pool
    blocks = LocusNumerics.blocks(of: count, limit: count > 1024 ? 128 : 64)
  }

  private var product: MatrixProduct<Scalar> { MatrixProduct(kernels: kernels, pool: pool) }

  /// Right-looking factorisation of the lower triangle in place; the pivot that failed, or nil.
  func factorise(_ a: MutableMatrixView<Scalar>) -> Int? {
    for block in blocks {
      let diagonal = a.part(rows: block, columns: block)
      let failed = kernels.set.factorTriangle(
        count: block.count, block: diagonal.base, stride: diagonal.stride)
      if failed >= 0 { return block.lowerBound + failed }
      let rest = block.upperBound..<count
      let below = a.part(rows: rest, columns: block)
      solve(diagonal.readOnly, below, kernels.set.solveLower)
      product.multiply(
        below.readOnly, transposed: false, below.readOnly, transposed: true,
        into: a.part(rows: rest, columns: rest), .subtract, lowerOnly: true)
    }
    return nil
  }

  /// Replaces every row x of `sides` by the solution of L y = x.
  func solveLower(_ lower: MatrixView<Scalar>, _ sides: MutableMatrixView<Scalar>) {
    let all = 0..<sides.rows
    for block in blocks {
      let done = 0..<block.lowerBound
      product.multiply(
        sides.part(rows: all, columns: done).readOnly, transposed: false,
        lower.part(rows: block, columns: done), transposed: true,
        into: sides.part(rows: all, columns: block), .subtract)
      solve(
        lower.part(rows: block, columns: block), sides.part(rows: all, columns: block),
        kernels.set.solveLower)
    }
  }

  /// Replaces every row x of `sides` by the solution of Lᵀ y = x.
  func solveUpper(_ lower: MatrixView<Scalar>, _ sides: MutableMatrixView<Scalar>) {
    let all = 0..<sides.rows
    for block in blocks.reversed() {
      let done = block.upperBound..<count
      product.multiply(
        sides.part(rows: all, columns: done).readOnly, transposed: false,
        lower.part(rows: done, columns: block), transposed: false,
        into: sides.part(rows: all, columns: block), .subtract)
      solve(
        lower.part(rows: block, columns: block), sides.part(rows: all, columns: block),
        kernels.set.solveUpper)
    }
  }

  /// Solves with one triangle, panel by panel of right-hand sides.
  private func solve(
    _ triangle: MatrixView<Scalar>, _ sides: MutableMatrixView<Scalar>,
    _ solvePanel:
      @Sendable (
        Int, UnsafePointer<Scalar>, Int, UnsafeMutablePointer<Scalar>
      ) -> Void
  ) {
    let set = kernels.set
    let (depth, width) = (triangle.rows, set.sideWidth)
    let panels = LocusNumerics.blocks(of: sides.rows, limit: width, multiple: width)
    pool.forEach(panels.count) { item in
      let part = sides.part(rows: panels[item], columns: 0..<depth)
      let panel = Scratch<Scalar>(count: width * depth)
      defer { panel.keepAlive() }
      set.pack(
        count: part.rows, depth: depth, width: width, source: part.base, stride: part.stride,
        across: false, panels: panel.base)
      solvePanel(depth, triangle.base, triangle.stride, panel.base)
      set.unpack(
        count: part.rows, depth: depth, width: width, panel: panel.base, target: part.base,
        stride: part.stride)
    }
  }
}
