/// Kernels over sixteen images side by side: element e of image i stands in lane i of vector e.
///
/// Distances between windows are sums of squared differences, and sums over windows are separable:
/// rows first, then columns. Only additions of non-negative terms: running sums that subtract again
/// what leaves the window lose the small distances that decide at low noise.
public enum WindowKernels {
  typealias Lanes = SIMD16<Float>

  @inline(__always)
  static func load(_ p: UnsafePointer<Float>, _ index: Int) -> Lanes {
    ScanKernels.load(p + 16 &* index)
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>, _ index: Int) {
    ScanKernels.store(value, p + 16 &* index)
  }
}

extension WindowKernels {
  /// result[j] = Σ_c (query[c][j] - factor · images[c][j])², the query's element in every lane.
  ///
  /// Strides count elements of the query and vectors of the images.
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
      while j < count {
        let r = difference(query, j, negative, images, j)
        let g = difference(query, queryStride &+ j, negative, images, imageStride &+ j)
        let b = difference(query, 2 &* queryStride &+ j, negative, images, 2 &* imageStride &+ j)
        store(multiplyAdd(b, b, multiplyAdd(g, g, r * r)), result, j)
        j &+= 1
      }
      return
    }
    while j < count {
      let d = difference(query, j, negative, images, j)
      store(d * d, result, j)
      j &+= 1
    }
    var c = 1
    while c < channels {
      let (x, image) = (query + c &* queryStride, images + 16 &* c &* imageStride)
      j = 0
      while j < count {
        let d = difference(x, j, negative, image, j)
        store(multiplyAdd(d, d, load(result, j)), result, j)
        j &+= 1
      }
      c &+= 1
    }
  }

  /// query[i] - factor · images[j] in every lane.
  @inline(__always)
  private static func difference(
    _ query: UnsafePointer<Float>, _ i: Int, _ negative: Lanes, _ images: UnsafePointer<Float>,
    _ j: Int
  ) -> Lanes {
    multiplyAdd(negative, load(images, j), Lanes(repeating: query[i]))
  }

  /// result[j] = row[j] + … + row[j + size - 1] for j < count; `partial` has room for `size`
  /// vectors.
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
      var end = load(row, first &+ size &- 1)
      store(end, partial, size &- 1)
      var i = size &- 2
      while i >= 0 {
        end += load(row, first &+ i)
        store(end, partial, i)
        i &-= 1
      }
      store(end, result, first)
      var beginning = Lanes.zero
      let next = first &+ size
      let last = min(size, count &- first)
      i = 1
      while i < last {
        beginning += load(row, next &+ i &- 1)
        store(load(partial, i) + beginning, result, first &+ i)
        i &+= 1
      }
      first = next
    }
  }

  /// result[j] = a[j] + b[j], vector by vector; `result` may be `a` or `b`.
  @inline(never)
  public static func add(
    _ count: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j < count {
      store(load(a, j) + load(b, j), result, j)
      j &+= 1
    }
  }
}
