/// The Cholesky factorisation A = L Lᵀ of a symmetric positive definite matrix.
public struct Cholesky<Scalar: MatrixScalar>: Sendable {
  /// The lower triangular factor L; zero above the diagonal.
  public let factor: Matrix<Scalar>

  private let steps: CholeskySteps<Scalar>

  /// Factors a matrix; only its lower triangle is read.
  ///
  /// - Throws: `NotPositiveDefinite` if a pivot is not positive or not finite.
  /// - Precondition: the matrix is square.
  public init(of matrix: Matrix<Scalar>, pool: WorkPool = .shared) throws(NotPositiveDefinite) {
    try self.init(of: matrix, pool: pool, kernels: .current)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(
    of matrix: Matrix<Scalar>, pool: WorkPool, kernels: KernelTable
  ) throws(NotPositiveDefinite) {
    precondition(matrix.rows == matrix.columns, "only a square matrix can be factored")
    let steps = CholeskySteps(
      count: matrix.rows, kernels: Scalar.kernels(in: kernels), pool: pool)
    var factor = matrix
    let failure = factor.withMutableView { a in
      let failure = steps.factorise(a)
      // The products wrote beyond the diagonal.
      for i in 0..<a.rows { (a.row(i) + i + 1).update(repeating: 0, count: a.rows - i - 1) }
      return failure
    }
    if let pivot = failure { throw NotPositiveDefinite(pivot: pivot) }
    self.factor = factor
    self.steps = steps
  }

  /// Solves x A = b for every row b of the argument; as A is symmetric, A xᵀ = bᵀ.
  ///
  /// A row of the result does not depend on the other rows.
  ///
  /// - Precondition: a row has as many elements as A.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func solve(_ rows: Matrix<Scalar>) -> Matrix<Scalar> {
    precondition(
      rows.columns == factor.rows, "right-hand sides are rows of \(factor.rows) elements")
    var result = rows
    factor.withView { lower in
      result.withMutableView { sides in
        steps.solveLower(lower, sides)
        steps.solveUpper(lower, sides)
      }
    }
    return result
  }

  /// A⁻¹.
  public func inverse() -> Matrix<Scalar> {
    solve(.identity(factor.rows))
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
