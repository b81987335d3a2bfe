/// Softmax weights of distances, 32 images at a time; sums over images keep sixteen lanes.
extension MaskKernels {
  /// Adds the images with weights exp(-scale · distance) to the streaming softmax of every mask.
  ///
  /// For mask j, with d the smallest distance seen there and w = exp(scale · (d - distance)): sums[j]
  /// holds a vector Σ w and, if `averages`, one more, Σ w · image.
  ///
  /// - Parameters:
  ///   - count: masks.
  ///   - averages: whether images are averaged, not only counted.
  ///   - scale: of the softmax, per unit of distance.
  ///   - margin: images of a group that are all farther than d by more than this are left out.
  ///   - distances: [count][32].
  ///   - images: [count][32], the pixel that belongs to each mask; not read unless `averages`.
  ///   - least: d for every mask, +∞ where there was none.
  ///   - sums: [count][1 or 2][16].
  @inline(never)
  public static func accumulate(
    count: Int, averages: Bool, scale: Float, margin: Float, distances: UnsafePointer<Float>,
    images: UnsafePointer<Float>, least: UnsafeMutablePointer<Float>,
    sums: UnsafeMutablePointer<Float>
  ) {
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    let vectors = averages ? 2 : 1
    var j = 0
    while j < count {
      let d0 = load(distances + groupSize &* j)
      let d1 = load(distances + groupSize &* j + 16)
      var known = least[j]
      let limit = Lanes(repeating: known + margin)
      // Comparisons by halves: the smaller of two vectors may be taken to pieces.
      if ScanKernels.holds(d0 .<= limit) || ScanKernels.holds(d1 .<= limit) {
        let sum = sums + 16 &* vectors &* j
        let best = Lanes(repeating: known)
        if ScanKernels.holds(d0 .< best) || ScanKernels.holds(d1 .< best) {
          let nearest = nearest(distances + groupSize &* j)
          ScanKernels.rescale((nearest - known) * scale, vectors, sum)
          least[j] = nearest
          known = nearest
        }
        let reference = Lanes(repeating: known)
        let w0 = ScanKernels.weight((reference - d0) * rate)
        let w1 = ScanKernels.weight((reference - d1) * rate)
        store(load(sum) + (w0 + w1), sum)
        if averages { add(w0, w1, images + groupSize &* j, sum + 16) }
      }
      j &+= 1
    }
  }

  /// The smallest of 32 distances.
  @inline(never)
  private static func nearest(_ distances: UnsafePointer<Float>) -> Float {
    least(ScanKernels.smaller(load(distances), load(distances + 16)))
  }

  /// sum += both halves of weights · images.
  @inline(__always)
  private static func add(
    _ w0: Lanes, _ w1: Lanes, _ images: UnsafePointer<Float>, _ sum: UnsafeMutablePointer<Float>
  ) {
    let first = multiplyAdd(w0, load(images), load(sum))
    store(multiplyAdd(w1, load(images + 16), first), sum)
  }

  /// weights[j] = exp(scale · (least[j] - distance)) · shares[j]; zeros for a group whose images are
  /// all farther than least[j] by more than `margin`. NaN goes on, into the weights.
  ///
  /// - Parameters:
  ///   - count: masks.
  ///   - scale: of the softmax, per unit of distance.
  ///   - margin: in units of distance.
  ///   - distances: [count][32]; the weights likewise.
  ///   - least: the smallest distance of each mask.
  ///   - shares: a factor for each mask.
  /// - Returns: whether there is a group that is not zeros.
  @inline(never)
  public static func weights(
    count: Int, scale: Float, margin: Float, distances: UnsafePointer<Float>,
    least: UnsafePointer<Float>, shares: UnsafePointer<Float>, weights: UnsafeMutablePointer<Float>
  ) -> Bool {
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    var found = false
    var j = 0
    while j < count {
      let d0 = load(distances + groupSize &* j)
      let d1 = load(distances + groupSize &* j + 16)
      let to = weights + groupSize &* j
      let limit = Lanes(repeating: least[j] + margin)
      if ScanKernels.holds(.!(d0 .> limit)) || ScanKernels.holds(.!(d1 .> limit)) {
        let reference = Lanes(repeating: least[j])
        let share = Lanes(repeating: shares[j])
        store(ScanKernels.weight((reference - d0) * rate) * share, to)
        store(ScanKernels.weight((reference - d1) * rate) * share, to + 16)
        found = true
      } else {
        store(Lanes.zero, to)
        store(Lanes.zero, to + 16)
      }
      j &+= 1
    }
    return found
  }

  /// sums[c][j] += weights[j] · images[c][j] of both halves.
  ///
  /// - Parameters:
  ///   - count: pixels.
  ///   - channels: planes of the images and sums.
  ///   - weights: [count][32].
  ///   - images: [channels][stride][32].
  ///   - stride: pixels from one plane to the next.
  ///   - sums: [channels][stride][16].
  @inline(never)
  public static func addWeighted(
    count: Int, channels: Int, weights: UnsafePointer<Float>, images: UnsafePointer<Float>,
    stride: Int, sums: UnsafeMutablePointer<Float>
  ) {
    var c = 0
    while c < channels {
      var j = 0
      while j < count {
        let w = weights + groupSize &* j
        let place = c &* stride &+ j
        add(load(w), load(w + 16), images + groupSize &* place, sums + 16 &* place)
        j &+= 1
      }
      c &+= 1
    }
  }
}
