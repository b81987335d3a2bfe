/// Weighted sums along one axis of an image, 32 images side by side.
extension MaskKernels {
  /// result(u, v) = start + Σ_t factors[u][t] · source(t, v), the taps t of each output in order.
  ///
  /// Four outputs are formed at a time, over the taps that one of them has.
  ///
  /// - Parameters:
  ///   - outputs: u.
  ///   - count: v, places that are filtered alike.
  ///   - taps: t, numbers in a row of factors.
  ///   - factors: [outputs][taps].
  ///   - bounds: where each output's taps begin and end, [outputs][2]; factors elsewhere are 0.
  ///   - start: one vector of 32.
  ///   - source: vectors of 32; that of (t, v) is number t · tapStride + v · sourceStep.
  ///   - result: vectors of 32; that of (u, v) is number u · outputStride + v · resultStep.
  @inline(never)
  public static func filter(
    outputs: Int, count: Int, taps: Int, factors: UnsafePointer<Float>,
    bounds: UnsafePointer<Int32>, start: UnsafePointer<Float>, source: UnsafePointer<Float>,
    tapStride: Int, sourceStep: Int, result: UnsafeMutablePointer<Float>, outputStride: Int,
    resultStep: Int
  ) {
    let start0 = load(start)
    let start1 = load(start + 16)
    var u = 0
    while u < outputs {
      // At the end the last output takes the places of those that are missing.
      let u1 = u &+ 1 < outputs ? u &+ 1 : u
      let u2 = u &+ 2 < outputs ? u &+ 2 : u1
      let u3 = u &+ 3 < outputs ? u &+ 3 : u2
      let first = Int(smaller(bounds, u, u1, u2, u3))
      let last = Int(larger(bounds + 1, u, u1, u2, u3))
      let (f0, f1) = (factors + u &* taps, factors + u1 &* taps)
      let (f2, f3) = (factors + u2 &* taps, factors + u3 &* taps)
      var v = 0
      while v < count {
        var (a0, a1, b0, b1) = (start0, start1, start0, start1)
        var (c0, c1, d0, d1) = (start0, start1, start0, start1)
        var from = source + groupSize &* (first &* tapStride &+ v &* sourceStep)
        var t = first
        while t < last {
          let x0 = load(from)
          let x1 = load(from + 16)
          let a = Lanes(repeating: f0[t])
          a0 = multiplyAdd(a, x0, a0)
          a1 = multiplyAdd(a, x1, a1)
          let b = Lanes(repeating: f1[t])
          b0 = multiplyAdd(b, x0, b0)
          b1 = multiplyAdd(b, x1, b1)
          let c = Lanes(repeating: f2[t])
          c0 = multiplyAdd(c, x0, c0)
          c1 = multiplyAdd(c, x1, c1)
          let d = Lanes(repeating: f3[t])
          d0 = multiplyAdd(d, x0, d0)
          d1 = multiplyAdd(d, x1, d1)
          from += groupSize &* tapStride
          t &+= 1
        }
        let to = result + groupSize &* v &* resultStep
        put(a0, a1, to + groupSize &* u &* outputStride)
        put(b0, b1, to + groupSize &* u1 &* outputStride)
        put(c0, c1, to + groupSize &* u2 &* outputStride)
        put(d0, d1, to + groupSize &* u3 &* outputStride)
        v &+= 1
      }
      u &+= 4
    }
  }

  /// differences[i] = query[i] − signal · images[i].
  ///
  /// - Parameters:
  ///   - count: numbers of an image.
  ///   - images: [count][32]; the differences likewise.
  @inline(never)
  public static func differences(
    count: Int, signal: Float, query: UnsafePointer<Float>, images: UnsafePointer<Float>,
    differences: UnsafeMutablePointer<Float>
  ) {
    let negative = Lanes(repeating: -signal)
    var i = 0
    while i < count {
      let x = Lanes(repeating: query[i])
      let image = images + groupSize &* i
      put(
        multiplyAdd(negative, load(image), x), multiplyAdd(negative, load(image + 16), x),
        differences + groupSize &* i)
      i &+= 1
    }
  }

  @inline(__always)
  private static func put(_ low: Lanes, _ high: Lanes, _ to: UnsafeMutablePointer<Float>) {
    store(low, to)
    store(high, to + 16)
  }

  @inline(__always)
  private static func smaller(
    _ bounds: UnsafePointer<Int32>, _ a: Int, _ b: Int, _ c: Int, _ d: Int
  ) -> Int32 {
    var least = bounds[2 &* a]
    if bounds[2 &* b] < least { least = bounds[2 &* b] }
    if bounds[2 &* c] < least { least = bounds[2 &* c] }
    if bounds[2 &* d] < least { least = bounds[2 &* d] }
    return least
  }

  @inline(__always)
  private static func larger(
    _ bounds: UnsafePointer<Int32>, _ a: Int, _ b: Int, _ c: Int, _ d: Int
  ) -> Int32 {
    var most = bounds[2 &* a]
    if bounds[2 &* b] > most { most = bounds[2 &* b] }
    if bounds[2 &* c] > most { most = bounds[2 &* c] }
    if bounds[2 &* d] > most { most = bounds[2 &* d] }
    return most
  }
}
