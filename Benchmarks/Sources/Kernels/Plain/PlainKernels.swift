/// What the denoisers' formulas say, written down plainly: 32 images side by side, element e of
/// image i in lane i of row e. Pointers and fixed SIMD types only, as in the package's kernels.
public enum PlainKernels {
  typealias Lanes = SIMD16<Float>

  @inline(__always)
  private static func load(_ p: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: Lanes.self)
  }

  @inline(__always)
  private static func multiplyAdd(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
    #if HAVE_FMA
      return c.addingProduct(a, b)
    #else
      return c + a * b
    #endif
  }

  /// Bytes u as values u / 127.5 − 1; `count` is a multiple of 16.
  @inline(never)
  public static func decode(
    count: Int, bytes: UnsafePointer<UInt8>, values: UnsafeMutablePointer<Float>
  ) {
    let unit = Lanes(repeating: 1 / 127.5)
    let one = Lanes(repeating: -1)
    var i = 0
    while i < count {
      let p = bytes + i
      // Lane by lane it is one instruction.
      let u = Lanes(
        Float(p[0]), Float(p[1]), Float(p[2]), Float(p[3]),
        Float(p[4]), Float(p[5]), Float(p[6]), Float(p[7]),
        Float(p[8]), Float(p[9]), Float(p[10]), Float(p[11]),
        Float(p[12]), Float(p[13]), Float(p[14]), Float(p[15]))
      store(multiplyAdd(u, unit, one), values + i)
      i &+= 16
    }
  }

  /// (x − a X)² of one element for `count` images, a multiple of 16.
  @inline(never)
  public static func squares(
    count: Int, x: Float, signal: Float, images: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>
  ) {
    let a = Lanes(repeating: -signal)
    let x = Lanes(repeating: x)
    var i = 0
    while i < count {
      let d = multiplyAdd(a, load(images + i), x)
      store(d * d, result + i)
      i &+= 16
    }
  }

  /// Σ (x − a X)² over a window of all channels, for 32 images.
  ///
  /// `first` is the window's first pixel in its channel, `stride` that of the query's rows, and
  /// `plane` the elements of a channel.
  @inline(never)
  public static func window(
    rows: Int, columns: Int, channels: Int, first: Int, stride: Int, plane: Int, signal: Float,
    query: UnsafePointer<Float>, images: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>
  ) {
    let a = Lanes(repeating: -signal)
    // Two elements at a time: four sums, so that none waits for itself.
    var (s0, s1, s2, s3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    var c = 0
    while c < channels {
      var row = 0
      while row < rows {
        var e = c &* plane &+ first &+ row &* stride
        let end = e &+ columns
        while e &+ 2 <= end {
          let image = images + 32 &* e
          let (x, y) = (Lanes(repeating: query[e]), Lanes(repeating: query[e &+ 1]))
          let d0 = multiplyAdd(a, load(image), x)
          let d1 = multiplyAdd(a, load(image + 16), x)
          let d2 = multiplyAdd(a, load(image + 32), y)
          let d3 = multiplyAdd(a, load(image + 48), y)
          s0 = multiplyAdd(d0, d0, s0)
          s1 = multiplyAdd(d1, d1, s1)
          s2 = multiplyAdd(d2, d2, s2)
          s3 = multiplyAdd(d3, d3, s3)
          e &+= 2
        }
        if e < end {
          let image = images + 32 &* e
          let x = Lanes(repeating: query[e])
          let d0 = multiplyAdd(a, load(image), x)
          let d1 = multiplyAdd(a, load(image + 16), x)
          s0 = multiplyAdd(d0, d0, s0)
          s1 = multiplyAdd(d1, d1, s1)
        }
        row &+= 1
      }
      c &+= 1
    }
    store(s0 + s2, result)
    store(s1 + s3, result + 16)
  }

  /// Σ of 32 weights over a window of places, `stride` places to a row.
  @inline(never)
  public static func total(
    rows: Int, columns: Int, stride: Int, weights: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>
  ) {
    var (s0, s1, s2, s3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    var row = 0
    while row < rows {
      var weight = weights + 32 &* row &* stride
      var column = 0
      while column &+ 2 <= columns {
        s0 += load(weight)
        s1 += load(weight + 16)
        s2 += load(weight + 32)
        s3 += load(weight + 48)
        weight += 64
        column &+= 2
      }
      if column < columns {
        s0 += load(weight)
        s1 += load(weight + 16)
      }
      row &+= 1
    }
    store(s0 + s2, result)
    store(s1 + s3, result + 16)
  }

  /// result += weights · images, `count` a multiple of 16.
  @inline(never)
  public static func addProduct(
    count: Int, weights: UnsafePointer<Float>, images: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < count {
      store(multiplyAdd(load(weights + i), load(images + i), load(result + i)), result + i)
      i &+= 16
    }
  }

  /// products = |x|² + a²|X|² − 2a · products, in place.
  @inline(never)
  public static func distances(
    count: Int, square: Float, signal: Float, squares: UnsafePointer<Float>,
    products: UnsafeMutablePointer<Float>
  ) {
    let x = Lanes(repeating: square)
    let a = Lanes(repeating: signal * signal)
    let factor = Lanes(repeating: -2 * signal)
    var i = 0
    while i < count {
      let d = multiplyAdd(load(products + i), factor, multiplyAdd(a, load(squares + i), x))
      store(d, products + i)
      i &+= 16
    }
  }

  /// The smallest of `count` numbers, a multiple of 16.
  @inline(never)
  public static func least(count: Int, _ values: UnsafePointer<Float>) -> Float {
    var least = load(values)
    var i = 16
    while i < count {
      let v = load(values + i)
      least.replace(with: v, where: v .< least)
      i &+= 16
    }
    // As trees: `min()` and `sum()` go from lane to lane.
    let a = least.lowHalf.replacing(
      with: least.highHalf, where: least.highHalf .< least.lowHalf)
    let b = a.lowHalf.replacing(with: a.highHalf, where: a.highHalf .< a.lowHalf)
    let c = b.lowHalf.replacing(with: b.highHalf, where: b.highHalf .< b.lowHalf)
    return c[1] < c[0] ? c[1] : c[0]
  }

  /// logits = (least − distances) · scale.
  @inline(never)
  public static func logits(
    count: Int, least: Float, scale: Float, distances: UnsafePointer<Float>,
    logits: UnsafeMutablePointer<Float>
  ) {
    let least = Lanes(repeating: least)
    var i = 0
    while i < count {
      store((least - load(distances + i)) * scale, logits + i)
      i &+= 16
    }
  }

  /// Σ weights · values, or Σ weights for no values; `count` a multiple of 16.
  @inline(never)
  public static func sum(count: Int, weights: UnsafePointer<Float>, values: UnsafePointer<Float>?)
    -> Float
  {
    var s = Lanes.zero
    var i = 0
    if let values {
      while i < count {
        s = multiplyAdd(load(weights + i), load(values + i), s)
        i &+= 16
      }
    } else {
      while i < count {
        s += load(weights + i)
        i &+= 16
      }
    }
    let a = s.lowHalf + s.highHalf
    let b = a.lowHalf + a.highHalf
    let c = b.lowHalf + b.highHalf
    return c[0] + c[1]
  }

  /// values *= factor.
  @inline(never)
  public static func scale(count: Int, by factor: Float, _ values: UnsafeMutablePointer<Float>) {
    var i = 0
    while i < count {
      store(load(values + i) * factor, values + i)
      i &+= 16
    }
  }
}
