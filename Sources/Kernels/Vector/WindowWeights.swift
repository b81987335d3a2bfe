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

  /// Adds the images with weights exp(-scale · distance) to the streaming softmax of every place.
  ///
  /// For place j, with d the smallest distance seen there:
  /// sums[j] = Σ w and weighted[c][j] = Σ w · image, w = exp(scale · (d - distance)).
  /// Sixteen images that are all farther than d by more than `margin` are left out.
  ///
  /// - `least`: d for every place, +∞ where there was none; `sums`, `weighted`: a vector each.
  /// - Strides count vectors.
  @inline(never)
  public static func accumulate(
    _ count: Int, _ channels: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ weighted: UnsafeMutablePointer<Float>, _ weightedStride: Int
  ) {
    var j = 0
    while j < count {
      let distance = load(distances, j)
      if any(distance .<= Lanes(repeating: least[j] + margin)) {
        let nearest = self.least(distance)
        if nearest < least[j] {
          let shrink = ScanKernels.exponential(Lanes(repeating: (nearest - least[j]) * scale))
          store(load(sums, j) * shrink, sums, j)
          var c = 0
          while c < channels {
            let place = c &* weightedStride &+ j
            store(load(weighted, place) * shrink, weighted, place)
            c &+= 1
          }
          least[j] = nearest
        }
        let weight = ScanKernels.exponential((Lanes(repeating: least[j]) - distance) * scale)
        store(load(sums, j) + weight, sums, j)
        var c = 0
        while c < channels {
          let place = c &* weightedStride &+ j
          let image = load(images, c &* imageStride &+ j)
          store(multiplyAdd(weight, image, load(weighted, place)), weighted, place)
          c &+= 1
        }
      }
      j &+= 1
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
        let weight = ScanKernels.exponential((Lanes(repeating: least[j]) - distance) * scale)
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
