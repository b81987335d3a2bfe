/// Tables of a group of images for the sums over masks.
extension MaskKernels {
  /// A table of Σ_c (query − signal · image)² for `rows` · `width` pixels, the sum over `channels`
  /// planes that lie `channelStride` pixels apart; running sums along each row if `cumulative`.
  @inline(never)
  public static func squares(
    _ rows: Int, _ width: Int, _ channels: Int, _ channelStride: Int, _ signal: Float,
    _ query: UnsafePointer<Float>, _ images: UnsafePointer<Float>, _ cumulative: Bool,
    _ table: UnsafeMutablePointer<Float>
  ) {
    let negative = Lanes(repeating: -signal)
    store(Lanes.zero, table)
    store(Lanes.zero, table + 16)
    var to = table + groupSize
    var pixel = 0
    var row = 0
    while row < rows {
      var run0 = Lanes.zero
      var run1 = Lanes.zero
      let end = pixel &+ width
      while pixel < end {
        if !cumulative {
          run0 = Lanes.zero
          run1 = Lanes.zero
        }
        var c = 0
        while c < channels {
          let place = pixel &+ c &* channelStride
          let image = images + place &* groupSize
          let x = Lanes(repeating: query[place])
          let d0 = multiplyAdd(negative, load(image), x)
          let d1 = multiplyAdd(negative, load(image + 16), x)
          run0 = multiplyAdd(d0, d0, run0)
          run1 = multiplyAdd(d1, d1, run1)
          c &+= 1
        }
        store(run0, to)
        store(run1, to + 16)
        to += groupSize
        pixel &+= 1
      }
      row &+= 1
    }
  }

  /// A table of `rows` · `width` given vectors; running sums along each row if `cumulative`.
  @inline(never)
  public static func tabulate(
    _ rows: Int, _ width: Int, _ vectors: UnsafePointer<Float>, _ cumulative: Bool,
    _ table: UnsafeMutablePointer<Float>
  ) {
    store(Lanes.zero, table)
    store(Lanes.zero, table + 16)
    var from = vectors
    var to = table + groupSize
    var row = 0
    while row < rows {
      var run0 = Lanes.zero
      var run1 = Lanes.zero
      var column = 0
      while column < width {
        run0 = cumulative ? run0 + load(from) : load(from)
        run1 = cumulative ? run1 + load(from + 16) : load(from + 16)
        store(run0, to)
        store(run1, to + 16)
        from += groupSize
        to += groupSize
        column &+= 1
      }
      row &+= 1
    }
  }
}
