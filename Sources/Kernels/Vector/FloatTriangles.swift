/// Triangular kernels of the Cholesky factorisation, for blocks that fit the first-level cache.
extension FloatKernels {
  /// Factors the lower triangle of a block in place; -1, or the index of the first pivot that is
  /// not positive.
  @inline(never)
  public static func factorTriangle(
    _ count: Int, _ block: UnsafeMutablePointer<Scalar>, _ stride: Int
  ) -> Int {
    var j = 0
    while j < count {
      let row = block + j &* stride
      solveLowerRow(j, block, stride, row)
      let pivot = row[j] - dot(j, row, row)
      if !(pivot > 0) || pivot == Scalar.infinity { return j }
      row[j] = pivot.squareRoot()
      j &+= 1
    }
    return -1
  }

  /// Replaces every row x of the right-hand sides by x L⁻ᵀ.
  @inline(never)
  public static func solveLowerRows(
    _ rows: Int, _ count: Int, _ triangle: UnsafePointer<Scalar>, _ stride: Int,
    _ sides: UnsafeMutablePointer<Scalar>, _ sideStride: Int
  ) {
    var i = 0
    while i < rows {
      solveLowerRow(count, triangle, stride, sides + i &* sideStride)
      i &+= 1
    }
  }

  /// Replaces every row x of the right-hand sides by x L⁻¹.
  @inline(never)
  public static func solveUpperRows(
    _ rows: Int, _ count: Int, _ triangle: UnsafePointer<Scalar>, _ stride: Int,
    _ sides: UnsafeMutablePointer<Scalar>, _ sideStride: Int
  ) {
    var i = 0
    while i < rows {
      let x = sides + i &* sideStride
      var j = count &- 1
      while j >= 0 {
        let row = triangle + j &* stride
        x[j] /= row[j]
        addScaled(j, -x[j], row, x)
        j &-= 1
      }
      i &+= 1
    }
  }

  @inline(__always)
  static func solveLowerRow(
    _ count: Int, _ triangle: UnsafePointer<Scalar>, _ stride: Int,
    _ x: UnsafeMutablePointer<Scalar>
  ) {
    var j = 0
    while j < count {
      let row = triangle + j &* stride
      x[j] = (x[j] - dot(j, row, x)) / row[j]
      j &+= 1
    }
  }
}
