/// Squared distances to images with UInt8 elements.
extension ScanKernels {
  /// distances[b][i] = Σ_j (queries[b][j] - factor · images[i][j])².
  ///
  /// Sixteen lanes over spans of 1024 elements, the spans one after the other: every distance is
  /// summed in the same order, whatever the other queries and images are. A span of four queries
  /// stays in the first-level cache while the images stream by.
  ///
  /// - Parameters:
  ///   - elements: of an image, and of a query.
  ///   - factor: what an element of an image is multiplied with, to be compared with one of a query.
  ///   - queries: query b begins at `queries + b · queryStride`.
  ///   - images: image i begins at `images + i · imageStride`.
  ///   - distances: those of query b begin at `distances + b · distanceStride`.
  @inline(never)
  public static func squaredDistances(
    queryCount: Int, imageCount: Int, elements: Int, factor: Float, queries: UnsafePointer<Float>,
    queryStride: Int, images: UnsafePointer<UInt8>, imageStride: Int,
    distances: UnsafeMutablePointer<Float>, distanceStride: Int
  ) {
    clear(queryCount, imageCount, distances, distanceStride)
    let negative = Lanes(repeating: -factor)
    var first = 0
    while first < imageCount {
      let last = min(imageCount, first &+ imagesOfSpan)
      // For fewer queries the passes below are as fast as the memory.
      var start =
        queryCount < 4
        ? 0 : touch(last &- first, elements, images + first &* imageStride, imageStride)
      while start < elements {
        let count = min(spanOfSums, elements &- start)
        var i = first
        while i < last {
          let group = min(4, last &- i)
          addDistances(
            queryCount: queryCount, imageCount: group, count: count, negative: negative,
            queries: queries + start, queryStride: queryStride,
            images: images + i &* imageStride + start, imageStride: imageStride,
            distances: distances + i, distanceStride: distanceStride)
          i &+= group
        }
        start &+= spanOfSums
      }
      first = last
    }
  }

  /// Reads a bit of every cache line of some images, which makes the processor fetch them as
  /// one stream: spans of rows alone are too short for it to see one. Always 0.
  @inline(__always)
  static func touch(
    _ imageCount: Int, _ elements: Int, _ images: UnsafePointer<UInt8>, _ stride: Int
  ) -> Int {
    var bits: UInt32 = 0
    let line = 64 / MemoryLayout<UInt8>.stride
    var i = 0
    while i < imageCount {
      let image = images + i &* stride
      var j = 0
      while j &+ 4 <= elements {
        bits |= UnsafeRawPointer(image + j).loadUnaligned(as: UInt32.self)
        j &+= line
      }
      i &+= 1
    }
    // No stride is negative, but the compiler does not know, and so cannot leave the reading out.
    return stride < 0 ? Int(bits) : 0
  }

  /// One span of the distances of all queries to up to four images: either four queries and one
  /// image at a time or one query and four images, four sums that do not wait for each other.
  @inline(__always)
  static func addDistances(
    queryCount: Int, imageCount: Int, count: Int, negative: Lanes, queries: UnsafePointer<Float>,
    queryStride: Int, images: UnsafePointer<UInt8>, imageStride: Int,
    distances: UnsafeMutablePointer<Float>, distanceStride: Int
  ) {
    var b = 0
    while b &+ 4 <= queryCount {
      var i = 0
      while i < imageCount {
        addDistancesOfQueries(
          count: count, negative: negative, queries: queries + b &* queryStride,
          queryStride: queryStride, image: images + i &* imageStride,
          distances: distances + b &* distanceStride + i, stride: distanceStride)
        i &+= 1
      }
      b &+= 4
    }
    while b < queryCount {
      let query = queries + b &* queryStride
      let target = distances + b &* distanceStride
      if imageCount == 4 {
        addDistancesOfImages(
          count: count, negative: negative, query: query, images: images, imageStride: imageStride,
          distances: target)
      } else {
        var i = 0
        while i < imageCount {
          addDistance(
            count: count, negative: negative, query: query, image: images + i &* imageStride,
            distance: target + i)
          i &+= 1
        }
      }
      b &+= 1
    }
  }

  /// One span of the distances of four queries to one image.
  @inline(__always)
  static func addDistancesOfQueries(
    count: Int, negative: Lanes, queries: UnsafePointer<Float>, queryStride: Int,
    image: UnsafePointer<UInt8>, distances: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let q0 = queries
    let q1 = q0 + queryStride
    let q2 = q1 + queryStride
    let q3 = q2 + queryStride
    var s0 = Lanes.zero
    var s1 = Lanes.zero
    var s2 = Lanes.zero
    var s3 = Lanes.zero
    var j = 0
    while j &+ 16 <= count {
      let u = load(image + j)
      s0 = addSquare(load(q0 + j), negative, u, s0)
      s1 = addSquare(load(q1 + j), negative, u, s1)
      s2 = addSquare(load(q2 + j), negative, u, s2)
      s3 = addSquare(load(q3 + j), negative, u, s3)
      j &+= 16
    }
    if j < count {
      let rest = count &- j
      let u = load(image + j, count: rest)
      s0 = addSquare(load(q0 + j, count: rest), negative, u, s0)
      s1 = addSquare(load(q1 + j, count: rest), negative, u, s1)
      s2 = addSquare(load(q2 + j, count: rest), negative, u, s2)
      s3 = addSquare(load(q3 + j, count: rest), negative, u, s3)
    }
    distances[0] += FloatKernels.total(s0)
    distances[stride] += FloatKernels.total(s1)
    distances[2 &* stride] += FloatKernels.total(s2)
    distances[3 &* stride] += FloatKernels.total(s3)
  }

  /// One span of the distances of one query to four images.
  @inline(__always)
  static func addDistancesOfImages(
    count: Int, negative: Lanes, query: UnsafePointer<Float>, images: UnsafePointer<UInt8>,
    imageStride: Int, distances: UnsafeMutablePointer<Float>
  ) {
    let u0 = images
    let u1 = u0 + imageStride
    let u2 = u1 + imageStride
    let u3 = u2 + imageStride
    var s0 = Lanes.zero
    var s1 = Lanes.zero
    var s2 = Lanes.zero
    var s3 = Lanes.zero
    var j = 0
    while j &+ 16 <= count {
      let q = load(query + j)
      s0 = addSquare(q, negative, load(u0 + j), s0)
      s1 = addSquare(q, negative, load(u1 + j), s1)
      s2 = addSquare(q, negative, load(u2 + j), s2)
      s3 = addSquare(q, negative, load(u3 + j), s3)
      j &+= 16
    }
    if j < count {
      let rest = count &- j
      let q = load(query + j, count: rest)
      s0 = addSquare(q, negative, load(u0 + j, count: rest), s0)
      s1 = addSquare(q, negative, load(u1 + j, count: rest), s1)
      s2 = addSquare(q, negative, load(u2 + j, count: rest), s2)
      s3 = addSquare(q, negative, load(u3 + j, count: rest), s3)
    }
    distances[0] += FloatKernels.total(s0)
    distances[1] += FloatKernels.total(s1)
    distances[2] += FloatKernels.total(s2)
    distances[3] += FloatKernels.total(s3)
  }

  /// One span of the distance of one query to one image.
  @inline(__always)
  static func addDistance(
    count: Int, negative: Lanes, query: UnsafePointer<Float>, image: UnsafePointer<UInt8>,
    distance: UnsafeMutablePointer<Float>
  ) {
    var sum = Lanes.zero
    var j = 0
    while j &+ 16 <= count {
      sum = addSquare(load(query + j), negative, load(image + j), sum)
      j &+= 16
    }
    if j < count {
      let rest = count &- j
      let u = load(image + j, count: rest)
      sum = addSquare(load(query + j, count: rest), negative, u, sum)
    }
    distance.pointee += FloatKernels.total(sum)
  }
}
