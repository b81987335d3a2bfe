/// Sums over the pixels of masks for a group of images that lie side by side: 32 lanes to a pixel.
///
/// A table holds one vector of 32 numbers for each pixel, after one vector of zeros, and then the
/// sums that several masks share. Offsets into it count numbers.
public enum MaskKernels {
  typealias Lanes = SIMD16<Float>

  /// Images in a group.
  static var groupSize: Int { 32 }

  @inline(__always)
  static func load(_ p: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: Lanes.self)
  }

  /// The smallest lane; a NaN in a lane may be passed over, NaN in all lanes is not.
  @inline(__always)
  static func least(_ v: Lanes) -> Float {
    let a = v.lowHalf.replacing(with: v.highHalf, where: v.highHalf .< v.lowHalf)
    let b = a.lowHalf.replacing(with: a.highHalf, where: a.highHalf .< a.lowHalf)
    let c = b.lowHalf.replacing(with: b.highHalf, where: b.highHalf .< b.lowHalf)
    return c[1] < c[0] ? c[1] : c[0]
  }

  /// squares[pixel] = Σ_c (query[c][pixel] − signal · images[c][pixel])².
  ///
  /// - Parameters:
  ///   - pixels: of a channel.
  ///   - channels: planes that are added up, `pixels` pixels apart.
  ///   - signal: what the images are multiplied with.
  ///   - query: [channels][pixels].
  ///   - images: [channels][pixels][32].
  ///   - squares: [pixels][32], the beginning of a table after its zeros.
  @inline(never)
  public static func squares(
    pixels: Int, channels: Int, signal: Float, query: UnsafePointer<Float>,
    images: UnsafePointer<Float>, squares: UnsafeMutablePointer<Float>
  ) {
    let negative = Lanes(repeating: -signal)
    var pixel = 0
    while pixel < pixels {
      var sum0 = Lanes.zero
      var sum1 = Lanes.zero
      var c = 0
      while c < channels {
        let place = pixel &+ c &* pixels
        let image = images + place &* groupSize
        let x = Lanes(repeating: query[place])
        let d0 = multiplyAdd(negative, load(image), x)
        let d1 = multiplyAdd(negative, load(image + 16), x)
        sum0 = multiplyAdd(d0, d0, sum0)
        sum1 = multiplyAdd(d1, d1, sum1)
        c &+= 1
      }
      let to = squares + pixel &* groupSize
      store(sum0, to)
      store(sum1, to + 16)
      pixel &+= 1
    }
  }

  /// Writes sums of two vectors of a table to its end.
  ///
  /// - Parameters:
  ///   - count: sums.
  ///   - pairs: the offsets of their terms, two by two; a term may be a sum that was written before.
  ///   - table: what offsets count from.
  ///   - target: where the first sum is written; the others follow.
  @inline(never)
  public static func addPairs(
    count: Int, pairs: UnsafePointer<Int32>, table: UnsafePointer<Float>,
    target: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < count {
      let a = table + Int(pairs[2 &* i])
      let b = table + Int(pairs[2 &* i &+ 1])
      let to = target + i &* groupSize
      store(load(a) + load(b), to)
      store(load(a + 16) + load(b + 16), to + 16)
      i &+= 1
    }
  }

  /// For each mask: `start` and the vectors at the mask's terms, added up.
  ///
  /// - Parameters:
  ///   - count: masks.
  ///   - bounds: where the terms of each mask begin, and where those of the last end.
  ///   - terms: offsets into the table, in fours for each mask. Fours are added up by themselves and
  ///     join two sums in turn: shorter chains of roundings than one after the other.
  ///   - table: what offsets count from.
  ///   - start: one vector.
  ///   - sums: [count][32].
  @inline(never)
  public static func sums(
    count: Int, bounds: UnsafePointer<Int32>, terms: UnsafePointer<Int32>,
    table: UnsafePointer<Float>, start: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    let start0 = load(start)
    let start1 = load(start + 16)
    var t = Int(bounds[0])
    var i = 0
    while i < count {
      let end = Int(bounds[i &+ 1])
      var s0 = start0
      var s1 = start1
      // The sum before the last four; the two take turns.
      var q0 = Lanes.zero
      var q1 = Lanes.zero
      while t < end {
        let a = table + Int(terms[t])
        let b = table + Int(terms[t &+ 1])
        let c = table + Int(terms[t &+ 2])
        let d = table + Int(terms[t &+ 3])
        var r0 = load(a)
        r0 += load(b)
        r0 += load(c)
        r0 += load(d)
        r0 += q0
        q0 = s0
        s0 = r0
        var r1 = load(a + 16)
        r1 += load(b + 16)
        r1 += load(c + 16)
        r1 += load(d + 16)
        r1 += q1
        q1 = s1
        s1 = r1
        t &+= 4
      }
      let to = sums + i &* groupSize
      store(s0 + q0, to)
      store(s1 + q1, to + 16)
      i &+= 1
    }
  }
}
