/// Eigenvalues and eigenvectors of a symmetric matrix.
///
/// Householder reduction to tridiagonal form, divide and conquer there, and the transformation of
/// the eigenvectors back. Residuals and the lack of orthogonality are a few units in the last place of
/// the largest eigenvalue. The result is the same for any number of threads.
public struct SymmetricEigen<Scalar: MatrixScalar>: Sendable {
  /// The eigenvalues in descending order.
  public let values: [Scalar]
  /// Row k is the unit eigenvector of `values[k]`; its component of largest magnitude is positive.
  public let vectors: Matrix<Scalar>

  /// Decomposes a matrix, whose lower triangle is read. If an element of it is NaN or infinite, all
  /// values and vectors are NaN.
  ///
  /// Takes about four times the memory of the matrix.
  ///
  /// - Precondition: the matrix is square.
  public init(of matrix: Matrix<Scalar>, pool: WorkPool = .shared) {
    self.init(of: matrix, pool: pool, kernels: .current)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(of matrix: Matrix<Scalar>, pool: WorkPool, kernels: KernelTable) {
    precondition(matrix.rows == matrix.columns, "only a square matrix has eigenvectors")
    let count = matrix.rows
    let largest = matrix.withView { Self.largestMagnitude($0, kernels) }
    guard largest.isFinite else {
      values = [Scalar](repeating: .nan, count: count)
      vectors = Matrix(rows: count, columns: count, repeating: .nan)
      return
    }
    // A power of two, so that scaling does not round.
    let exponent = largest == 0 ? 0 : largest.exponent
    let scale = Scalar(sign: .plus, exponent: -exponent, significand: 1)
    let reduction = matrix.withView {
      Tridiagonalisation(of: $0, scale: scale, kernels: kernels, pool: pool)
    }
    let solved = TridiagonalEigen<Scalar>(
      diagonal: reduction.diagonal, offDiagonal: reduction.offDiagonal, kernels: kernels,
      pool: pool)
    defer { solved.memory.keepAlive() }
    reduction.transformBack(solved.vectors)

    let order = (0..<count).sorted { solved.values[$0] > solved.values[$1] }
    values = order.map {
      Scalar(solved.values[$0]) * Scalar(sign: .plus, exponent: exponent, significand: 1)
    }
    let set = Scalar.kernels(in: kernels).set
    let unsigned = solved.vectors
    vectors = Matrix(rows: count, columns: count) { target in
      let items = blocks(of: count, limit: 64)
      pool.forEach(items.count) { item in
        for place in items[item] {
          let row = unsigned.row(order[place])
          let sign: Scalar = set.largest(count: count, row) < 0 ? -1 : 1
          set.copyScaled(count: count, by: sign, from: row, to: target.row(place))
        }
      }
    }
  }

  /// The largest magnitude in the lower triangle; NaN or infinite if one of its elements is.
  private static func largestMagnitude(
    _ matrix: MatrixView<Scalar>, _ kernels: KernelTable
  ) -> Scalar {
    let set = Scalar.kernels(in: kernels).set
    var largest: Scalar = 0
    for i in 0..<matrix.rows {
      let magnitude = set.largestMagnitude(count: i + 1, matrix.row(i))
      guard magnitude.isFinite else { return magnitude }
      largest = max(largest, magnitude)
    }
    return largest
  }
}
