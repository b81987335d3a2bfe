/// Kernels that take pixels from other places: pooling, spreading, borders that wrap around.
extension NetworkKernels {
  /// The largest of each block of 2×2: `rows` and `columns` are those of `y`, and `x` has twice as
  /// many. Rows are `xStride` and `yStride` elements apart.
  @inline(never)
  public static func poolLargest(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int
  ) {
    var row = 0
    while row < rows {
      let upper = x + 2 &* row &* xStride
      let lower = upper + xStride
      let to = y + row &* yStride
      var i = 0
      while i < columns {
        let (a, b) = (upper[2 &* i], upper[2 &* i &+ 1])
        let (c, d) = (lower[2 &* i], lower[2 &* i &+ 1])
        let (e, f) = (a > b ? a : b, c > d ? c : d)
        to[i] = e > f ? e : f
        i &+= 1
      }
      row &+= 1
    }
  }

  /// y[step · i, step · j] = x[i, j] for a plane of `rows` rows of `columns` elements, `xStride` and
  /// `yStride` apart; what stands between is left as it is.
  @inline(never)
  public static func spread(
    step: Int, rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int,
    y: UnsafeMutablePointer<Float>, yStride: Int
  ) {
    var row = 0
    while row < rows {
      let from = x + row &* xStride
      let to = y + step &* row &* yStride
      var i = 0
      while i < columns {
        to[step &* i] = from[i]
        i &+= 1
      }
      row &+= 1
    }
  }

  /// Continues a plane of `rows` rows of `columns` elements periodically, `border` elements on every
  /// side; `plane` points to the corner of the border.
  @inline(never)
  public static func wrapBorder(
    rows: Int, columns: Int, border: Int, plane: UnsafeMutablePointer<Float>
  ) {
    let stride = columns &+ 2 &* border
    let height = rows &+ 2 &* border
    // Outwards from the plane, so that a border wider than it finds what it repeats.
    var row = border
    while row < rows &+ border {
      let line = plane + row &* stride
      var i = border
      while i > 0 {
        i &-= 1
        line[i] = line[i &+ columns]
      }
      i = columns &+ border
      while i < stride {
        line[i] = line[i &- columns]
        i &+= 1
      }
      row &+= 1
    }
    row = border
    while row > 0 {
      row &-= 1
      copyPlane(
        rows: 1, columns: stride, x: plane + (row &+ rows) &* stride, xStride: stride,
        y: plane + row &* stride, yStride: stride)
    }
    row = rows &+ border
    while row < height {
      copyPlane(
        rows: 1, columns: stride, x: plane + (row &- rows) &* stride, xStride: stride,
        y: plane + row &* stride, yStride: stride)
      row &+= 1
    }
  }
}
