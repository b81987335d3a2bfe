/// Products of a matrix with itself, of which only the lower triangle is made: all that a Cholesky
/// factorisation reads.
extension Matrix where Scalar == Double {
  /// Adds AᵀA to the lower triangle; what stands above the diagonal is then undefined.
  ///
  /// - Precondition: this matrix has as many rows and columns as A has columns.
  package mutating func addLowerProduct(ofColumns a: Matrix, pool: WorkPool = .shared) {
    precondition(rows == a.columns && columns == a.columns, "a product of another size")
    let product = MatrixProduct(kernels: Double.kernels(in: .current), pool: pool)
    withMutableView { result in
      a.withView {
        product.multiply(
          $0, transposed: true, $0, transposed: false, into: result, .add, lowerOnly: true)
      }
    }
  }

  /// The lower triangle of A Aᵀ; what stands above the diagonal is undefined.
  package func lowerProductOfRows(pool: WorkPool = .shared) -> Matrix {
    let product = MatrixProduct(kernels: Double.kernels(in: .current), pool: pool)
    return Matrix(rows: rows, columns: rows) { result in
      withView {
        product.multiply(
          $0, transposed: false, $0, transposed: true, into: result, lowerOnly: true)
      }
    }
  }
}
