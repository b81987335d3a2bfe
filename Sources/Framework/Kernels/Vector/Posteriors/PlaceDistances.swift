/// Kernels over windows of 32 images side by side, compared with the windows at the same place of a
/// query. Counts, places and strides are in groups of 32 numbers.
///
/// Images are values or interleaved bytes; which of them is settled outside the loops, by inlining
/// a body with a constant.
///
/// Distances are sums of squared differences over windows, separable: rows first, then columns.
/// Only additions of non-negative terms: running sums that subtract again what leaves the window
/// lose the small distances that decide at low noise.
public enum PlaceKernels {
  typealias Lanes = SIMD16<Float>

  @inline(__always)
  static func load(_ p: UnsafePointer<Float>, _ index: Int, _ half: Int) -> Lanes {
    ScanKernels.load(p + (32 &* index &+ 16 &* half))
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>, _ index: Int, _ half: Int) {
    ScanKernels.store(value, p + (32 &* index &+ 16 &* half))
  }

  /// Half `half` of the lanes of element `index`, as numbers.
  @inline(__always)
  static func image(
    _ isBytes: Bool, _ p: UnsafeRawPointer, _ index: Int, _ half: Int
  ) -> Lanes {
    let at = 32 &* index &+ 16 &* half
    return isBytes
      ? ScanKernels.load(p.assumingMemoryBound(to: UInt8.self) + at)
      : ScanKernels.load(p.assumingMemoryBound(to: Float.self) + at)
  }

  /// to[j] = from[j] + … + from[j + size - 1] for j < count, with steps between the places of both;
  /// `partial` has room for `size` places.
  ///
  /// Three additions a sum, whatever the size is (van Herk): cut the row into blocks as long as the
  /// window; a window is the end of one block and the beginning of the next.
  @inline(__always)
  static func sums(
    count: Int, size: Int, from: UnsafePointer<Float>, step: Int,
    partial: UnsafeMutablePointer<Float>, to: UnsafeMutablePointer<Float>, toStep: Int
  ) {
    var first = 0
    while first < count {
      let windows = min(size, count &- first)
      let block = from + 32 &* step &* first
      var end0 = load(block, step &* (size &- 1), 0)
      var end1 = load(block, step &* (size &- 1), 1)
      var i = size &- 2
      // Ends that begin no window are only added up.
      while i >= windows {
        end0 += load(block, step &* i, 0)
        end1 += load(block, step &* i, 1)
        i &-= 1
      }
      if windows == size && size > 1 {
        store(end0, partial, size &- 1, 0)
        store(end1, partial, size &- 1, 1)
      }
      while i >= 0 {
        end0 += load(block, step &* i, 0)
        end1 += load(block, step &* i, 1)
        store(end0, partial, i, 0)
        store(end1, partial, i, 1)
        i &-= 1
      }
      store(end0, to, toStep &* first, 0)
      store(end1, to, toStep &* first, 1)
      let next = block + 32 &* step &* (size &- 1)
      var beginning0 = Lanes.zero
      var beginning1 = Lanes.zero
      i = 1
      while i < windows {
        beginning0 += load(next, step &* i, 0)
        beginning1 += load(next, step &* i, 1)
        store(load(partial, i, 0) + beginning0, to, toStep &* (first &+ i), 0)
        store(load(partial, i, 1) + beginning1, to, toStep &* (first &+ i), 1)
        i &+= 1
      }
      first &+= size
    }
  }

  /// Sums over windows of `size` pixels along every row of an image, of
  /// Σ_c (query[c] - factor · image[c])² + absent.
  ///
  /// - Parameters:
  ///   - isBytes: whether the images are interleaved bytes, not values.
  ///   - rows: of an image.
  ///   - width: pixels of a row.
  ///   - channels: planes of an image.
  ///   - factor: what an element of an image is multiplied with.
  ///   - query: [channels][rows][width].
  ///   - images: [channels][rows][width][32].
  ///   - absent: what is added in every lane: 0, or for lanes without an image a huge number.
  ///   - before: places of `line` in front of the row.
  ///   - count: windows along a row.
  ///   - size: columns of a window.
  ///   - line: room for a row, with zeros in front of it and behind, so that all windows lie inside.
  ///   - partial: room for `size` places.
  ///   - plane: `count` places a row.
  ///   - stride: places from one row of `plane` to the next.
  @inline(never)
  public static func rowSums(
    isBytes: Bool, rows: Int, width: Int, channels: Int, factor: Float, query: UnsafePointer<Float>,
    images: UnsafeRawPointer, absent: UnsafePointer<Float>, before: Int, count: Int, size: Int,
    line: UnsafeMutablePointer<Float>, partial: UnsafeMutablePointer<Float>,
    plane: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let inside = line + 32 &* before
    let channelStride = rows &* width
    var y = 0
    while y < rows {
      let first = y &* width
      if isBytes && channels == 3 {
        squares(
          isBytes: true, count: width, channels: 3, first: first, channelStride: channelStride,
          factor: factor, query: query, images: images, absent: absent, result: inside)
      } else if isBytes {
        squares(
          isBytes: true, count: width, channels: channels, first: first,
          channelStride: channelStride, factor: factor, query: query, images: images,
          absent: absent, result: inside)
      } else {
        squares(
          isBytes: false, count: width, channels: channels, first: first,
          channelStride: channelStride, factor: factor, query: query, images: images,
          absent: absent, result: inside)
      }
      sums(
        count: count, size: size, from: line, step: 1, partial: partial,
        to: plane + 32 &* stride &* y, toStep: 1)
      y &+= 1
    }
  }

  @inline(__always)
  private static func squares(
    isBytes: Bool, count: Int, channels: Int, first: Int, channelStride: Int, factor: Float,
    query: UnsafePointer<Float>, images: UnsafeRawPointer, absent: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>
  ) {
    let negative = Lanes(repeating: -factor)
    let (absent0, absent1) = (load(absent, 0, 0), load(absent, 0, 1))
    var j = 0
    while j < count {
      var (sum0, sum1) = (absent0, absent1)
      var place = first &+ j
      var c = 0
      while c < channels {
        let x = Lanes(repeating: query[place])
        let d0 = multiplyAdd(negative, image(isBytes, images, place, 0), x)
        let d1 = multiplyAdd(negative, image(isBytes, images, place, 1), x)
        sum0 = multiplyAdd(d0, d0, sum0)
        sum1 = multiplyAdd(d1, d1, sum1)
        place &+= channelStride
        c &+= 1
      }
      store(sum0, result, j, 0)
      store(sum1, result, j, 1)
      j &+= 1
    }
  }
}
