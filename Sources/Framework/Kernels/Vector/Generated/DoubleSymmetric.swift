// Generated from LinearAlgebra/FloatSymmetric.swift by Tools/generate_kernels.py: edit the former.

/// Products of a symmetric matrix and of a few rows with vectors: the memory-bound half of the
/// reduction to tridiagonal form.
extension DoubleKernels {
  /// y = the part of A x that some rows of the lower triangle account for, in one pass over them.
  ///
  /// A row stands for its column as well. Rows are read up to the next multiple of `laneCount` beyond
  /// the diagonal.
  ///
  /// - Parameters:
  ///   - first: the first of the rows, a multiple of `laneCount`.
  ///   - last: one more than the last of them.
  ///   - matrix: row 0 of A; its lower triangle, and zeros as far beyond the diagonal as is read.
  ///   - stride: elements from one row of A to the next.
  ///   - x: `last` elements, and zeros up to the next multiple of `laneCount`.
  ///   - y: written up to `last`, rounded up in the same way.
  @inline(never)
  public static func multiplySymmetricRows(
    first: Int, last: Int, matrix: UnsafePointer<Scalar>, stride: Int, x: UnsafePointer<Scalar>,
    y: UnsafeMutablePointer<Scalar>
  ) {
    var j = 0
    while j < last {
      store(Lanes.zero, y + j)
      j &+= laneCount
    }
    var r = first
    while r &+ 4 <= last {
      let a0 = matrix + r &* stride
      let a1 = a0 + stride
      let a2 = a1 + stride
      let a3 = a2 + stride
      let x0 = Lanes(repeating: x[r])
      let x1 = Lanes(repeating: x[r &+ 1])
      let x2 = Lanes(repeating: x[r &+ 2])
      let x3 = Lanes(repeating: x[r &+ 3])
      var s0 = Lanes.zero
      var s1 = Lanes.zero
      var s2 = Lanes.zero
      var s3 = Lanes.zero
      j = 0
      while j < r &+ 4 {
        let xj = load(x + j)
        let v0 = load(a0 + j)
        let v1 = load(a1 + j)
        let v2 = load(a2 + j)
        let v3 = load(a3 + j)
        s0 = multiplyAdd(v0, xj, s0)
        s1 = multiplyAdd(v1, xj, s1)
        s2 = multiplyAdd(v2, xj, s2)
        s3 = multiplyAdd(v3, xj, s3)
        var yj = multiplyAdd(v0, x0, load(y + j))
        yj = multiplyAdd(v1, x1, yj)
        yj = multiplyAdd(v2, x2, yj)
        yj = multiplyAdd(v3, x3, yj)
        store(yj, y + j)
        j &+= laneCount
      }
      // The diagonal was counted as an element of the row and of the column.
      y[r] += total(s0) - a0[r] * x[r]
      y[r &+ 1] += total(s1) - a1[r &+ 1] * x[r &+ 1]
      y[r &+ 2] += total(s2) - a2[r &+ 2] * x[r &+ 2]
      y[r &+ 3] += total(s3) - a3[r &+ 3] * x[r &+ 3]
      r &+= 4
    }
    while r < last {
      let a = matrix + r &* stride
      let xr = Lanes(repeating: x[r])
      var s = Lanes.zero
      j = 0
      while j <= r {
        let v = load(a + j)
        s = multiplyAdd(v, load(x + j), s)
        store(multiplyAdd(v, xr, load(y + j)), y + j)
        j &+= laneCount
      }
      y[r] += total(s) - a[r] * x[r]
      r &+= 1
    }
  }

  /// products[r] = Σ_j matrix[r][j] · x[j].
  ///
  /// - Parameters:
  ///   - rows: of the matrix, and products.
  ///   - count: columns of the matrix, and elements of `x`.
  ///   - matrix: row r begins at `matrix + r · stride`.
  ///   - stride: elements from one row to the next.
  @inline(never)
  public static func multiplyRows(
    rows: Int, columns count: Int, matrix: UnsafePointer<Scalar>, stride: Int,
    x: UnsafePointer<Scalar>, products: UnsafeMutablePointer<Scalar>
  ) {
    var r = 0
    while r &+ 4 <= rows {
      let a0 = matrix + r &* stride
      let a1 = a0 + stride
      let a2 = a1 + stride
      let a3 = a2 + stride
      var s0 = Lanes.zero
      var s1 = Lanes.zero
      var s2 = Lanes.zero
      var s3 = Lanes.zero
      var j = 0
      while j &+ laneCount <= count {
        let xj = load(x + j)
        s0 = multiplyAdd(load(a0 + j), xj, s0)
        s1 = multiplyAdd(load(a1 + j), xj, s1)
        s2 = multiplyAdd(load(a2 + j), xj, s2)
        s3 = multiplyAdd(load(a3 + j), xj, s3)
        j &+= laneCount
      }
      var t0 = total(s0)
      var t1 = total(s1)
      var t2 = total(s2)
      var t3 = total(s3)
      while j < count {
        t0 = multiplyAdd(a0[j], x[j], t0)
        t1 = multiplyAdd(a1[j], x[j], t1)
        t2 = multiplyAdd(a2[j], x[j], t2)
        t3 = multiplyAdd(a3[j], x[j], t3)
        j &+= 1
      }
      products[r] = t0
      products[r &+ 1] = t1
      products[r &+ 2] = t2
      products[r &+ 3] = t3
      r &+= 4
    }
    while r < rows {
      products[r] = dot(count: count, matrix + r &* stride, x)
      r &+= 1
    }
  }

  /// y[j] -= Σ_r factors[r] · matrix[r][j].
  ///
  /// - Parameters:
  ///   - rows: of the matrix, and factors.
  ///   - count: columns of the matrix, and elements of `y`.
  ///   - matrix: row r begins at `matrix + r · stride`.
  ///   - stride: elements from one row to the next.
  @inline(never)
  public static func subtractRows(
    rows: Int, columns count: Int, factors: UnsafePointer<Scalar>, matrix: UnsafePointer<Scalar>,
    stride: Int, y: UnsafeMutablePointer<Scalar>
  ) {
    var r = 0
    while r &+ 4 <= rows {
      let a0 = matrix + r &* stride
      let a1 = a0 + stride
      let a2 = a1 + stride
      let a3 = a2 + stride
      let (f0, f1, f2, f3) = (
        -factors[r], -factors[r &+ 1], -factors[r &+ 2], -factors[r &+ 3]
      )
      var j = 0
      while j &+ laneCount <= count {
        var yj = multiplyAdd(Lanes(repeating: f0), load(a0 + j), load(y + j))
        yj = multiplyAdd(Lanes(repeating: f1), load(a1 + j), yj)
        yj = multiplyAdd(Lanes(repeating: f2), load(a2 + j), yj)
        yj = multiplyAdd(Lanes(repeating: f3), load(a3 + j), yj)
        store(yj, y + j)
        j &+= laneCount
      }
      while j < count {
        var t = multiplyAdd(f0, a0[j], y[j])
        t = multiplyAdd(f1, a1[j], t)
        t = multiplyAdd(f2, a2[j], t)
        y[j] = multiplyAdd(f3, a3[j], t)
        j &+= 1
      }
      r &+= 4
    }
    while r < rows {
      addScaled(count: count, by: -factors[r], matrix + r &* stride, to: y)
      r &+= 1
    }
  }
}
