/// Images weighted with all windows that cover a pixel.
extension PlaceKernels {
  /// Sums of the weights of all windows that cover a pixel, along columns: cover[y][x] for each of
  /// rows + size - 1 rows of pixels and each column of windows.
  ///
  /// The weight of window (x, y), number x · rows + y, is exp(scale · (least - distance)) · shares,
  /// or 0 for 32 images that are all farther than `least` by more than `margin`.
  ///
  /// - Parameters:
  ///   - rows: of windows; `columns` likewise.
  ///   - size: rows of a window.
  ///   - scale: of the softmax, per unit of distance.
  ///   - margin: in units of distance.
  ///   - plane: [row][column] groups of distances of rows; a window's is the sum over `size` rows.
  ///   - stride: places from one row of `plane` to the next.
  ///   - least: the smallest distance of each window.
  ///   - shares: a factor for each window.
  ///   - partial: room for `size` places.
  ///   - column: room for `rows` places.
  ///   - cover: left alone if there is no weight.
  ///   - coverStride: places from one row of `cover` to the next.
  /// - Returns: whether there is a weight above 0.
  @inline(never)
  public static func cover(
    rows: Int, columns: Int, size: Int, scale: Float, margin: Float, plane: UnsafePointer<Float>,
    stride: Int, least: UnsafePointer<Float>, shares: UnsafePointer<Float>,
    partial: UnsafeMutablePointer<Float>, column: UnsafeMutablePointer<Float>,
    cover: UnsafeMutablePointer<Float>, coverStride: Int
  ) -> Bool {
    var found = false
    var x = 0
    while x < columns {
      sums(
        count: rows, size: size, from: plane + 32 &* x, step: stride, partial: partial, to: column,
        toStep: 1)
      if weigh(
        count: rows, scale: scale, margin: margin, least: least + x &* rows,
        shares: shares + x &* rows, values: column)
      {
        if !found {
          found = true
          var empty = 0
          while empty < x {
            clear(rows &+ size &- 1, cover + 32 &* empty, coverStride)
            empty &+= 1
          }
        }
        spread(
          count: rows, size: size, from: column, partial: partial, to: cover + 32 &* x,
          toStep: coverStride)
      } else if found {
        clear(rows &+ size &- 1, cover + 32 &* x, coverStride)
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

  /// Replaces distances by weights; whether there is one that is not 0. NaN stays NaN.
  @inline(__always)
  private static func weigh(
    count: Int, scale: Float, margin: Float, least: UnsafePointer<Float>,
    shares: UnsafePointer<Float>, values: UnsafeMutablePointer<Float>
  ) -> Bool {
    let rate = Lanes(repeating: scale * ScanKernels.binary)
    var found = false
    var j = 0
    while j < count {
      let d0 = load(values, j, 0)
      let d1 = load(values, j, 1)
      let nearer = ScanKernels.smaller(d0, d1)
      if ScanKernels.holds(.!(nearer .> Lanes(repeating: least[j] + margin))) {
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

  /// to[j] = from[j - size + 1] + … + from[j] for j < count + size - 1, of those of the `count` places
  /// that there are; `partial` has room for `size` places.
  ///
  /// As ``sums``: a sum is the end of one block of `size` places and the beginning of the next.
  @inline(__always)
  private static func spread(
    count: Int, size: Int, from: UnsafePointer<Float>, partial: UnsafeMutablePointer<Float>,
    to: UnsafeMutablePointer<Float>, toStep: Int
  ) {
    let all = count &+ size &- 1
    // Places in the block before; partial[i] is the sum of those from i on.
    var before = 0
    var first = 0
    while first < all {
      let here = max(0, min(size, count &- first))
      let end = min(size, all &- first)
      let block = from + 32 &* first
      let target = to + 32 &* toStep &* first
      var sum0 = Lanes.zero
      var sum1 = Lanes.zero
      var i = 0
      while i < min(here, before &- 1) {
        sum0 += load(block, i, 0)
        sum1 += load(block, i, 1)
        store(load(partial, i &+ 1, 0) + sum0, target, toStep &* i, 0)
        store(load(partial, i &+ 1, 1) + sum1, target, toStep &* i, 1)
        i &+= 1
      }
      while i < here {
        sum0 += load(block, i, 0)
        sum1 += load(block, i, 1)
        store(sum0, target, toStep &* i, 0)
        store(sum1, target, toStep &* i, 1)
        i &+= 1
      }
      while i < min(end, before &- 1) {
        store(load(partial, i &+ 1, 0) + sum0, target, toStep &* i, 0)
        store(load(partial, i &+ 1, 1) + sum1, target, toStep &* i, 1)
        i &+= 1
      }
      while i < end {
        store(sum0, target, toStep &* i, 0)
        store(sum1, target, toStep &* i, 1)
        i &+= 1
      }
      sum0 = Lanes.zero
      sum1 = Lanes.zero
      i = here &- 1
      while i > 0 {
        sum0 += load(block, i, 0)
        sum1 += load(block, i, 1)
        store(sum0, partial, i, 0)
        store(sum1, partial, i, 1)
        i &-= 1
      }
      before = here
      first &+= size
    }
  }

  /// weighted[c][y][x] += Σ images[c][y][x] · the sum of `size` columns of cover[y] that end with
  /// column x, over both halves of all groups.
  ///
  /// Several groups together, so that a row of sums stays in the first-level cache.
  ///
  /// - Parameters:
  ///   - isBytes: whether the images are interleaved bytes, not values.
  ///   - groups: of 32 images.
  ///   - height: rows of an image.
  ///   - columns: of windows; a row of an image has columns + size - 1 pixels.
  ///   - size: columns of a window.
  ///   - channels: planes of an image.
  ///   - cover: of group after group, `height` rows each.
  ///   - coverStride: places from one row of `cover` to the next.
  ///   - images: of every group, [channels][height][pixels][32].
  ///   - partial: room for `size` places.
  ///   - weights: room for a row of pixels.
  ///   - weighted: [channels][height][pixels][16].
  @inline(never)
  public static func addCovered(
    isBytes: Bool, groups: Int, height: Int, columns: Int, size: Int, channels: Int,
    cover: UnsafePointer<Float>, coverStride: Int, images: UnsafePointer<UnsafeRawPointer>,
    partial: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    weighted: UnsafeMutablePointer<Float>
  ) {
    let width = columns &+ size &- 1
    let stride = height &* width
    var y = 0
    while y < height {
      let sums = weighted + 16 &* y &* width
      var g = 0
      while g < groups {
        spread(
          count: columns, size: size, from: cover + 32 &* (g &* height &+ y) &* coverStride,
          partial: partial, to: weights, toStep: 1)
        if isBytes && channels == 3 {
          addWeighted(
            isBytes: true, count: width, channels: 3, weights: weights, images: images[g],
            first: y &* width, stride: stride, sums: sums)
        } else if isBytes {
          addWeighted(
            isBytes: true, count: width, channels: channels, weights: weights, images: images[g],
            first: y &* width, stride: stride, sums: sums)
        } else {
          addWeighted(
            isBytes: false, count: width, channels: channels, weights: weights, images: images[g],
            first: y &* width, stride: stride, sums: sums)
        }
        g &+= 1
      }
      y &+= 1
    }
  }

  @inline(__always)
  private static func addWeighted(
    isBytes: Bool, count: Int, channels: Int, weights: UnsafePointer<Float>,
    images: UnsafeRawPointer, first: Int, stride: Int, sums: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j < count {
      let (w0, w1) = (load(weights, j, 0), load(weights, j, 1))
      var c = 0
      while c < channels {
        add(isBytes, w0, w1, images, first &+ j &+ c &* stride, sums + 16 &* (j &+ c &* stride))
        c &+= 1
      }
      j &+= 1
    }
  }
}
