/// Sums over the pixels of masks for a group of images that lie side by side: 32 lanes to a pixel.
///
/// A table holds one vector of 32 numbers for each pixel, after one vector of zeros: the numbers
/// themselves, or their running sums along each row, where a run costs one subtraction.
///
/// A program says how the sums are formed. It has five numbers for each mask: the mask's index, the
/// slot of a sum to start from (-1 for none), the slot to keep the sum in (-1 for none), and where
/// its terms begin and end. A term is the offset of a vector to add or, in pairs, of one to add
/// and one to subtract.
public enum MaskKernels {
  typealias Lanes = SIMD16<Float>

  /// Images in a group.
  public static var groupSize: Int { 32 }
  /// Numbers to a mask in a program.
  static var nodeSize: Int { 5 }
  /// Terms that are summed on their own before they join the sum; then a sum that only grows is
  /// compared with its limit.
  static var stretch: Int { 12 }

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

  /// Whether any lane is `limit` or less. Quicker than the smallest lane, which few groups need.
  @inline(__always)
  static func isWithin(_ limit: Float, _ a: Lanes, _ b: Lanes) -> Bool {
    ScanKernels.holds(ScanKernels.smaller(a, b) .<= Lanes(repeating: limit))
  }

  /// Sums over a mask's pixels for both halves of a group.
  ///
  /// A sum of squares that starts from nothing and that no other starts from stops growing once all
  /// its lanes lie above `limit`.
  @inline(__always)
  static func sums(
    _ node: UnsafePointer<Int32>, _ terms: UnsafePointer<Int32>, _ paired: Bool,
    _ table: UnsafePointer<Float>, _ slots: UnsafeMutablePointer<Float>, _ limit: Float
  ) -> (Lanes, Lanes) {
    let parent = Int(node[1])
    let own = Int(node[2])
    let last = Int(node[4])
    let whole = parent >= 0 || own >= 0
    var t = Int(node[3])
    var s0 = Lanes.zero
    var s1 = Lanes.zero
    while t < last {
      // Sums of stretches, then their sum: shorter chains of roundings than one after the other.
      let end = min(last, t &+ stretch)
      var r0 = Lanes.zero
      var r1 = Lanes.zero
      if paired {
        while t < end {
          let plus = table + Int(terms[t])
          let minus = table + Int(terms[t &+ 1])
          r0 += load(plus) - load(minus)
          r1 += load(plus + 16) - load(minus + 16)
          t &+= 2
        }
      } else {
        while t < end {
          let plus = table + Int(terms[t])
          r0 += load(plus)
          r1 += load(plus + 16)
          t &+= 1
        }
      }
      s0 += r0
      s1 += r1
      if t < last && !whole && !isWithin(limit, s0, s1) { break }
    }
    if parent >= 0 {
      let from = slots + parent &* groupSize
      s0 += load(from)
      s1 += load(from + 16)
    }
    if own >= 0 {
      let to = slots + own &* groupSize
      store(s0, to)
      store(s1, to + 16)
    }
    return (s0, s1)
  }

  /// Streaming softmax over images of −rate · (sum over the mask), one for each mask: takes one group
  /// of images in.
  ///
  /// - Parameters:
  ///   - penalty: 32 numbers that join every sum: 0, or +∞ for lanes that hold no image.
  ///   - values: what is averaged, one vector a mask.
  ///   - rate: factor of the sums in the logits.
  ///   - margin: images whose sum lies above the smallest by more than this are left out.
  ///   - best: the smallest sum so far for each mask.
  ///   - weight: Σ exp(rate · (best − sum)).
  ///   - total: Σ value · exp(rate · (best − sum)).
  @inline(never)
  public static func absorb(
    _ nodeCount: Int, _ nodes: UnsafePointer<Int32>, _ terms: UnsafePointer<Int32>,
    _ paired: Bool, _ table: UnsafePointer<Float>, _ slots: UnsafeMutablePointer<Float>,
    _ penalty: UnsafePointer<Float>, _ values: UnsafePointer<Float>,
    _ rate: Float, _ margin: Float, _ best: UnsafeMutablePointer<Float>,
    _ weight: UnsafeMutablePointer<Float>, _ total: UnsafeMutablePointer<Float>
  ) {
    let p0 = load(penalty)
    let p1 = load(penalty + 16)
    let factor = Lanes(repeating: rate * ScanKernels.binary)
    var i = 0
    while i < nodeCount {
      let node = nodes + i &* nodeSize
      i &+= 1
      let mask = Int(node[0])
      let known = best[mask]
      let (s0, s1) = sums(node, terms, paired, table, slots, known + margin)
      let d0 = s0 + p0
      let d1 = s1 + p1
      let nearer = ScanKernels.smaller(d0, d1)
      // NaN goes on, into the sums.
      let beyond = nearer .> Lanes(repeating: known + margin)
      if !ScanKernels.holds(.!beyond) { continue }
      var reference = known
      if ScanKernels.holds(nearer .< Lanes(repeating: known)) {
        let nearest = least(nearer)
        let shrink = ScanKernels.exponential(Lanes(repeating: (nearest - known) * rate))[0]
        weight[mask] *= shrink
        total[mask] *= shrink
        best[mask] = nearest
        reference = nearest
      }
      let r = Lanes(repeating: reference)
      let w0 = ScanKernels.weight((r - d0) * factor)
      let w1 = ScanKernels.weight((r - d1) * factor)
      let v = values + mask &* groupSize
      weight[mask] += FloatKernels.total(w0 + w1)
      total[mask] += FloatKernels.total(multiplyAdd(w1, load(v + 16), w0 * load(v)))
    }
  }

  /// The weights exp(rate · (best − sum)) · scale themselves, one vector a mask, with the smallest
  /// sum and the scale known for each mask.
  @inline(never)
  public static func weigh(
    _ nodeCount: Int, _ nodes: UnsafePointer<Int32>, _ terms: UnsafePointer<Int32>,
    _ paired: Bool, _ table: UnsafePointer<Float>, _ slots: UnsafeMutablePointer<Float>,
    _ penalty: UnsafePointer<Float>, _ rate: Float, _ margin: Float,
    _ best: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
    _ weights: UnsafeMutablePointer<Float>
  ) {
    let p0 = load(penalty)
    let p1 = load(penalty + 16)
    let factor = Lanes(repeating: rate * ScanKernels.binary)
    var i = 0
    while i < nodeCount {
      let node = nodes + i &* nodeSize
      i &+= 1
      let mask = Int(node[0])
      let limit = best[mask] + margin
      let (s0, s1) = sums(node, terms, paired, table, slots, limit)
      let d0 = s0 + p0
      let d1 = s1 + p1
      let to = weights + mask &* groupSize
      if !ScanKernels.holds(.!(ScanKernels.smaller(d0, d1) .> Lanes(repeating: limit))) {
        store(Lanes.zero, to)
        store(Lanes.zero, to + 16)
      } else {
        let r = Lanes(repeating: best[mask])
        let norm = Lanes(repeating: scale[mask])
        store(ScanKernels.weight((r - d0) * factor) * norm, to)
        store(ScanKernels.weight((r - d1) * factor) * norm, to + 16)
      }
    }
  }

  /// total[c · channelStride + mask] += Σ over the lanes of (sum over the mask) · values, for every
  /// channel c of the values.
  @inline(never)
  public static func spread(
    _ nodeCount: Int, _ nodes: UnsafePointer<Int32>, _ terms: UnsafePointer<Int32>,
    _ paired: Bool, _ table: UnsafePointer<Float>, _ slots: UnsafeMutablePointer<Float>,
    _ channels: Int, _ channelStride: Int, _ values: UnsafePointer<Float>,
    _ total: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < nodeCount {
      let node = nodes + i &* nodeSize
      i &+= 1
      let mask = Int(node[0])
      let (s0, s1) = sums(node, terms, paired, table, slots, .infinity)
      var c = 0
      while c < channels {
        let target = c &* channelStride &+ mask
        let v = values + target &* groupSize
        total[target] += FloatKernels.total(multiplyAdd(s1, load(v + 16), s0 * load(v)))
        c &+= 1
      }
    }
  }
}
