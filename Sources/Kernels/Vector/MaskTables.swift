/// Tables of a group of images for the sums over masks.
extension MaskKernels {
  /// Lays `count` ≤ 32 byte images side by side: result[j · 32 + i] = images[i][j] / 127.5 − 1,
  /// within 2^-23.
  ///
  /// - Parameter scratch: room for 256 bytes.
  @inline(never)
  public static func gather(
    _ count: Int, _ elements: Int, _ images: UnsafePointer<UInt8>, _ stride: Int,
    _ scratch: UnsafeMutablePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    let factor = Float(1) / 127.5
    var j = 0
    if count == groupSize {
      let bytes = UnsafeMutableRawPointer(scratch)
      let scale = Lanes(repeating: factor)
      let middle = Lanes(repeating: 127.5)
      while j &+ 8 <= elements {
        var i = 0
        while i < groupSize {
          turn(UnsafeRawPointer(images + i &* stride + j), stride, bytes + i)
          i &+= 8
        }
        var pixel = 0
        while pixel < 8 {
          let from = UnsafeRawPointer(bytes + pixel &* groupSize)
            .assumingMemoryBound(to: UInt8.self)
          let to = result + (j &+ pixel) &* groupSize
          store((ScanKernels.load(from) - middle) * scale, to)
          store((ScanKernels.load(from + 16) - middle) * scale, to + 16)
          pixel &+= 1
        }
        j &+= 8
      }
    }
    while j < elements {
      let to = result + j &* groupSize
      var from = images + j
      var i = 0
      while i < count {
        to[i] = (Float(from.pointee) - 127.5) * factor
        from += stride
        i &+= 1
      }
      j &+= 1
    }
  }

  /// Exchanges rows and columns of 8 × 8 bytes: byte j of row i, `stride` bytes apart, becomes byte i
  /// of row j, 32 bytes apart. Blocks of 4, 2 and 1 bytes change places inside 64-bit words.
  @inline(__always)
  static func turn(
    _ source: UnsafeRawPointer, _ stride: Int, _ target: UnsafeMutableRawPointer
  ) {
    var r0 = source.loadUnaligned(as: UInt64.self)
    var r1 = source.loadUnaligned(fromByteOffset: stride, as: UInt64.self)
    var r2 = source.loadUnaligned(fromByteOffset: 2 &* stride, as: UInt64.self)
    var r3 = source.loadUnaligned(fromByteOffset: 3 &* stride, as: UInt64.self)
    var r4 = source.loadUnaligned(fromByteOffset: 4 &* stride, as: UInt64.self)
    var r5 = source.loadUnaligned(fromByteOffset: 5 &* stride, as: UInt64.self)
    var r6 = source.loadUnaligned(fromByteOffset: 6 &* stride, as: UInt64.self)
    var r7 = source.loadUnaligned(fromByteOffset: 7 &* stride, as: UInt64.self)
    let low4: UInt64 = 0x0000_0000_FFFF_FFFF
    exchange(&r0, &r4, low4, 32)
    exchange(&r1, &r5, low4, 32)
    exchange(&r2, &r6, low4, 32)
    exchange(&r3, &r7, low4, 32)
    let low2: UInt64 = 0x0000_FFFF_0000_FFFF
    exchange(&r0, &r2, low2, 16)
    exchange(&r1, &r3, low2, 16)
    exchange(&r4, &r6, low2, 16)
    exchange(&r5, &r7, low2, 16)
    let low1: UInt64 = 0x00FF_00FF_00FF_00FF
    exchange(&r0, &r1, low1, 8)
    exchange(&r2, &r3, low1, 8)
    exchange(&r4, &r5, low1, 8)
    exchange(&r6, &r7, low1, 8)
    target.storeBytes(of: r0, as: UInt64.self)
    target.storeBytes(of: r1, toByteOffset: 32, as: UInt64.self)
    target.storeBytes(of: r2, toByteOffset: 64, as: UInt64.self)
    target.storeBytes(of: r3, toByteOffset: 96, as: UInt64.self)
    target.storeBytes(of: r4, toByteOffset: 128, as: UInt64.self)
    target.storeBytes(of: r5, toByteOffset: 160, as: UInt64.self)
    target.storeBytes(of: r6, toByteOffset: 192, as: UInt64.self)
    target.storeBytes(of: r7, toByteOffset: 224, as: UInt64.self)
  }

  /// The high parts of `a` and the low parts of `b` change places.
  @inline(__always)
  static func exchange(_ a: inout UInt64, _ b: inout UInt64, _ low: UInt64, _ bits: UInt64) {
    let high = a &>> bits & low
    a = a & low | (b & low) &<< bits
    b = b & ~low | high
  }

  /// Lays `count` ≤ 32 Float images side by side: result[j · 32 + i] = images[i][j].
  @inline(never)
  public static func gather(
    _ count: Int, _ elements: Int, _ images: UnsafePointer<Float>, _ stride: Int,
    _ result: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j < elements {
      let to = result + j &* groupSize
      var from = images + j
      var i = 0
      while i < count {
        to[i] = from.pointee
        from += stride
        i &+= 1
      }
      j &+= 1
    }
  }

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
