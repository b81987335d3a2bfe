/// Softmax weights of distances, sixteen images at a time.
extension WindowKernels {
  /// The smallest lane, as a tree.
  @inline(__always)
  static func least(_ v: Lanes) -> Float {
    let a = v.lowHalf.replacing(with: v.highHalf, where: v.highHalf .< v.lowHalf)
    let b = a.lowHalf.replacing(with: a.highHalf, where: a.highHalf .< a.lowHalf)
    let c = b.lowHalf.replacing(with: b.highHalf, where: b.highHalf .< b.lowHalf)
    return min(c[0], c[1])
  }

  /// eˣ for x ≤ 0 within 2 units in the last place; e⁻⁶⁰ below -60, which is nothing beside the
  /// weight 1 that is in every sum, and keeps products with it normal numbers.
  ///
  /// As ``ScanKernels.exponential``, without what large, infinite and undefined x need there.
  @inline(__always)
  private static func weight(_ x: Lanes) -> Lanes {
    let lowest = Lanes(repeating: -60)
    let y = x.replacing(with: lowest, where: x .< lowest)
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
    return unsafeBitCast(bits &+ exponent, to: Lanes.self)
  }

  /// Adds the images with weights exp(-scale · distance) to the streaming softmax of every place.
  ///
  /// For place j, with d the smallest distance seen there and w = exp(scale · (d - distance)):
  /// sums[j] holds 1 + channels vectors, Σ w and then Σ w · image for each channel.
  /// Sixteen images that are all farther than d by more than `margin` are left out.
  ///
  /// - `least`: d for every place, +∞ where there was none.
  /// - `imageStride` counts vectors.
  @inline(never)
  public static func accumulate(
    _ count: Int, _ channels: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j < count {
      let distance = load(distances, j)
      if any(distance .<= Lanes(repeating: least[j] + margin)) {
        let place = sums + 16 &* j &* (1 &+ channels)
        if any(distance .< Lanes(repeating: least[j])) {
          let nearest = self.least(distance)
          rescale((nearest - least[j]) * scale, 1 &+ channels, place)
          least[j] = nearest
        }
        let weight = self.weight((Lanes(repeating: least[j]) - distance) * scale)
        store(load(place, 0) + weight, place, 0)
        if channels == 3 {
          add(weight, load(images, j), place, 1)
          add(weight, load(images, imageStride &+ j), place, 2)
          add(weight, load(images, 2 &* imageStride &+ j), place, 3)
        } else {
          var c = 0
          while c < channels {
            add(weight, load(images, c &* imageStride &+ j), place, 1 &+ c)
            c &+= 1
          }
        }
      }
      j &+= 1
    }
  }

  @inline(__always)
  private static func add(
    _ weight: Lanes, _ image: Lanes, _ sums: UnsafeMutablePointer<Float>, _ index: Int
  ) {
    store(multiplyAdd(weight, image, load(sums, index)), sums, index)
  }

  /// Multiplies the vectors of one place by exp(exponent).
  @inline(never)
  private static func rescale(
    _ exponent: Float, _ count: Int, _ sums: UnsafeMutablePointer<Float>
  ) {
    let factor = ScanKernels.exponential(Lanes(repeating: exponent))
    var i = 0
    while i < count {
      store(load(sums, i) * factor, sums, i)
      i &+= 1
    }
  }

  /// weights[j] = exp(scale · (least[j] - distance)) · shares[j]; zeros for sixteen images that are
  /// all farther than least[j] by more than `margin`. Whether there is a vector that is not zeros.
  @inline(never)
  public static func weights(
    _ count: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ least: UnsafePointer<Float>,
    _ shares: UnsafePointer<Float>, _ weights: UnsafeMutablePointer<Float>
  ) -> Bool {
    var found = false
    var j = 0
    while j < count {
      let distance = load(distances, j)
      if any(distance .<= Lanes(repeating: least[j] + margin)) {
        let weight = self.weight((Lanes(repeating: least[j]) - distance) * scale)
        store(weight * shares[j], weights, j)
        found = true
      } else {
        store(Lanes.zero, weights, j)
      }
      j &+= 1
    }
    return found
  }

  /// weighted[c][j] += weights[j] · images[c][j]; strides count vectors.
  @inline(never)
  public static func addWeighted(
    _ count: Int, _ channels: Int, _ weights: UnsafePointer<Float>,
    _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ weighted: UnsafeMutablePointer<Float>, _ weightedStride: Int
  ) {
    var c = 0
    while c < channels {
      let image = images + 16 &* c &* imageStride
      let target = weighted + 16 &* c &* weightedStride
      var j = 0
      while j < count {
        store(multiplyAdd(load(weights, j), load(image, j), load(target, j)), target, j)
        j &+= 1
      }
      c &+= 1
    }
  }
}
