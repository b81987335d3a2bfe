// Generated from LinearAlgebra/FloatTriangles.swift by Tools/generate_kernels.py: edit the former.

/// Triangular kernels of the Cholesky factorisation, for blocks that fit the first-level cache.
///
/// Right-hand sides come in panels, `sideWidth` of them as [element][side], so that they are solved
/// side by side in the lanes of vectors.
extension DoubleKernels {
  /// Right-hand sides in a panel.
  public static var sideWidth: Int { 2 &* laneCount }

  /// Factors the lower triangle of a block in place; -1, or the index of the first pivot that is not
  /// positive and finite.
  ///
  /// - Parameters:
  ///   - count: rows of the block.
  ///   - block: row i begins at `block + i · stride`; what stands above the diagonal is left alone.
  ///   - stride: elements from one row to the next.
  @inline(never)
  public static func factorTriangle(count: Int, block: UnsafeMutablePointer<Scalar>, stride: Int)
    -> Int
  {
    var j = 0
    while j < count {
      let row = block + j &* stride
      var k = 0
      while k < j {
        let other = block + k &* stride
        row[k] = (row[k] - dot(count: k, other, row)) / other[k]
        k &+= 1
      }
      let pivot = row[j] - dot(count: j, row, row)
      if !(pivot > 0) || pivot == Scalar.infinity { return j }
      row[j] = pivot.squareRoot()
      j &+= 1
    }
    return -1
  }

  /// Replaces every side x of a panel by the solution of L y = x.
  ///
  /// - Parameters:
  ///   - count: rows of L, and elements of a side.
  ///   - triangle: L, whose row i begins at `triangle + i · stride`.
  ///   - stride: elements from one row of L to the next.
  ///   - panel: the sides, [count][sideWidth].
  @inline(never)
  public static func solveLower(
    count: Int, triangle: UnsafePointer<Scalar>, stride: Int, panel: UnsafeMutablePointer<Scalar>
  ) {
    var j = 0
    while j < count {
      let row = triangle + j &* stride
      eliminate(
        count: j, factors: row, step: 1, known: panel, x: panel + j &* sideWidth, pivot: row[j])
      j &+= 1
    }
  }

  /// Replaces every side x of a panel by the solution of Lᵀ y = x.
  ///
  /// - Parameters:
  ///   - count: rows of L, and elements of a side.
  ///   - triangle: L, whose row i begins at `triangle + i · stride`.
  ///   - stride: elements from one row of L to the next.
  ///   - panel: the sides, [count][sideWidth].
  @inline(never)
  public static func solveUpper(
    count: Int, triangle: UnsafePointer<Scalar>, stride: Int, panel: UnsafeMutablePointer<Scalar>
  ) {
    var j = count &- 1
    while j >= 0 {
      let column = triangle + j &* stride + j
      let x = panel + j &* sideWidth
      eliminate(
        count: count &- 1 &- j, factors: column + stride, step: stride, known: x + sideWidth, x: x,
        pivot: column[0])
      j &-= 1
    }
  }

  /// x = (x - Σ_k factors[k · step] · known[k]) / pivot, for one element of all sides.
  @inline(__always)
  static func eliminate(
    count: Int, factors: UnsafePointer<Scalar>, step: Int, known: UnsafePointer<Scalar>,
    x: UnsafeMutablePointer<Scalar>, pivot: Scalar
  ) {
    // Two sums for each vector: the next product does not wait for the last.
    var even0 = load(x)
    var even1 = load(x + laneCount)
    var odd0 = Lanes.zero
    var odd1 = Lanes.zero
    var from = known
    var factor = factors
    var k = 0
    while k &+ 2 <= count {
      let first = Lanes(repeating: -factor[0])
      let second = Lanes(repeating: -factor[step])
      even0 = multiplyAdd(first, load(from), even0)
      even1 = multiplyAdd(first, load(from + laneCount), even1)
      odd0 = multiplyAdd(second, load(from + sideWidth), odd0)
      odd1 = multiplyAdd(second, load(from + sideWidth + laneCount), odd1)
      from += 2 &* sideWidth
      factor += 2 &* step
      k &+= 2
    }
    if k < count {
      let last = Lanes(repeating: -factor[0])
      even0 = multiplyAdd(last, load(from), even0)
      even1 = multiplyAdd(last, load(from + laneCount), even1)
    }
    let divisor = Lanes(repeating: pivot)
    store((even0 + odd0) / divisor, x)
    store((even1 + odd1) / divisor, x + laneCount)
  }
}
