/// Squared distances and weighted sums over blocks of images.
extension ScanKernels {
  /// Sixteen bytes as floats. One conversion instruction when it is written lane by lane; the
  /// generic initialisers of the SIMD types would leave shared code in the object file.
  @inline(__always)
  static func load(_ p: UnsafePointer<UInt8>) -> Lanes {
    Lanes(
      Float(p[0]), Float(p[1]), Float(p[2]), Float(p[3]),
      Float(p[4]), Float(p[5]), Float(p[6]), Float(p[7]),
      Float(p[8]), Float(p[9]), Float(p[10]), Float(p[11]),
      Float(p[12]), Float(p[13]), Float(p[14]), Float(p[15]))
  }

  @inline(__always)
  static func load(_ p: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
  }

  /// The first `count` < 16 elements, then zeros.
  @inline(__always)
  static func load(_ p: UnsafePointer<UInt8>, count: Int) -> Lanes {
    var lanes = Lanes.zero
    var i = 0
    while i < count {
      lanes[i] = Float(p[i])
      i &+= 1
    }
    return lanes
  }

  /// The first `count` < 16 elements, then zeros.
  @inline(__always)
  static func load(_ p: UnsafePointer<Float>, count: Int) -> Lanes {
    var lanes = Lanes.zero
    var i = 0
    while i < count {
      lanes[i] = p[i]
      i &+= 1
    }
    return lanes
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: Lanes.self)
  }

  /// sum + (query - factor · image)².
  @inline(__always)
  static func addSquare(_ query: Lanes, _ negative: Lanes, _ image: Lanes, _ sum: Lanes) -> Lanes {
    let difference = multiplyAdd(negative, image, query)
    return multiplyAdd(difference, difference, sum)
  }

  /// Elements that are added into one vector of partial sums before it joins the running total:
  /// bounds the rounding error by (64 + count / 1024 + 5) units in the last place.
  static var spanOfSums: Int { 1024 }
}
