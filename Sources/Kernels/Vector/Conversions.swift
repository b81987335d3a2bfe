/// Conversions of image elements on their way into a covariance, with the sums of the columns.
extension ScanKernels {
  /// result[i][j] = bytes[i][j] - offset, and sums[j] += Σ_i result[i][j].
  ///
  /// The sums are exact for whole offsets up to 128 and up to 2¹⁷ rows.
  @inline(never)
  public static func convert(
    _ rows: Int, _ columns: Int, _ bytes: UnsafePointer<UInt8>, _ byteStride: Int,
    _ offset: Float, _ result: UnsafeMutablePointer<Float>, _ resultStride: Int,
    _ sums: UnsafeMutablePointer<Double>
  ) {
    let shift = Lanes(repeating: offset)
    var j = 0
    while j &+ 16 <= columns {
      var from = bytes + j
      var to = result + j
      var sum = Lanes.zero
      var i = 0
      while i < rows {
        let value = load(from) - shift
        store(value, to)
        sum += value
        from += byteStride
        to += resultStride
        i &+= 1
      }
      var lane = 0
      while lane < 16 {
        sums[j &+ lane] += Double(sum[lane])
        lane &+= 1
      }
      j &+= 16
    }
    while j < columns {
      var sum: Float = 0
      var i = 0
      while i < rows {
        let value = Float(bytes[i &* byteStride &+ j]) - offset
        result[i &* resultStride &+ j] = value
        sum += value
        i &+= 1
      }
      sums[j] += Double(sum)
      j &+= 1
    }
  }

  /// result[i][j] = Double(floats[i][j]), and sums[j] += Σ_i result[i][j].
  @inline(never)
  public static func convert(
    _ rows: Int, _ columns: Int, _ floats: UnsafePointer<Float>, _ floatStride: Int,
    _ result: UnsafeMutablePointer<Double>, _ resultStride: Int,
    _ sums: UnsafeMutablePointer<Double>
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

  /// y[i] += Double(x[i]).
  @inline(never)
  public static func addWidened(
    _ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Double>
  ) {
    var i = 0
    while i < count {
      y[i] += Double(x[i])
      i &+= 1
    }
  }
}
