/// Softmax weights of the distances at every place; sums over images keep sixteen lanes.
extension PlaceKernels {
  /// Adds 32 images with weights exp(-scale · distance) to the streaming softmax of every place.
  ///
  /// A distance is the sum over `size` rows of `plane`, which has `columns` places a row, one for
  /// each column of places. For place (x, y), number x · rows + y, with d the smallest distance seen
  /// there and w = exp(scale · (d - distance)): sums[number] holds 1 + channels vectors, Σ w and then
  /// Σ w · image at pixel (x, y) for each channel.
  /// Where all images are farther than d by more than `margin`, they are left out.
  ///
  /// - `width`, `channelStride`: of the images, in pixels; `images` is not read without channels.
  /// - `partial`, `distances`: room for `size` and for `rows` places.
  /// - `least`: d for every place, +∞ where there was none.
  ///
  /// Whether there was a place where the images were not left out.
  @inline(never)
  public static func accumulate(
    _ isBytes: Bool, _ rows: Int, _ columns: Int, _ size: Int, _ channels: Int,
    _ scale: Float, _ margin: Float, _ plane: UnsafePointer<Float>, _ stride: Int,
    _ images: UnsafeRawPointer, _ width: Int, _ channelStride: Int,
    _ partial: UnsafeMutablePointer<Float>, _ distances: UnsafeMutablePointer<Float>,
    _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>
  ) -> Bool {
    var found = false
    var x = 0
    while x < columns {
      PlaceKernels.sums(rows, size, plane + 32 &* x, stride, partial, distances, 1)
      let (place, first) = (x &* rows, sums + 16 &* x &* rows &* (1 &+ channels))
      let (known, elements) = (least + place, channelStride)
      let isNear: Bool
      if channels == 0 {
        isNear = add(
          false, rows, 0, scale, margin, distances, images, x, width, elements, known, first)
      } else if isBytes && channels == 3 {
        isNear = add(
          true, rows, 3, scale, margin, distances, images, x, width, elements, known, first)
      } else if isBytes {
        isNear = add(
          true, rows, channels, scale, margin, distances, images, x, width, elements, known, first)
      } else {
        isNear = add(
          false, rows, channels, scale, margin, distances, images, x, width, elements, known, first)
      }
      found = found || isNear
      x &+= 1
    }
    return found
  }

  /// ``accumulate`` for one column of places, whose pixels are x + j · width.
  @inline(__always)
  private static func add(
    _ isBytes: Bool, _ count: Int, _ channels: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ images: UnsafeRawPointer, _ x: Int, _ width: Int,
    _ channelStride: Int, _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>
  ) -> Bool {
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    var found = false
    var j = 0
    while j < count {
      let d0 = load(distances, j, 0)
      let d1 = load(distances, j, 1)
      let nearer = ScanKernels.smaller(d0, d1)
      var known = least[j]
      if ScanKernels.holds(nearer .<= Lanes(repeating: known + margin)) {
        found = true
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
        var c = 0
        while c < channels {
          let pixel = x &+ j &* width &+ c &* channelStride
          add(isBytes, w0, w1, images, pixel, place + 16 &* (1 &+ c))
          c &+= 1
        }
      }
      j &+= 1
    }
    return found
  }

  /// sum += both halves of weights · images[j].
  @inline(__always)
  private static func add(
    _ isBytes: Bool, _ w0: Lanes, _ w1: Lanes, _ images: UnsafeRawPointer, _ j: Int,
    _ sum: UnsafeMutablePointer<Float>
  ) {
    let first = multiplyAdd(w0, image(isBytes, images, j, 0), ScanKernels.load(sum))
    ScanKernels.store(multiplyAdd(w1, image(isBytes, images, j, 1), first), sum)
  }

  /// Multiplies the vectors of one place by exp(exponent).
  @inline(never)
  static func rescale(
    _ exponent: Float, _ count: Int, _ sums: UnsafeMutablePointer<Float>
  ) {
    let factor = ScanKernels.exponential(Lanes(repeating: exponent))
    var i = 0
    while i < count {
      ScanKernels.store(ScanKernels.load(sums + 16 &* i) * factor, sums + 16 &* i)
      i &+= 1
    }
  }

  /// Sums of the weights of all windows that cover a pixel, along columns: cover[y][x] for each of
  /// rows + size - 1 rows of pixels and each column of windows.
  ///
  /// The weight of window (x, y), number x · rows + y, is exp(scale · (least - distance)) · shares,
  /// or 0 for 32 images that are all farther than `least` by more than `margin`; distances are sums
  /// over `size` rows of `plane`.
  ///
  /// - `column`: size - 1 zeros, room for `rows` places, and size - 1 zeros.
  ///
  /// Whether there is a weight above 0; if not, `cover` is left alone.
  @inline(never)
  public static func cover(
    _ rows: Int, _ columns: Int, _ size: Int, _ scale: Float, _ margin: Float,
    _ plane: UnsafePointer<Float>, _ stride: Int, _ least: UnsafePointer<Float>,
    _ shares: UnsafePointer<Float>, _ partial: UnsafeMutablePointer<Float>,
    _ column: UnsafeMutablePointer<Float>, _ cover: UnsafeMutablePointer<Float>,
    _ coverStride: Int
  ) -> Bool {
    let inside = column + 32 &* (size &- 1)
    let height = rows &+ size &- 1
    var found = false
    var x = 0
    while x < columns {
      sums(rows, size, plane + 32 &* x, stride, partial, inside, 1)
      if weigh(rows, scale, margin, least + x &* rows, shares + x &* rows, inside) {
        if !found {
          found = true
          var empty = 0
          while empty < x {
            clear(height, cover + 32 &* empty, coverStride)
            empty &+= 1
          }
        }
        sums(height, size, column, 1, partial, cover + 32 &* x, coverStride)
      } else if found {
        clear(height, cover + 32 &* x, coverStride)
      }
      x &+= 1
    }
    return found
  }

  @inline(__always)
  private static func clear(_ count: Int, _ values: UnsafeMutablePointer<Float>, _ step: Int) {
    var j = 0
    while j < count {
      store(Lanes.zero, values, j &* step, 0)
      store(Lanes.zero, values, j &* step, 1)
      j &+= 1
    }
  }

  /// Replaces distances by weights; whether there is one above 0.
  @inline(__always)
  private static func weigh(
    _ count: Int, _ scale: Float, _ margin: Float, _ least: UnsafePointer<Float>,
    _ shares: UnsafePointer<Float>, _ values: UnsafeMutablePointer<Float>
  ) -> Bool {
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    var found = false
    var j = 0
    while j < count {
      let d0 = load(values, j, 0)
      let d1 = load(values, j, 1)
      if ScanKernels.holds(ScanKernels.smaller(d0, d1) .<= Lanes(repeating: least[j] + margin)) {
        let reference = Lanes(repeating: least[j])
        let share = Lanes(repeating: shares[j])
        store(ScanKernels.weight((reference - d0) * rate) * share, values, j, 0)
        store(ScanKernels.weight((reference - d1) * rate) * share, values, j, 1)
        found = true
      } else {
        store(Lanes.zero, values, j, 0)
        store(Lanes.zero, values, j, 1)
      }
      j &+= 1
    }
    return found
  }

  /// weighted[c][y][x] += images[c][y][x] · the sum of `size` columns of cover[y] that end with
  /// column x, both halves; `weighted` has sixteen lanes.
  ///
  /// - `line`: size - 1 zeros, room for `columns` places, and size - 1 zeros.
  /// - `partial`, `weights`: room for `size` places, and for a row of pixels.
  @inline(never)
  public static func addCovered(
    _ isBytes: Bool, _ height: Int, _ columns: Int, _ size: Int, _ channels: Int,
    _ cover: UnsafePointer<Float>, _ coverStride: Int, _ images: UnsafeRawPointer,
    _ line: UnsafeMutablePointer<Float>, _ partial: UnsafeMutablePointer<Float>,
    _ weights: UnsafeMutablePointer<Float>, _ weighted: UnsafeMutablePointer<Float>
  ) {
    let width = columns &+ size &- 1
    let inside = line + 32 &* (size &- 1)
    var y = 0
    while y < height {
      let row = cover + 32 &* y &* coverStride
      var x = 0
      while x < columns {
        store(load(row, x, 0), inside, x, 0)
        store(load(row, x, 1), inside, x, 1)
        x &+= 1
      }
      sums(width, size, line, 1, partial, weights, 1)
      var c = 0
      while c < channels {
        let first = (c &* height &+ y) &* width
        if isBytes {
          addWeighted(true, width, weights, images, first, weighted + 16 &* first)
        } else {
          addWeighted(false, width, weights, images, first, weighted + 16 &* first)
        }
        c &+= 1
      }
      y &+= 1
    }
  }

  @inline(__always)
  private static func addWeighted(
    _ isBytes: Bool, _ count: Int, _ weights: UnsafePointer<Float>, _ images: UnsafeRawPointer,
    _ first: Int, _ weighted: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j < count {
      add(
        isBytes, load(weights, j, 0), load(weights, j, 1), images, first &+ j, weighted + 16 &* j)
      j &+= 1
    }
  }
}
