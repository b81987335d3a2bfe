/// Planes halved and doubled by the filter [1, 3, 3, 1] in both directions.
///
/// Rows are `xStride` and `yStride` elements apart; what lies one element outside of `x` is read too, so
/// `x` has a border of zeros there.
extension NetworkKernels {
  /// y[i] = (x[2i−1] + 3 x[2i] + 3 x[2i+1] + x[2i+2]) / 8 in both directions; `rows` and `columns` are
  /// those of `y`, and `x` has twice as many.
  @inline(never)
  public static func halveFiltered(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int
  ) {
    var row = 0
    while row < rows {
      let first = x + (2 &* row &- 1) &* xStride - 1
      let second = first + xStride
      let third = second + xStride
      let fourth = third + xStride
      let to = y + row &* yStride
      var i = 0
      while i < columns {
        let inner = weighted(second + 2 &* i) + weighted(third + 2 &* i)
        to[i] = (weighted(first + 2 &* i) + 3 * inner + weighted(fourth + 2 &* i)) * 0x1p-6
        i &+= 1
      }
      row &+= 1
    }
  }

  @inline(__always)
  private static func weighted(_ x: UnsafePointer<Float>) -> Float {
    x[0] + 3 * (x[1] + x[2]) + x[3]
  }

  /// y[2i] = (3 x[i] + x[i−1]) / 4 and y[2i+1] = (3 x[i] + x[i+1]) / 4 in both directions; `rows` and
  /// `columns` are those of `x`, and `y` has twice as many.
  @inline(never)
  public static func enlargeFiltered(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int
  ) {
    var row = 0
    while row < 2 &* rows {
      let near = x + (row / 2) &* xStride
      let far = row % 2 == 0 ? near - xStride : near + xStride
      let to = y + row &* yStride
      var before = 3 * near[-1] + far[-1]
      var here = 3 * near[0] + far[0]
      var i = 0
      while i < columns {
        let after = 3 * near[i &+ 1] + far[i &+ 1]
        to[2 &* i] = (3 * here + before) * 0x1p-4
        to[2 &* i &+ 1] = (3 * here + after) * 0x1p-4
        (before, here) = (here, after)
        i &+= 1
      }
      row &+= 1
    }
  }
}
