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

  /// Σ a[i] b[i]: four vectors of partial sums, then a tree, then the remainder one by one.
  @inline(never)
  public static func dot(
    _ count: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>
  ) -> Scalar {
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

  /// y[i] += factor · x[i].
  @inline(never)
  public static func addScaled(
    _ count: Int, _ factor: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
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

  /// x[i] *= factor.
  @inline(never)
  public static func scale(
    _ count: Int, _ factor: Scalar, _ x: UnsafeMutablePointer<Scalar>
  ) {
    var i = 0
    while i < count {
      x[i] *= factor
      i &+= 1
    }
  }

  /// Plane rotation of two rows: (x, y) becomes (c x + s y, c y - s x).
  @inline(never)
  public static func rotate(
    _ count: Int, _ cosine: Scalar, _ sine: Scalar,
    _ x: UnsafeMutablePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
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
}
