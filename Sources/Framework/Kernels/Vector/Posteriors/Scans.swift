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

  /// Elements of a distance that are added into one vector of partial sums. The rounding error of a
  /// distance is at most (64 + elements / 1024 + 7) units in the last place.
  static var spanOfSums: Int { 1024 }

  /// Images that pass by a span of the queries while it stays in the first-level cache.
  static var imagesOfSpan: Int { 32 }

  /// Images whose weighted sum is added up by itself. The rounding error is at most
  /// (64 + images / 64 + 2) units in the last place of Σ |w u|.
  static var blockOfSums: Int { 64 }

  @inline(__always)
  static func clear(
    _ rows: Int, _ columns: Int, _ values: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    var i = 0
    while i < rows {
      var j = 0
      while j < columns {
        values[i &* stride &+ j] = 0
        j &+= 1
      }
      i &+= 1
    }
  }

  /// Whether a weight is not zero.
  @inline(__always)
  static func hasWeight(
    _ queryCount: Int, _ imageCount: Int, _ weights: UnsafePointer<Float>, _ stride: Int
  ) -> Bool {
    var b = 0
    while b < queryCount {
      let w = weights + b &* stride
      var i = 0
      while i < imageCount {
        if w[i] != 0 { return true }
        i &+= 1
      }
      b &+= 1
    }
    return false
  }

  /// target[0..<32] += low and high.
  @inline(__always)
  static func add(_ low: Lanes, _ high: Lanes, _ target: UnsafeMutablePointer<Float>) {
    store(load(target) + low, target)
    store(load(target + 16) + high, target + 16)
  }
}
