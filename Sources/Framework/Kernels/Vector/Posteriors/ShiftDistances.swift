/// Windows of a query compared with those of 16 images at several neighbouring shifts at once:
/// element e of image i stands in lane i of the vector of e.
///
/// A query that is compared with every place of an image meets it shift by shift, so the images, the
/// distances and the sums pass through the caches as often as there are shifts. What neighbouring
/// shifts, b = 0, 1, …, share is therefore loaded once for all of them: shift b compares place j of
/// the images with place j + b of the query.
///
/// Counts, places and strides of images are in vectors.
public enum ShiftKernels {
  typealias Lanes = SIMD16<Float>

  @inline(__always)
  static func load(_ p: UnsafePointer<Float>, _ index: Int) -> Lanes {
    ScanKernels.load(p + 16 &* index)
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>, _ index: Int) {
    ScanKernels.store(value, p + 16 &* index)
  }

  /// Half of the lanes of some places of 32 images, as they are and times `factor`.
  ///
  /// - Parameters:
  ///   - count: places.
  ///   - half: 0 or 1.
  ///   - lanes: [count][32].
  ///   - factor: what the images are multiplied with for the products.
  ///   - present: lanes of the half from here on hold no image.
  ///   - fill: what those lanes of the products get.
  ///   - images: [count][16]; the products likewise.
  @inline(never)
  public static func separate(
    count: Int, half: Int, lanes: UnsafePointer<Float>, factor: Float, present: Int, fill: Float,
    images: UnsafeMutablePointer<Float>, products: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j < count {
      let v = load(lanes, 2 &* j &+ half)
      store(v, images, j)
      store(v * factor, products, j)
      var lane = present
      while lane < 16 {
        products[16 &* j &+ lane] = fill
        lane &+= 1
      }
      j &+= 1
    }
  }

  /// Neighbouring shifts that are compared at once.
  public static var shifts: Int { 4 }

  /// result[b][j] = Σ_c Σ_{i < size} (query[c][b + j + i] - images[c][j + i])² for b < shifts and
  /// j < count. Only additions of non-negative terms, as everywhere here.
  ///
  /// - Parameters:
  ///   - shifts: 1 to 4.
  ///   - count: windows along a row.
  ///   - size: pixels of a window, 1 or at least 3.
  ///   - channels: of the query and images.
  ///   - query: numbers; channel c begins at `query + c · queryStride`.
  ///   - images: what the query is compared with, times its factor; channels are `imageStride` apart.
  ///   - scratch: room for 4 · (count + size + 3) places.
  ///   - result: rows of count + 3 places, of which the last three are undefined.
  @inline(never)
  public static func rowSums(
    shifts: Int, count: Int, size: Int, channels: Int, query: UnsafePointer<Float>,
    queryStride: Int, images: UnsafePointer<Float>, imageStride: Int,
    scratch: UnsafeMutablePointer<Float>, result: UnsafeMutablePointer<Float>
  ) {
    let length = count &+ size &- 1
    let squares = size == 1 ? result : scratch
    let stride = length &+ 3
    if channels == 3 && shifts == 4 {
      fourSquares(
        count: length, query: query, queryStride: queryStride, images: images,
        imageStride: imageStride, result: squares, stride: stride)
    } else {
      var b = 0
      while b < shifts {
        let row = squares + 16 &* b &* stride
        self.squares(
          count: length, channels: channels, query: query + b, queryStride: queryStride,
          images: images, imageStride: imageStride, result: row)
        b &+= 1
      }
    }
    if size == 1 { return }
    var b = 0
    while b < shifts {
      let row = UnsafePointer(squares) + 16 &* b &* stride
      let to = result + 16 &* b &* (count &+ 3)
      var j = 0
      while j < count {
        var shared = Lanes.zero
        var i = 3
        while i < size {
          shared += load(row, j &+ i)
          i &+= 1
        }
        let after = row + 16 &* size
        fourSums(shared, row, row + 16, row + 32, after, after + 16, after + 32, j, to, 1)
        j &+= 4
      }
      b &+= 1
    }
  }

  /// result[b][j] = Σ_c (query[c][b + j] - images[c][j])² for three channels and b < 4.
  @inline(__always)
  private static func fourSquares(
    count: Int, query: UnsafePointer<Float>, queryStride: Int, images: UnsafePointer<Float>,
    imageStride: Int, result: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let (green, blue) = (query + queryStride, query + 2 &* queryStride)
    var j = 0
    while j < count {
      let r = load(images, j)
      let g = load(images, imageStride &+ j)
      let b = load(images, 2 &* imageStride &+ j)
      store(square(r, g, b, query + j, green + j, blue + j), result, j)
      store(square(r, g, b, query + j + 1, green + j + 1, blue + j + 1), result, stride &+ j)
      store(square(r, g, b, query + j + 2, green + j + 2, blue + j + 2), result, 2 &* stride &+ j)
      store(square(r, g, b, query + j + 3, green + j + 3, blue + j + 3), result, 3 &* stride &+ j)
      j &+= 1
    }
  }

  @inline(__always)
  private static func square(
    _ r: Lanes, _ g: Lanes, _ b: Lanes,
    _ red: UnsafePointer<Float>, _ green: UnsafePointer<Float>, _ blue: UnsafePointer<Float>
  ) -> Lanes {
    let x = r - Lanes(repeating: red[0])
    let y = g - Lanes(repeating: green[0])
    let z = b - Lanes(repeating: blue[0])
    return multiplyAdd(z, z, multiplyAdd(y, y, x * x))
  }

  /// result[j] = Σ_c (query[c][j] - images[c][j])².
  @inline(__always)
  private static func squares(
    count: Int, channels: Int, query: UnsafePointer<Float>, queryStride: Int,
    images: UnsafePointer<Float>, imageStride: Int, result: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j < count {
      var sum = Lanes.zero
      var c = 0
      while c < channels {
        let d = load(images, c &* imageStride &+ j) - Lanes(repeating: query[c &* queryStride &+ j])
        sum = multiplyAdd(d, d, sum)
        c &+= 1
      }
      store(sum, result, j)
      j &+= 1
    }
  }

  /// Four consecutive sums of equally many terms, of which they share `shared`: the first sum begins
  /// with a0, a1 and a2, and b0, b1 and b2 come after its last term, all of them vector `index` there.
  @inline(__always)
  private static func fourSums(
    _ shared: Lanes, _ a0: UnsafePointer<Float>, _ a1: UnsafePointer<Float>,
    _ a2: UnsafePointer<Float>, _ b0: UnsafePointer<Float>, _ b1: UnsafePointer<Float>,
    _ b2: UnsafePointer<Float>, _ index: Int, _ result: UnsafeMutablePointer<Float>, _ step: Int
  ) {
    let before2 = load(a2, index)
    let before1 = load(a1, index) + before2
    let after0 = load(b0, index)
    let after1 = after0 + load(b1, index)
    store(shared + (load(a0, index) + before1), result, index)
    store(shared + (before1 + after0), result, index &+ step)
    store(shared + (before2 + after1), result, index &+ 2 &* step)
    store(shared + (after1 + load(b2, index)), result, index &+ 3 &* step)
  }

  /// Four rows of sums over rows: result[i] = row[i] + … + row[i + size - 1] for i < 4.
  ///
  /// - Parameters:
  ///   - count: places of a row; up to three more are read and written.
  ///   - size: rows of a sum, 1 or at least 3.
  ///   - ring: where row 0 is row `first`, and the last is followed by the first.
  ///   - rows: of the ring.
  ///   - first: below `rows`.
  ///   - stride: places from one row to the next, of the ring and of the result.
  @inline(never)
  public static func columnSums(
    count: Int, size: Int, ring: UnsafePointer<Float>, rows: Int, first: Int, stride: Int,
    result: UnsafeMutablePointer<Float>
  ) {
    let step = 16 &* stride
    let a0 = ring + wrapped(first, rows) &* step
    let a1 = ring + wrapped(first &+ 1, rows) &* step
    let a2 = ring + wrapped(first &+ 2, rows) &* step
    let b0 = ring + wrapped(first &+ size, rows) &* step
    if size == 1 {
      var j = 0
      while j < count {
        store(load(a0, j), result, j)
        store(load(a1, j), result, j &+ stride)
        store(load(a2, j), result, j &+ 2 &* stride)
        store(load(ring + wrapped(first &+ 3, rows) &* step, j), result, j &+ 3 &* stride)
        j &+= 1
      }
      return
    }
    let b1 = ring + wrapped(first &+ size &+ 1, rows) &* step
    let b2 = ring + wrapped(first &+ size &+ 2, rows) &* step
    var j = 0
    while j < count {
      var s0 = Lanes.zero
      var s1 = Lanes.zero
      var s2 = Lanes.zero
      var s3 = Lanes.zero
      var i = 3
      while i < size {
        let row = ring + wrapped(first &+ i, rows) &* step
        s0 += load(row, j)
        s1 += load(row, j &+ 1)
        s2 += load(row, j &+ 2)
        s3 += load(row, j &+ 3)
        i &+= 1
      }
      fourSums(s0, a0, a1, a2, b0, b1, b2, j, result, stride)
      fourSums(s1, a0, a1, a2, b0, b1, b2, j &+ 1, result, stride)
      fourSums(s2, a0, a1, a2, b0, b1, b2, j &+ 2, result, stride)
      fourSums(s3, a0, a1, a2, b0, b1, b2, j &+ 3, result, stride)
      j &+= 4
    }
  }

  @inline(__always)
  static func wrapped(_ place: Int, _ period: Int) -> Int {
    place < period ? place : place &- period
  }
}
