/// Layer normalisation of tokens that are the columns of a matrix.
extension NetworkKernels {
  /// y[c, i] = (x[c, i] − mean) / √(variance + ε) · scale[c] + shift[c], with mean and variance over
  /// the rows c of each column i.
  ///
  /// - Parameters:
  ///   - rows: numbers of a token.
  ///   - columns: tokens.
  ///   - x, y: row c begins at c · stride.
  ///   - scale, shift: one number for each row.
  @inline(never)
  public static func normaliseColumns(
    rows: Int, columns: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, stride: Int,
    epsilon: Float, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>
  ) {
    let share = Lanes(repeating: 1 / Float(rows))
    var i = 0
    while i < columns {
      let count = columns &- i
      let mean = columnSum(rows, x + i, stride, count, centre: Lanes.zero, squares: false) * share
      let variance = columnSum(rows, x + i, stride, count, centre: mean, squares: true) * share
      let factor =
        Lanes(repeating: 1) / (variance + Lanes(repeating: epsilon)).squareRoot()
      var c = 0
      while c < rows {
        let from = x + c &* stride + i
        let to = y + c &* stride + i
        let value = (count >= 16 ? load(from) : load(from, count: count)) - mean
        let result = multiplyAdd(
          value * factor, Lanes(repeating: scale[c]), Lanes(repeating: shift[c]))
        if count >= 16 { store(result, to) } else { store(result, to, count: count) }
        c &+= 1
      }
      i &+= 16
    }
  }

  /// Σ_c (x − centre), or the sum of its squares, for 16 columns; partial sums of 32 rows keep the
  /// rounding small.
  @inline(__always)
  static func columnSum(
    _ rows: Int, _ x: UnsafePointer<Float>, _ stride: Int, _ count: Int, centre: Lanes,
    squares: Bool
  ) -> Lanes {
    var result = Lanes.zero
    var c = 0
    while c < rows {
      let end = c &+ 32 < rows ? c &+ 32 : rows
      var partial = Lanes.zero
      while c < end {
        let from = x + c &* stride
        let d = (count >= 16 ? load(from) : load(from, count: count)) - centre
        partial = squares ? multiplyAdd(d, d, partial) : partial + d
        c &+= 1
      }
      result += partial
    }
    return result
  }
}
