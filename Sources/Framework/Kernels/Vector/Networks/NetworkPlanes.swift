/// Kernels on the planes of feature maps; rows have their own distance from one to the next.
extension NetworkKernels {
  /// Σ (x[i] − mean)² over `count` elements in Double, in a fixed order.
  @inline(never)
  public static func squaredDeviations(count: Int, _ x: UnsafePointer<Float>, from mean: Float)
    -> Double
  {
    let centre = Lanes(repeating: mean)
    var result = 0.0
    var i = 0
    while i < count {
      let end = min(count, i &+ 1024)
      var partial = Lanes.zero
      while i &+ 16 <= end {
        let d = load(x + i) - centre
        partial = multiplyAdd(d, d, partial)
        i &+= 16
      }
      result += Double(FloatKernels.total(partial))
      while i < end {
        let d = x[i] - mean
        result += Double(d * d)
        i &+= 1
      }
    }
    return result
  }

  /// y = scale · (x − centre) + shift for a plane, then SiLU if `activates`; `y` may be `x`.
  ///
  /// Planes have `rows` rows of `columns` elements, `xStride` and `yStride` apart.
  @inline(never)
  public static func scaleAndShift(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, centre: Float, scale: Float,
    shift: Float, activates: Bool, y: UnsafeMutablePointer<Float>, yStride: Int
  ) {
    let middle = Lanes(repeating: centre)
    let (factor, term) = (Lanes(repeating: scale), Lanes(repeating: shift))
    var row = 0
    while row < rows {
      let from = x + row &* xStride
      let to = y + row &* yStride
      var i = 0
      while i < columns {
        let count = columns &- i
        let value = count >= 16 ? load(from + i) : load(from + i, count: count)
        var result = multiplyAdd(factor, value - middle, term)
        if activates { result = silu(result) }
        if count >= 16 { store(result, to + i) } else { store(result, to + i, count: count) }
        i &+= 16
      }
      row &+= 1
    }
  }

  /// y = x for a plane of `rows` rows of `columns` elements, `xStride` and `yStride` apart.
  @inline(never)
  public static func copyPlane(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int
  ) {
    var row = 0
    while row < rows {
      let from = x + row &* xStride
      let to = y + row &* yStride
      var i = 0
      while i &+ 16 <= columns {
        store(load(from + i), to + i)
        i &+= 16
      }
      while i < columns {
        to[i] = from[i]
        i &+= 1
      }
      row &+= 1
    }
  }

  /// Every element of a plane four times: `rows` and `columns` are those of `x`, and `y` has twice as
  /// many. Rows are `xStride` and `yStride` elements apart.
  @inline(never)
  public static func enlarge(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int
  ) {
    var row = 0
    while row < 2 &* rows {
      let from = x + (row / 2) &* xStride
      let to = y + row &* yStride
      var i = 0
      while i < columns {
        to[2 &* i] = from[i]
        to[2 &* i &+ 1] = from[i]
        i &+= 1
      }
      row &+= 1
    }
  }

  /// Means over blocks of 2×2: `rows` and `columns` are those of `y`, and `x` has twice as many. Rows
  /// are `xStride` and `yStride` elements apart.
  @inline(never)
  public static func halve(
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
        let a = upper[2 &* i] + upper[2 &* i &+ 1]
        let b = lower[2 &* i] + lower[2 &* i &+ 1]
        to[i] = 0.25 * (a + b)
        i &+= 1
      }
      row &+= 1
    }
  }

  /// Zeros round a plane of `rows` rows of `columns` elements, `border` elements wide on every side;
  /// `plane` points to the corner of the border.
  @inline(never)
  public static func clearBorder(
    rows: Int, columns: Int, border: Int, plane: UnsafeMutablePointer<Float>
  ) {
    let stride = columns &+ 2 &* border
    let height = rows &+ 2 &* border
    var row = 0
    while row < height {
      let to = plane + row &* stride
      let isInside = row >= border && row < rows &+ border
      var i = 0
      while i < stride {
        if isInside && i == border { i &+= columns }
        to[i] = 0
        i &+= 1
      }
      row &+= 1
    }
  }
}
