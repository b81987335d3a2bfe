/// Softmax weights of distances, 32 images at a time; sums over images keep sixteen lanes.
extension WindowKernels {
  /// Adds the images with weights exp(-scale · distance) to the streaming softmax of every place.
  ///
  /// For place j, with d the smallest distance seen there and w = exp(scale · (d - distance)):
  /// sums[j] holds 1 + channels vectors, Σ w and then Σ w · image for each channel.
  /// Images of a group that are all farther than d by more than `margin` are left out.
  ///
  /// - `least`: d for every place, +∞ where there was none.
  @inline(never)
  public static func accumulate(
    _ count: Int, _ channels: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>
  ) {
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    var j = 0
    while j < count {
      let d0 = load(distances, j, 0)
      let d1 = load(distances, j, 1)
      let nearer = ScanKernels.smaller(d0, d1)
      var known = least[j]
      if ScanKernels.holds(nearer .<= Lanes(repeating: known + margin)) {
        let place = sums + 16 &* j &* (1 &+ channels)
        if ScanKernels.holds(nearer .< Lanes(repeating: known)) {
          let nearest = MaskKernels.least(nearer)
          rescale((nearest - known) * scale, 1 &+ channels, place)
          least[j] = nearest
          known = nearest
        }
        let reference = Lanes(repeating: known)
        let w0 = ScanKernels.weight((reference - d0) * rate)
        let w1 = ScanKernels.weight((reference - d1) * rate)
        ScanKernels.store(ScanKernels.load(place) + (w0 + w1), place)
        if channels == 3 {
          add(w0, w1, images, j, place + 16)
          add(w0, w1, images, imageStride &+ j, place + 32)
          add(w0, w1, images, 2 &* imageStride &+ j, place + 48)
        } else {
          var c = 0
          while c < channels {
            add(w0, w1, images, c &* imageStride &+ j, place + 16 &* (1 &+ c))
            c &+= 1
          }
        }
      }
      j &+= 1
    }
  }

  /// sum += both halves of weights · images[j].
  @inline(__always)
  private static func add(
    _ w0: Lanes, _ w1: Lanes, _ images: UnsafePointer<Float>, _ j: Int,
    _ sum: UnsafeMutablePointer<Float>
  ) {
    let first = multiplyAdd(w0, load(images, j, 0), ScanKernels.load(sum))
    ScanKernels.store(multiplyAdd(w1, load(images, j, 1), first), sum)
  }

  /// Multiplies the vectors of one place by exp(exponent).
  @inline(never)
  private static func rescale(
    _ exponent: Float, _ count: Int, _ sums: UnsafeMutablePointer<Float>
  ) {
    let factor = ScanKernels.exponential(Lanes(repeating: exponent))
    var i = 0
    while i < count {
      ScanKernels.store(ScanKernels.load(sums + 16 &* i) * factor, sums + 16 &* i)
      i &+= 1
    }
  }

  /// weights[j] = exp(scale · (least[j] - distance)) · shares[j]; zeros for a group whose images are
  /// all farther than least[j] by more than `margin`. Whether there is a group that is not zeros.
  @inline(never)
  public static func weights(
    _ count: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ least: UnsafePointer<Float>,
    _ shares: UnsafePointer<Float>, _ weights: UnsafeMutablePointer<Float>
  ) -> Bool {
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    var found = false
    var j = 0
    while j < count {
      let d0 = load(distances, j, 0)
      let d1 = load(distances, j, 1)
      if ScanKernels.holds(ScanKernels.smaller(d0, d1) .<= Lanes(repeating: least[j] + margin)) {
        let reference = Lanes(repeating: least[j])
        let share = Lanes(repeating: shares[j])
        store(ScanKernels.weight((reference - d0) * rate) * share, weights, j, 0)
        store(ScanKernels.weight((reference - d1) * rate) * share, weights, j, 1)
        found = true
      } else {
        store(Lanes.zero, weights, j, 0)
        store(Lanes.zero, weights, j, 1)
      }
      j &+= 1
    }
    return found
  }

  /// weighted[c][j] += weights[j] · images[c][j] of both halves; `weighted` has sixteen lanes.
  @inline(never)
  public static func addWeighted(
    _ count: Int, _ channels: Int, _ weights: UnsafePointer<Float>,
    _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ weighted: UnsafeMutablePointer<Float>, _ weightedStride: Int
  ) {
    var c = 0
    while c < channels {
      let target = weighted + 16 &* c &* weightedStride
      var j = 0
      while j < count {
        add(
          load(weights, j, 0), load(weights, j, 1), images, c &* imageStride &+ j,
          target + 16 &* j)
        j &+= 1
      }
      c &+= 1
    }
  }
}
