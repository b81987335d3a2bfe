/// The Cholesky factorisation A = L Lᵀ of a symmetric positive definite matrix.
public struct Cholesky<Scalar: MatrixScalar>: Sendable {
  /// The lower triangular factor; zero above the diagonal.
  public let factor: Matrix<Scalar>

  private let pool: WorkPool
  private let kernels: KernelTable

  /// Rows and columns of the blocks that are factored by themselves.
  private static var blockSize: Int { 64 }

  /// Factors a matrix; only its lower triangle is read.
  ///
  /// - Throws: `NotPositiveDefinite` if a pivot is not positive or not finite.
  /// - Precondition: the matrix is square.
  public init(of matrix: Matrix<Scalar>, pool: WorkPool = .shared) throws(NotPositiveDefinite) {
    try self.init(of: matrix, pool: pool, kernels: .current)
  }

  init(
    of matrix: Matrix<Scalar>, pool: WorkPool, kernels: KernelTable
  ) throws(NotPositiveDefinite) {
    precondition(matrix.rows == matrix.columns, "only a square matrix can be factored")
    self.pool = pool
    self.kernels = kernels
    var factor = matrix
    let failure = factor.withMutableView { Self.factorise($0, pool: pool, kernels: kernels) }
    if let pivot = failure { throw NotPositiveDefinite(pivot: pivot) }
    for i in 0..<matrix.rows {
      for j in i + 1..<max(i + 1, matrix.rows) { factor[i, j] = 0 }
    }
    self.factor = factor
  }

  /// Solves x A = b for every row b of the argument; as A is symmetric, A xᵀ = bᵀ.
  ///
  /// - Precondition: a row has as many elements as A.
  public func solve(_ rows: Matrix<Scalar>) -> Matrix<Scalar> {
    let count = factor.rows
    precondition(rows.columns == count, "right-hand sides are rows of \(count) elements")
    let set = Scalar.kernels(in: kernels).set
    let product = MatrixProduct(kernels: Scalar.kernels(in: kernels), pool: pool)
    let steps = blocks(of: count, limit: Self.blockSize)
    let strips = blocks(of: rows.rows, limit: 32)
    var result = rows
    let (pool, all) = (pool, 0..<rows.rows)
    factor.withView { lower in
      result.withMutableView { x in
        for block in steps {
          let done = 0..<block.lowerBound
          product.multiply(
            x.part(rows: all, columns: done).readOnly, transposed: false,
            lower.part(rows: block, columns: done), transposed: true,
            into: x.part(rows: all, columns: block), .subtract)
          let triangle = lower.part(rows: block, columns: block)
          pool.forEach(strips.count) { strip in
            let side = x.part(rows: strips[strip], columns: block)
            set.solveLowerRows(
              side.rows, block.count, triangle.base, triangle.stride, side.base, side.stride)
          }
        }
        for block in steps.reversed() {
          let done = block.upperBound..<count
          product.multiply(
            x.part(rows: all, columns: done).readOnly, transposed: false,
            lower.part(rows: done, columns: block), transposed: false,
            into: x.part(rows: all, columns: block), .subtract)
          let triangle = lower.part(rows: block, columns: block)
          pool.forEach(strips.count) { strip in
            let side = x.part(rows: strips[strip], columns: block)
            set.solveUpperRows(
              side.rows, block.count, triangle.base, triangle.stride, side.base, side.stride)
          }
        }
      }
    }
    return result
  }

  /// A⁻¹.
  public func inverse() -> Matrix<Scalar> {
    solve(.identity(factor.rows))
  }

  /// Right-looking blocked factorisation in place; the pivot that failed, or nil.
  private static func factorise(
    _ a: MutableMatrixView<Scalar>, pool: WorkPool, kernels: KernelTable
  ) -> Int? {
    let set = Scalar.kernels(in: kernels).set
    let product = MatrixProduct(kernels: Scalar.kernels(in: kernels), pool: pool)
    for block in blocks(of: a.rows, limit: blockSize) {
      let diagonal = a.part(rows: block, columns: block)
      let failed = set.factorTriangle(block.count, diagonal.base, a.stride)
      if failed >= 0 { return block.lowerBound + failed }
      let rest = block.upperBound..<a.rows
      let below = a.part(rows: rest, columns: block)
      let strips = blocks(of: rest.count, limit: 32)
      pool.forEach(strips.count) { strip in
        let side = below.part(rows: strips[strip], columns: 0..<block.count)
        set.solveLowerRows(
          side.rows, block.count, diagonal.base, a.stride, side.base, side.stride)
      }
      product.multiply(
        below.readOnly, transposed: false, below.readOnly, transposed: true,
        into: a.part(rows: rest, columns: rest), .subtract, lowerOnly: true)
    }
    return nil
  }
}

/// A matrix that has no Cholesky factorisation.
public struct NotPositiveDefinite: Error, Equatable, CustomStringConvertible {
  /// The index of the first pivot that is not a positive number.
  public let pivot: Int

  public var description: String {
    "the matrix is not positive definite: pivot \(pivot) of its Cholesky factorisation is not a"
      + " positive number; add a small multiple of the identity"
  }
}
