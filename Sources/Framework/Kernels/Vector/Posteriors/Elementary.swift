/// Exponentials, minima, softmax weights and sums of Float vectors.
extension ScanKernels {
  /// eˣ within 2 units in the last place.
  ///
  /// NaN stays NaN, +∞ and x > 88.7228 give +∞, -∞ and x < -87.3365 give 0: results below the
  /// smallest normal number are flushed.
  ///
  /// 1. x = n ln 2 + r with |r| ≤ ln 2 / 2: adding 1.5 · 2²³ rounds x / ln 2 to the integer n, which
  ///    then stands in the low bits; ln 2 in two parts keeps r exact.
  /// 2. eʳ = 1 + r + r² p(r) with a polynomial p of degree 5.
  /// 3. Times 2ⁿ by adding n to the exponent.
  @inline(__always)
  static func exponential(_ x: Lanes) -> Lanes {
    let highest = Lanes(repeating: 88.72283)
    let lowest = Lanes(repeating: -87.3365)
    var y = x.replacing(with: highest, where: x .> highest)
    y.replace(with: lowest, where: y .< lowest)
    let shift = Lanes(repeating: 12_582_912)
    let shifted = multiplyAdd(y, Lanes(repeating: 1.442_695_04), shift)
    let n = shifted - shift
    var r = multiplyAdd(n, Lanes(repeating: -0.693_359_375), y)
    r = multiplyAdd(n, Lanes(repeating: 2.121_944_4e-4), r)
    var p = Lanes(repeating: 1.987_569_15e-4)
    p = multiplyAdd(p, r, Lanes(repeating: 1.398_199_950_7e-3))
    p = multiplyAdd(p, r, Lanes(repeating: 8.333_451_907_3e-3))
    p = multiplyAdd(p, r, Lanes(repeating: 4.166_579_589_4e-2))
    p = multiplyAdd(p, r, Lanes(repeating: 1.666_666_545_9e-1))
    p = multiplyAdd(p, r, Lanes(repeating: 5.000_000_120_1e-1))
    let power = multiplyAdd(p, r * r, r + Lanes(repeating: 1))
    let bits = unsafeBitCast(power, to: SIMD16<UInt32>.self)
    let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    var result = unsafeBitCast(bits &+ exponent, to: Lanes.self)
    result.replace(with: Lanes(repeating: .infinity), where: x .> highest)
    result.replace(with: Lanes.zero, where: x .< lowest)
    result.replace(with: x, where: x .!= x)
    return result
  }

  /// log₂ e, which turns a rate of e^(rate · x) into that of ``weight(_:)``.
  static var binary: Float { 1.442_695_04 }

  /// 2ˣ for x ≤ 0 within 2 units in the last place; 2⁻⁸⁶ below -86, which is nothing beside the
  /// weight 1 that is in every softmax, and keeps products with it normal numbers. NaN stays NaN.
  ///
  /// As ``exponential(_:)``, without what large and infinite x need there; with a power of two, what
  /// is left after rounding is exact.
  @inline(__always)
  static func weight(_ x: Lanes) -> Lanes {
    let y = larger(x, Lanes(repeating: -86))
    let shift = Lanes(repeating: 12_582_912)
    let shifted = y + shift
    let r = y - (shifted - shift)
    var p = Lanes(repeating: 1.535_336_188_3e-4)
    p = multiplyAdd(p, r, Lanes(repeating: 1.339_887_440_27e-3))
    p = multiplyAdd(p, r, Lanes(repeating: 9.618_437_357_67e-3))
    p = multiplyAdd(p, r, Lanes(repeating: 5.550_332_471_16e-2))
    p = multiplyAdd(p, r, Lanes(repeating: 2.402_264_791_36e-1))
    p = multiplyAdd(p, r, Lanes(repeating: 6.931_472_028_55e-1))
    p = multiplyAdd(p, r, Lanes(repeating: 1))
    let bits = unsafeBitCast(p, to: SIMD16<UInt32>.self)
    let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    return unsafeBitCast(bits &+ exponent, to: Lanes.self)
  }

  /// Multiplies `count` vectors by exp(exponent).
  @inline(never)
  static func rescale(
    _ exponent: Float, _ count: Int, _ sums: UnsafeMutablePointer<Float>
  ) {
    let factor = exponential(Lanes(repeating: exponent))
    var i = 0
    while i < count {
      store(load(sums + 16 &* i) * factor, sums + 16 &* i)
      i &+= 1
    }
  }

  /// result[i] = exp(x[i]) for `count` elements; `result` may be `x`.
  @inline(never)
  public static func exponentials(
    count: Int, _ x: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i &+ 16 <= count {
      store(exponential(load(x + i)), result + i)
      i &+= 16
    }
    if i < count {
      let rest = exponential(load(x + i, count: count &- i))
      var lane = 0
      while i < count {
        result[i] = rest[lane]
        lane &+= 1
        i &+= 1
      }
    }
  }

  /// weights[i] = exp(scale · (least - distances[i])), and their sum in Double.
  ///
  /// - Parameters:
  ///   - count: distances, and weights.
  ///   - least: none of the larger distances.
  ///   - scale: a normal number, so that a distance of +∞ gets the weight 0.
  ///   - weights: may be the distances.
  @inline(never)
  public static func softmaxWeights(
    count: Int, least: Float, scale: Float, distances: UnsafePointer<Float>,
    weights: UnsafeMutablePointer<Float>
  ) -> Double {
    var result = 0.0
    var first = 0
    while first < count {
      // A piece that stays in the first-level cache.
      let piece = min(1024, count &- first)
      let (distance, weight) = (distances + first, weights + first)
      var i = 0
      while i &+ 16 <= piece {
        store((Lanes(repeating: least) - load(distance + i)) * scale, weight + i)
        i &+= 16
      }
      while i < piece {
        weight[i] = (least - distance[i]) * scale
        i &+= 1
      }
      exponentials(count: piece, weight, result: weight)
      result += sum(count: piece, weight)
      first &+= piece
    }
    return result
  }

  /// The smallest of `count` elements; +∞ for none. NaN elements are passed over.
  @inline(never)
  public static func minimum(count: Int, _ x: UnsafePointer<Float>) -> Float {
    var best = Lanes(repeating: .infinity)
    var i = 0
    while i &+ 16 <= count {
      let v = load(x + i)
      best.replace(with: v, where: v .< best)
      i &+= 16
    }
    var result = Float.infinity
    var lane = 0
    while lane < 16 {
      if best[lane] < result { result = best[lane] }
      lane &+= 1
    }
    while i < count {
      if x[i] < result { result = x[i] }
      i &+= 1
    }
    return result
  }

  /// Σ x[i] over `count` elements in Double, in a fixed order.
  @inline(never)
  public static func sum(count: Int, _ x: UnsafePointer<Float>) -> Double {
    var result = 0.0
    var i = 0
    while i < count {
      let end = min(count, i &+ 1024)
      var partial = Lanes.zero
      while i &+ 16 <= end {
        partial += load(x + i)
        i &+= 16
      }
      result += Double(FloatKernels.total(partial))
      while i < end {
        result += Double(x[i])
        i &+= 1
      }
    }
    return result
  }
}
