/// Images from rows of memory into lanes: 32 side by side, element e of image i in lane i of the
/// 32 numbers of e.
public enum LaneKernels {
  typealias Lanes = SIMD16<Float>

  /// Images side by side.
  public static var count: Int { 32 }

  /// lanes[e][i] = element e of image i.
  ///
  /// - Parameters:
  ///   - images: at most 32.
  ///   - elements: of an image.
  ///   - source: image i begins at `source + i · stride`.
  ///   - stride: elements from one image to the next.
  ///   - fill: what the lanes from `images` on get.
  ///   - lanes: [elements][32].
  @inline(never)
  public static func spread(
    images: Int, elements: Int, source: UnsafePointer<Float>, stride: Int, fill: Float,
    lanes: UnsafeMutablePointer<Float>
  ) {
    var e = 0
    while e < elements {
      let to = lanes + 32 &* e
      var i = 0
      while i < images {
        to[i] = source[i &* stride &+ e]
        i &+= 1
      }
      while i < 32 {
        to[i] = fill
        i &+= 1
      }
      e &+= 1
    }
  }

  /// lanes[e][i] = element e of image i; zeros in the lanes without an image.
  ///
  /// - Parameters:
  ///   - images: at most 32.
  ///   - elements: of an image.
  ///   - source: image i begins at `source + i · stride`.
  ///   - stride: bytes from one image to the next.
  ///   - lanes: [elements][32].
  ///   - scratch: room for 2048 bytes.
  @inline(never)
  public static func interleave(
    images: Int, elements: Int, source: UnsafePointer<UInt8>, stride: Int,
    lanes: UnsafeMutablePointer<UInt8>, scratch: UnsafeMutablePointer<UInt8>
  ) {
    if images == 32 && elements >= 64 {
      var e = 0
      while e < elements {
        // The last 64 elements may overlap those before.
        e = min(e, elements &- 64)
        var i = 0
        while i < 32 {
          transpose(source + i &* stride + e, stride, scratch + 64 &* i)
          i &+= 8
        }
        var j = 0
        while j < 64 {
          // Pixel j = 8 l + k of eight images is word l of the vector k.
          let word = UnsafeRawPointer(scratch + (64 &* (j & 7) &+ (j & ~7)))
          let to = UnsafeMutableRawPointer(lanes + 32 &* (e &+ j))
          var eight = 0
          while eight < 4 {
            to.storeBytes(
              of: word.load(fromByteOffset: 512 &* eight, as: UInt64.self),
              toByteOffset: 8 &* eight, as: UInt64.self)
            eight &+= 1
          }
          j &+= 1
        }
        e &+= 64
      }
      return
    }
    var e = 0
    while e < elements {
      let to = lanes + 32 &* e
      var i = 0
      while i < 32 {
        to[i] = i < images ? source[i &* stride &+ e] : 0
        i &+= 1
      }
      e &+= 1
    }
  }

  /// The values of interleaved bytes, u / 127.5 - 1 within 2^-23.
  ///
  /// - Parameters:
  ///   - images: at most 32.
  ///   - elements: of an image.
  ///   - bytes: [elements][32], as ``interleave`` writes them; `lanes` likewise.
  ///   - fill: what the lanes from `images` on get.
  @inline(never)
  public static func widen(
    images: Int, elements: Int, bytes: UnsafePointer<UInt8>, fill: Float,
    lanes: UnsafeMutablePointer<Float>
  ) {
    let scale = Lanes(repeating: Float(1) / 127.5)
    let one = Lanes(repeating: -1)
    var e = 0
    while e < 2 &* elements {
      store(multiplyAdd(ScanKernels.load(bytes + 16 &* e), scale, one), lanes + 16 &* e)
      e &+= 1
    }
    if images == 32 { return }
    e = 0
    while e < elements {
      var i = images
      while i < 32 {
        lanes[32 &* e &+ i] = fill
        i &+= 1
      }
      e &+= 1
    }
  }

  @inline(__always)
  private static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: Lanes.self)
  }

  /// Eight transposes of 8×8 bytes side by side: result[64 k + 8 l + i] = source[i][8 l + k].
  ///
  /// Three steps swap bytes, pairs and fours between words that are 1, 2 and 4 images apart.
  @inline(__always)
  private static func transpose(
    _ source: UnsafePointer<UInt8>, _ stride: Int, _ result: UnsafeMutablePointer<UInt8>
  ) {
    var w0 = words(source)
    var w1 = words(source + stride)
    var w2 = words(source + 2 &* stride)
    var w3 = words(source + 3 &* stride)
    var w4 = words(source + 4 &* stride)
    var w5 = words(source + 5 &* stride)
    var w6 = words(source + 6 &* stride)
    var w7 = words(source + 7 &* stride)
    let bytes: UInt64 = 0x00ff_00ff_00ff_00ff
    exchange(&w0, &w1, bytes, 8)
    exchange(&w2, &w3, bytes, 8)
    exchange(&w4, &w5, bytes, 8)
    exchange(&w6, &w7, bytes, 8)
    let pairs: UInt64 = 0x0000_ffff_0000_ffff
    exchange(&w0, &w2, pairs, 16)
    exchange(&w1, &w3, pairs, 16)
    exchange(&w4, &w6, pairs, 16)
    exchange(&w5, &w7, pairs, 16)
    let fours: UInt64 = 0x0000_0000_ffff_ffff
    exchange(&w0, &w4, fours, 32)
    exchange(&w1, &w5, fours, 32)
    exchange(&w2, &w6, fours, 32)
    exchange(&w3, &w7, fours, 32)
    store(w0, result + 0)
    store(w1, result + 64)
    store(w2, result + 128)
    store(w3, result + 192)
    store(w4, result + 256)
    store(w5, result + 320)
    store(w6, result + 384)
    store(w7, result + 448)
  }

  @inline(__always)
  private static func words(_ p: UnsafePointer<UInt8>) -> SIMD8<UInt64> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<UInt64>.self)
  }

  @inline(__always)
  private static func store(_ words: SIMD8<UInt64>, _ p: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(p).storeBytes(of: words, as: SIMD8<UInt64>.self)
  }

  /// Swaps the high parts of `a` with the low parts of `b`; `low` masks the low parts.
  @inline(__always)
  private static func exchange(
    _ a: inout SIMD8<UInt64>, _ b: inout SIMD8<UInt64>, _ low: UInt64, _ shift: UInt64
  ) {
    let mask = SIMD8<UInt64>(repeating: low)
    let by = SIMD8<UInt64>(repeating: shift)
    let moved = ((a &>> by) ^ b) & mask
    b ^= moved
    a ^= moved &<< by
  }
}
