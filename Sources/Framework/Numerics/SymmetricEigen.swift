/// Eigenvalues and eigenvectors of a symmetric matrix.
///
/// The signs are fixed: the component of largest magnitude of every vector is positive. The result
/// is the same for any number of threads.
public struct SymmetricEigen<Scalar: MatrixScalar>: Sendable {
  /// The eigenvalues in descending order.
  public let values: [Scalar]
  /// Row k is the unit eigenvector of `values[k]`.
  public let vectors: Matrix<Scalar>

  /// Decomposes a matrix; only its lower triangle is read. If an element is NaN or infinite, all
  /// values and vectors are NaN.
  ///
  /// - Precondition: the matrix is square.
  public init(of matrix: Matrix<Scalar>, pool: WorkPool = .shared) {
    self.init(of: matrix, pool: pool, kernels: .current)
  }

  init(of matrix: Matrix<Scalar>, pool: WorkPool, kernels: KernelTable) {
    precondition(matrix.rows == matrix.columns, "only a square matrix has eigenvectors")
    let count = matrix.rows
    guard matrix.values.allSatisfy(\.isFinite) else {
      values = [Scalar](repeating: .nan, count: count)
      vectors = Matrix(rows: count, columns: count, repeating: .nan)
      return
    }
    let set = Scalar.kernels(in: kernels).set
    var work = matrix
    for i in 0..<count {
      for j in 0..<i { work[j, i] = work[i, j] }
    }
    var diagonal = [Double](repeating: 0, count: count)
    var beside = [Double](repeating: 0, count: count)
    var factors = [Scalar](repeating: 0, count: count)
    work.withMutableView { a in
      Self.reduce(a, &diagonal, &beside, &factors, set)
    }
    var rotated = Matrix<Scalar>.identity(count)
    rotated.withMutableView { z in
      Self.iterate(&diagonal, &beside, z, set)
      work.withMutableView { a in
        for i in stride(from: 1, to: count, by: 1) where factors[i] != 0 {
          let reflector = a.row(i)
          for k in 0..<count {
            let row = z.row(k)
            set.addScaled(i, -factors[i] * set.dot(i, reflector, row), reflector, row)
          }
        }
      }
    }
    let order = (0..<count).sorted {
      diagonal[$0] != diagonal[$1] ? diagonal[$0] > diagonal[$1] : $0 < $1
    }
    values = order.map { Scalar(diagonal[$0]) }
    var sorted = Matrix<Scalar>(rows: count, columns: count)
    for (target, source) in order.enumerated() {
      let row = rotated.row(source)
      let largest = row.max { abs($0) < abs($1) } ?? 1
      let sign: Scalar = largest < 0 ? -1 : 1
      for (j, value) in row.enumerated() { sorted[target, j] = sign * value }
    }
    vectors = sorted
  }

  /// Householder reduction to tridiagonal form, from the last row upwards. Row i of `a` then
  /// begins with the reflector of step i.
  private static func reduce(
    _ a: MutableMatrixView<Scalar>, _ diagonal: inout [Double], _ beside: inout [Double],
    _ factors: inout [Scalar], _ set: any MatrixKernelSet<Scalar>.Type
  ) {
    let count = a.rows
    let w = Scratch<Scalar>(zeros: count)
    for i in stride(from: count - 1, through: 1, by: -1) {
      let x = a.row(i)
      diagonal[i] = Double(x[i])
      let rest = Double(set.dot(i - 1, x, x))
      let alpha = Double(x[i - 1])
      beside[i - 1] = alpha
      guard rest > 0 else { continue }
      let length = (alpha * alpha + rest).squareRoot()
      let beta = alpha >= 0 ? -length : length
      beside[i - 1] = beta
      factors[i] = Scalar((beta - alpha) / beta)
      set.scale(i - 1, Scalar(1 / (alpha - beta)), x)
      x[i - 1] = 1
      for k in 0..<i { w.base[k] = factors[i] * set.dot(i, a.row(k), x) }
      let half = -factors[i] / 2 * set.dot(i, w.base, x)
      set.addScaled(i, half, x, w.base)
      for k in 0..<i {
        set.addScaled(i, -x[k], w.base, a.row(k))
        set.addScaled(i, -w.base[k], x, a.row(k))
      }
    }
    if count > 0 { diagonal[0] = Double(a.base[0]) }
  }

  /// Implicit QL iteration on a tridiagonal matrix; its rotations are applied to the rows of `z`.
  private static func iterate(
    _ d: inout [Double], _ e: inout [Double], _ z: MutableMatrixView<Scalar>,
    _ set: any MatrixKernelSet<Scalar>.Type
  ) {
    let count = z.rows
    let smallest = Double(Scalar.ulpOfOne) / 8
    for l in 0..<count {
      while true {
        var m = l
        while m < count - 1, abs(e[m]) > smallest * (abs(d[m]) + abs(d[m + 1])) { m += 1 }
        if m == l { break }
        var g = (d[l + 1] - d[l]) / (2 * e[l])
        var r = (g * g + 1).squareRoot()
        g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r))
        var (s, c, p) = (1.0, 1.0, 0.0)
        var i = m - 1
        var isSplit = false
        while i >= l {
          let f = s * e[i]
          let b = c * e[i]
          r = (f * f + g * g).squareRoot()
          e[i + 1] = r
          if r == 0 {
            d[i + 1] -= p
            e[m] = 0
            isSplit = true
            break
          }
          s = f / r
          c = g / r
          g = d[i + 1] - p
          r = (d[i] - g) * s + 2 * c * b
          p = s * r
          d[i + 1] = g + p
          g = c * r - b
          set.rotate(count, Scalar(c), Scalar(s), z.row(i + 1), z.row(i))
          i -= 1
        }
        if isSplit { continue }
        d[l] -= p
        e[l] = g
        e[m] = 0
      }
    }
  }
}
