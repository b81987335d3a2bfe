/// Softmax weights of the distances at every place; sums over images keep sixteen lanes.
extension PlaceKernels {
  /// Adds 32 images with weights exp(-scale · distance) to the streaming softmax of every place.
  ///
  /// For place (x, y), number x · rows + y, with d the smallest distance seen there and
  /// w = exp(scale · (d - distance)): sums[number] holds 1 + channels vectors, Σ w and then
  /// Σ w · image at pixel (x, y) for each channel.
  ///
  /// - Parameters:
  ///   - isBytes: whether the images are interleaved bytes, not values.
  ///   - rows: of places; `columns` likewise.
  ///   - size: rows of a window.
  ///   - channels: that are averaged; without any, `images` is not read.
  ///   - scale: of the softmax, per unit of distance.
  ///   - margin: where all images are farther than d by more than this, they are left out.
  ///   - plane: [row][column] groups, of which a distance is the sum over `size` rows.
  ///   - stride: places from one row of `plane` to the next.
  ///   - images: from the pixel of place (0, 0) on.
  ///   - width: pixels from one row of the images to the next.
  ///   - channelStride: pixels from one channel of the images to the next.
  ///   - partial: room for `size` places.
  ///   - distances: room for `rows` places.
  ///   - near: room for `rows` numbers.
  ///   - least: d for every place, +∞ where there was none.
  ///   - sums: [columns][rows][1 + channels][16].
  /// - Returns: whether there was a place where the images were not left out.
  @inline(never)
  public static func accumulate(
    isBytes: Bool, rows: Int, columns: Int, size: Int, channels: Int, scale: Float, margin: Float,
    plane: UnsafePointer<Float>, stride: Int, images: UnsafeRawPointer, width: Int,
    channelStride: Int, partial: UnsafeMutablePointer<Float>,
    distances: UnsafeMutablePointer<Float>, near: UnsafeMutablePointer<Int32>,
    least: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) -> Bool {
    var found = false
    var x = 0
    while x < columns {
      PlaceKernels.sums(
        count: rows, size: size, from: plane + 32 &* x, step: stride, partial: partial,
        to: distances, toStep: 1)
      let known = least + x &* rows
      let count = findNear(rows, margin, distances, known, near)
      if count > 0 {
        found = true
        let column = sums + 16 &* x &* rows &* (1 &+ channels)
        weigh(
          count: count, near: near, vectors: 1 &+ channels, scale: scale, distances: distances,
          least: known, sums: column)
        if isBytes && channels == 3 {
          add(
            isBytes: true, count: count, near: near, channels: 3, weights: distances,
            images: images, x: x, width: width, channelStride: channelStride, sums: column)
        } else if isBytes {
          add(
            isBytes: true, count: count, near: near, channels: channels, weights: distances,
            images: images, x: x, width: width, channelStride: channelStride, sums: column)
        } else {
          add(
            isBytes: false, count: count, near: near, channels: channels, weights: distances,
            images: images, x: x, width: width, channelStride: channelStride, sums: column)
        }
      }
      x &+= 1
    }
    return found
  }

  /// The places with a distance of at most least + margin, or one that is not a number and goes on
  /// into the sums, in `near`; how many they are.
  @inline(__always)
  private static func findNear(
    _ count: Int, _ margin: Float, _ distances: UnsafePointer<Float>,
    _ least: UnsafePointer<Float>, _ near: UnsafeMutablePointer<Int32>
  ) -> Int {
    var found = 0
    var j = 0
    while j < count {
      let nearer = ScanKernels.smaller(load(distances, j, 0), load(distances, j, 1))
      near[found] = Int32(truncatingIfNeeded: j)
      found &+= ScanKernels.holds(.!(nearer .> Lanes(repeating: least[j] + margin))) ? 1 : 0
      j &+= 1
    }
    return found
  }

  /// Replaces the distances of near places by weights, and adds these to the first of each place's
  /// `vectors` sums.
  @inline(__always)
  private static func weigh(
    count: Int, near: UnsafePointer<Int32>, vectors: Int, scale: Float,
    distances: UnsafeMutablePointer<Float>, least: UnsafeMutablePointer<Float>,
    sums: UnsafeMutablePointer<Float>
  ) {
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    var i = 0
    while i < count {
      let j = Int(near[i])
      let place = sums + 16 &* j &* vectors
      let d0 = load(distances, j, 0)
      let d1 = load(distances, j, 1)
      if ScanKernels.holds(ScanKernels.smaller(d0, d1) .< Lanes(repeating: least[j])) {
        // In a function of its own: looking at single lanes here would take these vectors apart.
        renew(distances + 32 &* j, vectors, scale, least + j, place)
      }
      let reference = Lanes(repeating: least[j])
      let w0 = ScanKernels.weight((reference - d0) * rate)
      let w1 = ScanKernels.weight((reference - d1) * rate)
      store(w0, distances, j, 0)
      store(w1, distances, j, 1)
      ScanKernels.store(ScanKernels.load(place) + (w0 + w1), place)
      i &+= 1
    }
  }

  /// Adds the images at the near places of a column, whose pixels are x + j · width.
  @inline(__always)
  private static func add(
    isBytes: Bool, count: Int, near: UnsafePointer<Int32>, channels: Int,
    weights: UnsafePointer<Float>, images: UnsafeRawPointer, x: Int, width: Int, channelStride: Int,
    sums: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < count {
      let j = Int(near[i])
      let place = sums + 16 &* (j &* (1 &+ channels) &+ 1)
      let (w0, w1) = (load(weights, j, 0), load(weights, j, 1))
      var pixel = x &+ j &* width
      var c = 0
      while c < channels {
        add(isBytes, w0, w1, images, pixel, place + 16 &* c)
        pixel &+= channelStride
        c &+= 1
      }
      i &+= 1
    }
  }

  /// sum += both halves of weights · images[j].
  @inline(__always)
  static func add(
    _ isBytes: Bool, _ w0: Lanes, _ w1: Lanes, _ images: UnsafeRawPointer, _ j: Int,
    _ sum: UnsafeMutablePointer<Float>
  ) {
    let first = multiplyAdd(w0, image(isBytes, images, j, 0), ScanKernels.load(sum))
    ScanKernels.store(multiplyAdd(w1, image(isBytes, images, j, 1), first), sum)
  }

  /// Makes the smallest of 32 distances, which is below `least`, the one that sums are relative to.
  @inline(never)
  private static func renew(
    _ distances: UnsafePointer<Float>, _ vectors: Int, _ scale: Float,
    _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>
  ) {
    let nearest = MaskKernels.least(
      ScanKernels.smaller(load(distances, 0, 0), load(distances, 0, 1)))
    ScanKernels.rescale((nearest - least[0]) * scale, vectors, sums)
    least[0] = nearest
  }
}
