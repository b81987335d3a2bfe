/// Reduction of a symmetric matrix to tridiagonal form by Householder reflections, A = Q T Qᵀ.
///
/// Rows are reduced from the last upwards, so that every reflector is one contiguous row: that of
/// step i, with i elements, replaces row i. Within a panel of rows the matrix stays as it is, and the
/// updates are applied to the vectors; after a panel they are applied to the matrix as one product
/// (Dongarra, Sorensen, Hammarling, 'Block reduction of matrices to condensed forms', 1989).
struct Tridiagonalisation<Scalar: MatrixScalar> {
  /// The diagonal of T.
  private(set) var diagonal: [Double]
  /// The elements of T beside the diagonal; element i couples i and i + 1.
  private(set) var offDiagonal: [Double]

  /// Row i: the reflector of step i, followed by zeros for the length of a block of reflections.
  private let reflectors: MutableMatrixView<Scalar>
  private var factors: [Scalar]
  private let memory: Scratch<Scalar>
  private let kernels: MatrixKernels<Scalar>
  private let pool: WorkPool

  /// Rows of a panel.
  private static var panelRows: Int { 48 }
  /// Upper limit of the reflections that are applied together.
  private static var blockRows: Int { 256 }
  /// The number of reflections that are applied together to vectors of `count` elements.
  ///
  /// Every block reads and writes all vectors, which is what counts once no cache holds them.
  private static func blockRows(for count: Int) -> Int {
    if count > 4096 { return blockRows }
    return count > 1024 ? blockRows / 2 : blockRows / 4
  }

  /// The number of chunks into which a product with a triangle of `elements` is cut; each needs a
  /// vector of its own.
  ///
  /// Enough for some threads, and many where the triangle is larger than the caches, of which the
  /// last chunks of one product and the first of the next then share what they hold.
  private static func chunks(of elements: Int) -> Int {
    max(min(8, elements >> 17), min(48, elements >> 20))
  }

  /// Reduces `scale` times a matrix, whose lower triangle is read.
  ///
  /// The largest element should be near 1 then: squares must neither overflow nor vanish.
  init(of matrix: MatrixView<Scalar>, scale: Scalar, kernels: KernelTable, pool: WorkPool) {
    let count = matrix.rows
    let set = Scalar.kernels(in: kernels).set
    let stride = paddedStride(count, of: Scalar.self)
    self.kernels = Scalar.kernels(in: kernels)
    self.pool = pool
    memory = Scratch(count: count * stride)
    reflectors = memory.view(rows: count, columns: stride, stride: stride)
    diagonal = [Double](repeating: 0, count: count)
    offDiagonal = [Double](repeating: 0, count: count)
    factors = [Scalar](repeating: 0, count: count)
    for i in 0..<count {
      set.copyScaled(count: i + 1, by: scale, from: matrix.row(i), to: reflectors.row(i))
    }
    clearBesideDiagonal(rows: 0..<count)
    reduce()
  }

  private mutating func reduce() {
    let count = reflectors.rows
    guard count > 0 else { return }
    let panel = ReflectorPanel<Scalar>(
      rows: Self.panelRows, stride: max(reflectors.stride, Self.panelRows))
    defer {
      panel.memory.keepAlive()
      memory.keepAlive()
    }
    let product = MatrixProduct(kernels: kernels, pool: pool)
    var last = count - 1
    while last >= 1 {
      while panel.used < Self.panelRows, last >= 1 {
        reduceRow(last, panel)
        last -= 1
      }
      panel.finish()
      let rest = 0..<last + 1
      let both = 0..<2 * Self.panelRows
      product.multiply(
        panel.left.part(rows: both, columns: rest).readOnly, transposed: true,
        panel.right.part(rows: both, columns: rest).readOnly, transposed: false,
        into: reflectors.part(rows: rest, columns: rest), .subtract, lowerOnly: true)
      clearBesideDiagonal(rows: rest)
    }
    diagonal[0] = Double(reflectors.base[0])
  }

  /// Finds the reflector of row i and the vector w for which the update is -(v wᵀ + w vᵀ).
  private mutating func reduceRow(_ i: Int, _ panel: ReflectorPanel<Scalar>) {
    let set = kernels.set
    let row = reflectors.row(i)
    let earlier = panel.used
    let (wWeights, vWeights) = (panel.coefficients(0), panel.coefficients(1))
    for k in 0..<earlier { (wWeights[k], vWeights[k]) = (panel.w(k)[i], panel.v(k)[i]) }
    set.subtractRows(
      rows: earlier, columns: i + 1, factors: wWeights, matrix: panel.v(0), stride: panel.stride,
      y: row)
    set.subtractRows(
      rows: earlier, columns: i + 1, factors: vWeights, matrix: panel.w(0), stride: panel.stride,
      y: row)

    diagonal[i] = Double(row[i])
    let alpha = Double(row[i - 1])
    let rest = set.squaredNorm(count: i - 1, row)
    let (v, w) = (panel.v(earlier), panel.w(earlier))
    (row + i).update(repeating: 0, count: min(reflectors.stride - i, Self.blockRows))
    // Below this the squares are no longer accurate, and the row is zero to working precision.
    guard rest > Double(Scalar.leastNormalMagnitude / Scalar.ulpOfOne) else {
      offDiagonal[i - 1] = alpha
      row.update(repeating: 0, count: i)
      panel.appendNothing()
      return
    }
    let length = (alpha * alpha + rest).squareRoot()
    let beta = alpha > 0 ? -length : length
    offDiagonal[i - 1] = beta
    let factor = Scalar((beta - alpha) / beta)
    factors[i] = factor
    set.scale(count: i - 1, by: Scalar(1 / (alpha - beta)), row)
    row[i - 1] = 1
    v.update(repeating: 0, count: panel.stride)
    v.update(from: row, count: i)

    multiplySymmetric(rows: i, v, into: w)
    set.multiplyRows(
      rows: earlier, columns: i, matrix: panel.w(0), stride: panel.stride, x: v, products: wWeights)
    set.multiplyRows(
      rows: earlier, columns: i, matrix: panel.v(0), stride: panel.stride, x: v, products: vWeights)
    set.subtractRows(
      rows: earlier, columns: i, factors: wWeights, matrix: panel.v(0), stride: panel.stride, y: w)
    set.subtractRows(
      rows: earlier, columns: i, factors: vWeights, matrix: panel.w(0), stride: panel.stride, y: w)
    set.scale(count: i, by: factor, w)
    set.addScaled(count: i, by: -factor / 2 * set.dot(count: i, w, v), v, to: w)
    panel.append(count: i)
  }

  /// w = A v for the leading `rows` rows and columns, cut into chunks of equal area.
  private func multiplySymmetric(
    rows: Int, _ v: UnsafeMutablePointer<Scalar>, into w: UnsafeMutablePointer<Scalar>
  ) {
    let set = kernels.set
    let (matrix, stride) = (reflectors.base, reflectors.stride)
    let chunks = Self.chunks(of: rows * rows / 2)
    if chunks < 2 {
      set.multiplySymmetricRows(first: 0, last: rows, matrix: matrix, stride: stride, x: v, y: w)
      return
    }
    let parts = Scratch<Scalar>(count: chunks * stride)
    defer { parts.keepAlive() }
    let bounds = (0...chunks).map { chunk -> Int in
      if chunk == chunks { return rows }
      return Int((Double(chunk) / Double(chunks)).squareRoot() * Double(rows)) / 16 * 16
    }
    let (a, x) = (reflectors, MatrixView(base: v, rows: 1, columns: rows, stride: stride))
    // Forwards and backwards in turn: a product begins with the rows that were read last.
    let isBackwards = rows % 2 == 1
    pool.forEach(chunks) { item in
      let chunk = isBackwards ? chunks - 1 - item : item
      set.multiplySymmetricRows(
        first: bounds[chunk], last: bounds[chunk + 1], matrix: a.base, stride: a.stride, x: x.base,
        y: parts.base + chunk * stride)
    }
    w.update(from: parts.base + (chunks - 1) * stride, count: rows)
    for chunk in 0..<chunks - 1 {
      set.addScaled(count: bounds[chunk + 1], by: 1, parts.base + chunk * stride, to: w)
    }
  }

  /// Zeroes what stands above the diagonal, up to the end of the vector that holds it.
  private func clearBesideDiagonal(rows: Range<Int>) {
    let width = 64 / MemoryLayout<Scalar>.stride
    for i in rows {
      let end = padded(i + 1, width)
      (reflectors.row(i) + i + 1).update(repeating: 0, count: end - i - 1)
    }
  }

  /// Turns eigenvectors of T, the rows of `vectors`, into those of A: every row x becomes Q x.
  ///
  /// Blocks of reflections are applied as x - ((x Vᵀ) S) V (the compact WY form of Schreiber and
  /// Van Loan, 1989).
  func transformBack(_ vectors: MutableMatrixView<Scalar>) {
    let count = reflectors.rows
    let size = Self.blockRows(for: count)
    let product = MatrixProduct(kernels: kernels, pool: pool)
    let first = Scratch<Scalar>(count: count * size)
    let second = Scratch<Scalar>(count: count * size)
    let triangle = Scratch<Scalar>(count: size * size)
    defer {
      first.keepAlive()
      second.keepAlive()
      triangle.keepAlive()
    }
    for block in blocks(from: 1, to: count, of: size) {
      let length = block.upperBound - 1
      let v = reflectors.part(rows: block, columns: 0..<length).readOnly
      let x = vectors.part(rows: 0..<count, columns: 0..<length)
      let overlaps = first.view(rows: block.count, columns: block.count, stride: size)
      product.multiply(v, transposed: false, v, transposed: true, into: overlaps)
      let s = triangle.view(rows: block.count, columns: block.count, stride: size)
      fillTriangle(s, overlaps, factors[block])

      let projections = first.view(rows: count, columns: block.count, stride: size)
      let weights = second.view(rows: count, columns: block.count, stride: size)
      product.multiply(x.readOnly, transposed: false, v, transposed: true, into: projections)
      product.multiply(
        projections.readOnly, transposed: false, s.readOnly, transposed: false, into: weights)
      product.multiply(
        weights.readOnly, transposed: false, v, transposed: false, into: x, .subtract)
    }
  }

  /// The upper triangular S of a block of reflections from the products of the reflectors with
  /// each other: column j above the diagonal is -factor · S · overlaps[0..<j, j].
  private func fillTriangle(
    _ s: MutableMatrixView<Scalar>, _ overlaps: MutableMatrixView<Scalar>,
    _ factors: ArraySlice<Scalar>
  ) {
    for (j, factor) in factors.enumerated() {
      for i in 0..<j {
        s.row(i)[j] = -factor * kernels.set.dot(count: j - i, s.row(i) + i, overlaps.row(j) + i)
      }
      s.row(j)[j] = factor
      s.row(j).update(repeating: 0, count: j)
    }
  }
}
