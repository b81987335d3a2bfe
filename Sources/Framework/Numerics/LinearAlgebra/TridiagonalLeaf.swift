/// Eigenvalues and eigenvectors of a small symmetric tridiagonal matrix.
enum TridiagonalLeaf {
  /// Solves by implicit QL iteration with Wilkinson's shift, in Double.
  ///
  /// - Parameters:
  ///   - offDiagonal: element i couples i and i + 1; the last is not used.
  ///   - vectors: row k becomes the eigenvector of the k-th value returned.
  static func solve<Scalar: MatrixScalar>(
    _ diagonal: [Double], _ offDiagonal: [Double], kernels: KernelTable,
    into vectors: MutableMatrixView<Scalar>
  ) -> [Double] {
    let count = diagonal.count
    let rows = Scratch<Double>(zeros: count * count)
    defer { rows.keepAlive() }
    let z = rows.view(rows: count, columns: count, stride: count)
    for i in 0..<count { z.row(i)[i] = 1 }
    var (d, e) = (diagonal, offDiagonal)
    for first in 0..<count {
      while let last = coupled(from: first, d, e) {
        sweep(first...last, &d, &e, z, kernels.double)
      }
    }
    let set = Scalar.kernels(in: kernels).set
    for k in 0..<count {
      set.narrow(count: count, by: 1, below: 0, from: z.row(k), to: vectors.row(k))
    }
    return d
  }

  /// The end of the block that is coupled to element `first`; nil if it stands alone.
  private static func coupled(from first: Int, _ d: [Double], _ e: [Double]) -> Int? {
    var last = first
    while last < d.count - 1 {
      let scale = d[last].magnitude + d[last + 1].magnitude
      if e[last].magnitude <= Double.ulpOfOne / 2 * scale { break }
      last += 1
    }
    return last == first ? nil : last
  }

  /// One implicit QL sweep over a block, with the rotations applied to the rows of `z`.
  private static func sweep(
    _ block: ClosedRange<Int>, _ d: inout [Double], _ e: inout [Double],
    _ z: MutableMatrixView<Double>, _ set: any MatrixKernelSet<Double>.Type
  ) {
    let (l, m) = (block.lowerBound, block.upperBound)
    let half = (d[l + 1] - d[l]) / (2 * e[l])
    let root = (half * half + 1).squareRoot()
    var g = d[m] - d[l] + e[l] / (half + (half < 0 ? -root : root))
    var (sine, cosine, shift) = (1.0, 1.0, 0.0)
    for i in (l..<m).reversed() {
      let f = sine * e[i]
      let b = cosine * e[i]
      let r = (f * f + g * g).squareRoot()
      e[i + 1] = r
      if r == 0 {
        d[i + 1] -= shift
        e[m] = 0
        return
      }
      sine = f / r
      cosine = g / r
      g = d[i + 1] - shift
      let t = (d[i] - g) * sine + 2 * cosine * b
      shift = sine * t
      d[i + 1] = g + shift
      g = cosine * t - b
      set.rotate(count: z.columns, cosine: cosine, sine: sine, x: z.row(i + 1), y: z.row(i))
    }
    d[l] -= shift
    e[l] = g
    e[m] = 0
  }
}
