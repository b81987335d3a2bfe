/// Operations on vectors in memory.
extension FloatKernels {
  /// Loads one vector from any address.
  @inline(__always)
  static func load(_ pointer: UnsafePointer<Scalar>) -> Lanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
  }

  /// Stores one vector at any address.
  @inline(__always)
  static func store(_ value: Lanes, _ pointer: UnsafeMutablePointer<Scalar>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Lanes.self)
  }

  /// Σ a[i] b[i] over `count` elements: four vectors of partial sums, then a tree, then the remainder
  /// one by one.
  @inline(never)
  public static func dot(count: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>)
    -> Scalar
  {
    var s0 = Lanes.zero
    var s1 = Lanes.zero
    var s2 = Lanes.zero
    var s3 = Lanes.zero
    var i = 0
    let step = laneCount
    while i &+ 4 &* step <= count {
      s0 = multiplyAdd(load(a + i), load(b + i), s0)
      s1 = multiplyAdd(load(a + i + step), load(b + i + step), s1)
      s2 = multiplyAdd(load(a + i + 2 &* step), load(b + i + 2 &* step), s2)
      s3 = multiplyAdd(load(a + i + 3 &* step), load(b + i + 3 &* step), s3)
      i &+= 4 &* step
    }
    while i &+ step <= count {
      s0 = multiplyAdd(load(a + i), load(b + i), s0)
      i &+= step
    }
    var sum = total((s0 + s1) + (s2 + s3))
    while i < count {
      sum = multiplyAdd(a[i], b[i], sum)
      i &+= 1
    }
    return sum
  }

  /// y[i] += factor · x[i] for `count` elements.
  @inline(never)
  public static func addScaled(
    count: Int, by factor: Scalar, _ x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>
  ) {
    let f = Lanes(repeating: factor)
    var i = 0
    while i &+ laneCount <= count {
      store(multiplyAdd(f, load(x + i), load(y + i)), y + i)
      i &+= laneCount
    }
    while i < count {
      y[i] = multiplyAdd(factor, x[i], y[i])
      i &+= 1
    }
  }

  /// x[i] *= factor for `count` elements.
  @inline(never)
  public static func scale(count: Int, by factor: Scalar, _ x: UnsafeMutablePointer<Scalar>) {
    var i = 0
    while i < count {
      x[i] *= factor
      i &+= 1
    }
  }

  /// y[i] = factor · x[i] for `count` elements.
  @inline(never)
  public static func copyScaled(
    count: Int, by factor: Scalar, from x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>
  ) {
    var i = 0
    while i < count {
      y[i] = factor * x[i]
      i &+= 1
    }
  }

  /// y[i] = x[i] for `count` elements; those smaller than `least` in magnitude become 0.
  @inline(never)
  public static func copyFlushed(
    count: Int, below least: Scalar, from x: UnsafePointer<Scalar>,
    to y: UnsafeMutablePointer<Scalar>
  ) {
    var i = 0
    while i < count {
      let value = x[i]
      y[i] = value.magnitude < least ? 0 : value
      i &+= 1
    }
  }

  /// y[i] = factor · x[i] rounded once, for `count` elements; those smaller than `least` in magnitude
  /// become 0.
  @inline(never)
  public static func narrow(
    count: Int, by factor: Double, below least: Double, from x: UnsafePointer<Double>,
    to y: UnsafeMutablePointer<Scalar>
  ) {
    var i = 0
    while i < count {
      let value = factor * x[i]
      y[i] = value.magnitude < least ? 0 : Scalar(value)
      i &+= 1
    }
  }

  /// Plane rotation of two rows of `count` elements: (x, y) becomes (c x + s y, c y - s x), with the
  /// cosine c and the sine s of the angle.
  @inline(never)
  public static func rotate(
    count: Int, cosine: Scalar, sine: Scalar, x: UnsafeMutablePointer<Scalar>,
    y: UnsafeMutablePointer<Scalar>
  ) {
    var i = 0
    while i < count {
      let u = x[i]
      let v = y[i]
      x[i] = cosine * u + sine * v
      y[i] = cosine * v - sine * u
      i &+= 1
    }
  }

  /// Σ x[i]² over `count` elements, in Double.
  @inline(never)
  public static func squaredNorm(count: Int, _ x: UnsafePointer<Scalar>) -> Double {
    var s0 = SIMD8<Double>.zero
    var s1 = SIMD8<Double>.zero
    var i = 0
    while i &+ 16 <= count {
      let a = widen(x + i)
      let b = widen(x + i + 8)
      s0 = multiplyAdd(a, a, s0)
      s1 = multiplyAdd(b, b, s1)
      i &+= 16
    }
    var sum = DoubleKernels.total(s0 + s1)
    while i < count {
      let a = Double(x[i])
      sum = multiplyAdd(a, a, sum)
      i &+= 1
    }
    return sum
  }

  /// The largest magnitude of `count` elements; 0 for none, NaN if one of them is NaN.
  @inline(never)
  public static func largestMagnitude(count: Int, _ x: UnsafePointer<Scalar>) -> Scalar {
    var most = Lanes.zero
    var i = 0
    while i &+ laneCount <= count {
      let v = load(x + i)
      let magnitude = v.replacing(with: -v, where: v .< Lanes.zero)
      // NaN fails every comparison, and so is taken and kept.
      most.replace(with: magnitude, where: .!(magnitude .<= most) .& (most .== most))
      i &+= laneCount
    }
    var result: Scalar = 0
    var lane = 0
    while lane < laneCount {
      if !(most[lane] <= result) && result == result { result = most[lane] }
      lane &+= 1
    }
    while i < count {
      let magnitude = x[i].magnitude
      if !(magnitude <= result) && result == result { result = magnitude }
      i &+= 1
    }
    return result
  }

  /// The first element of largest magnitude among `count` > 0 that are not NaN.
  @inline(never)
  public static func largest(count: Int, _ x: UnsafePointer<Scalar>) -> Scalar {
    let magnitude = largestMagnitude(count: count, x)
    var i = 0
    while i < count &- 1 && x[i].magnitude != magnitude { i &+= 1 }
    return x[i]
  }

  /// Eight elements as Double.
  @inline(__always)
  static func widen(_ p: UnsafePointer<Scalar>) -> SIMD8<Double> {
    SIMD8<Double>(
      Double(p[0]), Double(p[1]), Double(p[2]), Double(p[3]),
      Double(p[4]), Double(p[5]), Double(p[6]), Double(p[7]))
  }
}
