/// Joins the eigenvectors of the two halves of a tridiagonal matrix to those of the whole.
///
/// With the halves solved, the matrix is diag(d) + ρ z zᵀ in the basis of their eigenvectors, where
/// z comes from the last and first components beside the tear.
struct TridiagonalMerge<Scalar: MatrixScalar> {
  /// Row k: the eigenvector k of a half, zero in the columns of the other; then of the whole.
  let vectors: MutableMatrixView<Scalar>
  /// Rows of the first half.
  let split: Int
  /// Working memory of the size of `vectors`, for the rows that are multiplied.
  let packed: MutableMatrixView<Scalar>
  /// Working memory of the size of `vectors`, for what they are multiplied by.
  let mixing: MutableMatrixView<Scalar>
  /// What may be neglected in the matrix.
  let tolerance: Double
  let kernels: KernelTable
  let pool: WorkPool

  /// Where a vector has components that are not zero.
  private enum Support: Int {
    case first
    case both
    case second
  }

  /// Smaller components of unit vectors are set to 0: their products would be denormal numbers,
  /// which processors handle slowly.
  private static var least: Scalar { Scalar.ulpOfOne * Scalar.ulpOfOne / 16 }

  /// Replaces `vectors` and returns the eigenvalues that belong to the rows.
  ///
  /// - Parameter coupling: the element beside the diagonal at which the matrix was torn.
  func run(_ values: [Double], coupling: Double) -> [Double] {
    let count = values.count
    // z consists of two unit vectors.
    let scale = 0.5.squareRoot()
    var basis = Basis(
      values: values,
      z: (0..<count).map { row in
        row < split
          ? scale * Double(vectors.row(row)[split - 1])
          : (coupling < 0 ? -scale : scale) * Double(vectors.row(row)[split])
      },
      supports: (0..<count).map { $0 < split ? .first : .second })
    let rho = 2 * coupling.magnitude
    let (kept, deflated) = deflate(&basis, rho: rho)

    let equation = SecularEquation(
      poles: kept.map { basis.values[$0] }, z: kept.map { basis.z[$0] }, rho: rho,
      kernels: kernels.secular, pool: pool)
    // Rows with the same support side by side: each half of the columns needs only some of them.
    let order = kept.indices.sorted {
      let (a, b) = (basis.supports[kept[$0]].rawValue, basis.supports[kept[$1]].rawValue)
      return a != b ? a < b : $0 < $1
    }
    let both = kept.count { basis.supports[$0] == .first }
    let second = kept.count { basis.supports[$0] != .second }
    pack(order.map { kept[$0] } + deflated)
    mix(equation, order)
    multiply(rows: 0..<second, columns: 0..<split, kept: kept.count)
    multiply(rows: both..<kept.count, columns: split..<count, kept: kept.count)
    restore(kept.count..<count)
    return kept.indices.map { equation.value($0) } + deflated.map { basis.values[$0] }
  }

  /// The matrix in the basis of the eigenvectors of the halves: diag(values) + ρ z zᵀ.
  private struct Basis {
    var values: [Double]
    var z: [Double]
    var supports: [Support]
  }

  /// Finds the rows that are eigenvectors of the whole already, to working precision: those with a
  /// negligible z, and one of two with nearly the same value, once a rotation has moved its z to the
  /// other.
  ///
  /// - Returns: the other rows by ascending value, and the rows that are done.
  private func deflate(_ basis: inout Basis, rho: Double) -> (kept: [Int], deflated: [Int]) {
    let set = Scalar.kernels(in: kernels).set
    var (kept, deflated): ([Int], [Int]) = ([], [])
    var candidate: Int?
    for row in basis.values.indices.sorted(by: { basis.values[$0] < basis.values[$1] }) {
      guard rho * basis.z[row].magnitude > tolerance else {
        deflated.append(row)
        continue
      }
      guard let other = candidate else {
        candidate = row
        continue
      }
      candidate = row
      let length = (basis.z[row] * basis.z[row] + basis.z[other] * basis.z[other]).squareRoot()
      let (cosine, sine) = (basis.z[row] / length, -basis.z[other] / length)
      let distance = basis.values[row] - basis.values[other]
      guard (distance * cosine * sine).magnitude <= tolerance else {
        kept.append(other)
        continue
      }
      basis.z[row] = length
      basis.z[other] = 0
      if basis.supports[row] != basis.supports[other] { basis.supports[row] = .both }
      set.rotate(
        count: vectors.columns, cosine: Scalar(cosine), sine: Scalar(sine), x: vectors.row(other),
        y: vectors.row(row))
      basis.values[row] -= distance * sine * sine
      basis.values[other] += distance * sine * sine
      deflated.append(other)
    }
    if let last = candidate { kept.append(last) }
    return (kept, deflated)
  }

  /// Copies rows to the working memory, the kept ones first.
  private func pack(_ rows: [Int]) {
    let set = Scalar.kernels(in: kernels).set
    let (source, target) = (vectors, packed)
    let items = blocks(of: rows.count, limit: 64)
    pool.forEach(items.count) { item in
      for place in items[item] {
        set.copyFlushed(
          count: source.columns, below: Self.least, from: source.row(rows[place]),
          to: target.row(place))
      }
    }
  }

  /// Writes the eigenvectors of the secular equation, one a row.
  private func mix(_ equation: SecularEquation, _ order: [Int]) {
    let set = Scalar.kernels(in: kernels).set
    let count = order.count
    let (ordered, target) = (equation.ordered(order), mixing)
    let items = blocks(of: count, limit: 32)
    pool.forEach(items.count) { item in
      var vector = [Double](repeating: 0, count: count)
      for k in items[item] {
        let scale = equation.vector(k, ordered, into: &vector)
        set.narrow(
          count: count, by: scale, below: Double(Self.least), from: vector, to: target.row(k))
      }
    }
  }

  /// Some columns of the new eigenvectors from the packed rows that are not zero there.
  private func multiply(rows: Range<Int>, columns: Range<Int>, kept: Int) {
    let product = MatrixProduct(kernels: Scalar.kernels(in: kernels), pool: pool)
    product.multiply(
      mixing.part(rows: 0..<kept, columns: rows).readOnly, transposed: false,
      packed.part(rows: rows, columns: columns).readOnly, transposed: false,
      into: vectors.part(rows: 0..<kept, columns: columns))
  }

  /// Copies the rows that are done back, behind the new ones.
  private func restore(_ rows: Range<Int>) {
    for row in rows { vectors.row(row).update(from: packed.row(row), count: vectors.columns) }
  }
}
