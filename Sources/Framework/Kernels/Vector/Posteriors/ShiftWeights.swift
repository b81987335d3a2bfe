/// Softmax weights of the distances at neighbouring shifts; sums over images keep sixteen lanes.
extension ShiftKernels {
  /// Adds places with weights exp(-scale · distance) to the streaming softmax of a row of pixels.
  ///
  /// Pixel p < count + 3 takes part with the places p - b of the images, one for each shift b < 4.
  /// Its softmax is that of place (target + p) mod `period` of the row; `least` and `sums` hold
  /// what `PlaceKernels.accumulate` describes.
  ///
  /// - Parameters:
  ///   - shifts: 1 if there is nothing but shift 0, else 4.
  ///   - count: places of a row of distances.
  ///   - channels: of the images.
  ///   - scale: of the softmax, per unit of distance.
  ///   - margin: images that are all farther than the nearest by more than this are left out.
  ///   - distances: rows of `count` places and three more, one for each shift.
  ///   - absent: where among them there is nothing to compare; the three places after each row must
  ///     be there.
  ///   - absentCount: how many those are.
  ///   - images: what is averaged, from place 0 on. Three places before and after are read.
  ///   - imageStride: places from one channel of the images to the next.
  ///   - target: the place in the row of pixel 0.
  ///   - period: places of the row.
  ///   - least: the smallest distance of each place of the row.
  ///   - sums: [period][1 + channels][16].
  @inline(never)
  public static func accumulate(
    shifts: Int, count: Int, channels: Int, scale: Float, margin: Float,
    distances: UnsafeMutablePointer<Float>, absent: UnsafePointer<Int32>, absentCount: Int,
    images: UnsafePointer<Float>, imageStride: Int, target: Int, period: Int,
    least: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < absentCount {
      store(Lanes(repeating: .infinity), distances, Int(absent[i]))
      i &+= 1
    }
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    // The distance of shift b stands one place before that of b - 1 in its row.
    let step = count &+ 2
    let end = shifts == 1 ? count : count &+ 3
    var p = 0
    while p < end {
      // The loop without calls, in which constants stay in registers, goes up to a nearer image.
      while p < end {
        let place = wrapped(target &+ p, period)
        let sum = sums + 16 &* place &* (1 &+ channels)
        let image = images + 16 &* p
        let known = least[place]
        let reference = Lanes(repeating: known)
        // Infinite distances never are near, not even where nothing is known.
        let limit = Lanes(repeating: min(known + margin, Float.greatestFiniteMagnitude))
        let d0 = load(distances, p)
        if shifts == 1 {
          if ScanKernels.holds(d0 .< reference) { break }
          if ScanKernels.holds(d0 .<= limit) {
            let w = ScanKernels.weight((reference - d0) * rate)
            store(load(sum, 0) + w, sum, 0)
            var c = 0
            while c < channels {
              let value = load(image, c &* imageStride)
              store(multiplyAdd(w, value, load(sum, 1 &+ c)), sum, 1 &+ c)
              c &+= 1
            }
          }
          p &+= 1
          continue
        }
        let d1 = load(distances, p &+ step)
        let d2 = load(distances, p &+ 2 &* step)
        let d3 = load(distances, p &+ 3 &* step)
        if isAny(d0 .< reference, d1 .< reference, d2 .< reference, d3 .< reference) { break }
        p &+= 1
        if !isAny(d0 .<= limit, d1 .<= limit, d2 .<= limit, d3 .<= limit) { continue }
        let w0 = ScanKernels.weight((reference - d0) * rate)
        let w1 = ScanKernels.weight((reference - d1) * rate)
        let w2 = ScanKernels.weight((reference - d2) * rate)
        let w3 = ScanKernels.weight((reference - d3) * rate)
        store(load(sum, 0) + ((w0 + w1) + (w2 + w3)), sum, 0)
        if channels == 3 {
          addWeighted(w0, w1, w2, w3, image, sum + 16)
          addWeighted(w0, w1, w2, w3, image + 16 &* imageStride, sum + 32)
          addWeighted(w0, w1, w2, w3, image + 32 &* imageStride, sum + 48)
        } else {
          var c = 0
          while c < channels {
            addWeighted(
              w0, w1, w2, w3, image + 16 &* c &* imageStride, sum + 16 &* (1 &+ c))
            c &+= 1
          }
        }
      }
      if p < end {
        let place = wrapped(target &+ p, period)
        let nearest = nearest(shifts, distances + 16 &* p, 16 &* step)
        ScanKernels.rescale(
          (nearest - least[place]) * scale, 1 &+ channels, sums + 16 &* place &* (1 &+ channels))
        least[place] = nearest
      }
    }
  }

  /// sum += Σ_b weight b · image[-b].
  @inline(__always)
  private static func addWeighted(
    _ w0: Lanes, _ w1: Lanes, _ w2: Lanes, _ w3: Lanes, _ image: UnsafePointer<Float>,
    _ sum: UnsafeMutablePointer<Float>
  ) {
    let first = multiplyAdd(w0, load(image, 0), load(sum, 0))
    let second = multiplyAdd(w2, load(image, -2), w1 * load(image, -1))
    store(multiplyAdd(w3, load(image, -3), first) + second, sum, 0)
  }

  /// Whether any lane of four comparisons holds; minima of four vectors would be taken to pieces.
  @inline(__always)
  private static func isAny(
    _ a: SIMDMask<SIMD16<Int32>>, _ b: SIMDMask<SIMD16<Int32>>,
    _ c: SIMDMask<SIMD16<Int32>>, _ d: SIMDMask<SIMD16<Int32>>
  ) -> Bool {
    let ab = unsafeBitCast(a, to: SIMD16<Int32>.self) | unsafeBitCast(b, to: SIMD16<Int32>.self)
    let cd = unsafeBitCast(c, to: SIMD16<Int32>.self) | unsafeBitCast(d, to: SIMD16<Int32>.self)
    return ScanKernels.holds(unsafeBitCast(ab | cd, to: SIMDMask<SIMD16<Int32>>.self))
  }

  /// The smallest number of `count` vectors that lie `step` numbers apart.
  @inline(never)
  private static func nearest(
    _ count: Int, _ distances: UnsafePointer<Float>, _ step: Int
  ) -> Float {
    var result = Float.infinity
    var b = 0
    while b < count {
      let least = MaskKernels.least(ScanKernels.load(distances + b &* step))
      result = least < result ? least : result
      b &+= 1
    }
    return result
  }
}
