/// Kernels over 32 images side by side: element e of image i stands in lane i of the 32 numbers of e,
/// two vectors, which hide each other's latencies and share what is the same for all images.
///
/// Distances between windows are sums of squared differences, and sums over windows are separable:
/// rows first, then columns. Only additions of non-negative terms: running sums that subtract again
/// what leaves the window lose the small distances that decide at low noise.
///
/// Counts, places and strides of images are in groups of 32 numbers.
public enum WindowKernels {
  typealias Lanes = SIMD16<Float>

  /// Half `half` of the lanes of place `index`.
  @inline(__always)
  static func load(_ p: UnsafePointer<Float>, _ index: Int, _ half: Int) -> Lanes {
    ScanKernels.load(p + (32 &* index &+ 16 &* half))
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>, _ index: Int, _ half: Int) {
    ScanKernels.store(value, p + (32 &* index &+ 16 &* half))
  }
}

extension WindowKernels {
  /// result[j] = Σ_c (query[c][j] - factor · images[c][j])², the query's element in every lane.
  ///
  /// Strides count elements of the query and places of the images.
  @inline(never)
  public static func differences(
    _ count: Int, _ channels: Int, _ factor: Float,
    _ query: UnsafePointer<Float>, _ queryStride: Int,
    _ images: UnsafePointer<Float>, _ imageStride: Int, _ result: UnsafeMutablePointer<Float>
  ) {
    let negative = Lanes(repeating: -factor)
    var j = 0
    // One loop for colours, whose three channels stay in registers, and one for any number.
    if channels == 3 {
      let (green, blue) = (query + queryStride, query + 2 &* queryStride)
      while j < count {
        let (x, y, z) = (
          Lanes(repeating: query[j]), Lanes(repeating: green[j]), Lanes(repeating: blue[j])
        )
        var half = 0
        while half < 2 {
          let r = multiplyAdd(negative, load(images, j, half), x)
          let g = multiplyAdd(negative, load(images, imageStride &+ j, half), y)
          let b = multiplyAdd(negative, load(images, 2 &* imageStride &+ j, half), z)
          store(multiplyAdd(b, b, multiplyAdd(g, g, r * r)), result, j, half)
          half &+= 1
        }
        j &+= 1
      }
      return
    }
    while j < count {
      let x = Lanes(repeating: query[j])
      let d0 = multiplyAdd(negative, load(images, j, 0), x)
      let d1 = multiplyAdd(negative, load(images, j, 1), x)
      store(d0 * d0, result, j, 0)
      store(d1 * d1, result, j, 1)
      j &+= 1
    }
    var c = 1
    while c < channels {
      let (row, image) = (query + c &* queryStride, images + 32 &* c &* imageStride)
      j = 0
      while j < count {
        let x = Lanes(repeating: row[j])
        let d0 = multiplyAdd(negative, load(image, j, 0), x)
        let d1 = multiplyAdd(negative, load(image, j, 1), x)
        store(multiplyAdd(d0, d0, load(result, j, 0)), result, j, 0)
        store(multiplyAdd(d1, d1, load(result, j, 1)), result, j, 1)
        j &+= 1
      }
      c &+= 1
    }
  }

  /// result[j] = row[j] + … + row[j + size - 1] for j < count; `partial` has room for `size`
  /// places.
  ///
  /// Three additions a sum, whatever the size is (van Herk): cut the row into blocks as long as the
  /// window; a window is the end of one block and the beginning of the next.
  @inline(never)
  public static func sums(
    _ count: Int, _ size: Int, _ row: UnsafePointer<Float>,
    _ partial: UnsafeMutablePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    var first = 0
    while first < count {
      var end0 = load(row, first &+ size &- 1, 0)
      var end1 = load(row, first &+ size &- 1, 1)
      store(end0, partial, size &- 1, 0)
      store(end1, partial, size &- 1, 1)
      var i = size &- 2
      while i >= 0 {
        end0 += load(row, first &+ i, 0)
        end1 += load(row, first &+ i, 1)
        store(end0, partial, i, 0)
        store(end1, partial, i, 1)
        i &-= 1
      }
      store(end0, result, first, 0)
      store(end1, result, first, 1)
      var beginning0 = Lanes.zero
      var beginning1 = Lanes.zero
      let next = first &+ size
      let last = min(size, count &- first)
      i = 1
      while i < last {
        beginning0 += load(row, next &+ i &- 1, 0)
        beginning1 += load(row, next &+ i &- 1, 1)
        store(load(partial, i, 0) + beginning0, result, first &+ i, 0)
        store(load(partial, i, 1) + beginning1, result, first &+ i, 1)
        i &+= 1
      }
      first = next
    }
  }

  /// result[j] = a[j] + b[j]; `result` may be `a` or `b`.
  @inline(never)
  public static func add(
    _ count: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j < count {
      store(load(a, j, 0) + load(b, j, 0), result, j, 0)
      store(load(a, j, 1) + load(b, j, 1), result, j, 1)
      j &+= 1
    }
  }
}
