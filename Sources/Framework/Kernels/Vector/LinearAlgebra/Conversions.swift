/// Conversions of image elements on their way into a covariance, with the sums of the columns.
extension ScanKernels {
  /// result[i][j] = Double(floats[i][j]), and sums[j] += Σ_i result[i][j].
  ///
  /// - Parameters:
  ///   - rows: images.
  ///   - columns: elements of an image, and sums.
  ///   - floats: row i begins at `floats + i · floatStride`.
  ///   - result: row i begins at `result + i · resultStride`.
  @inline(never)
  public static func convert(
    rows: Int, columns: Int, floats: UnsafePointer<Float>, floatStride: Int,
    result: UnsafeMutablePointer<Double>, resultStride: Int, sums: UnsafeMutablePointer<Double>
  ) {
    var i = 0
    while i < rows {
      let from = floats + i &* floatStride
      let to = result + i &* resultStride
      var j = 0
      while j < columns {
        let value = Double(from[j])
        to[j] = value
        sums[j] += value
        j &+= 1
      }
      i &+= 1
    }
  }
}
