/// Weighted sums of images with UInt8 elements.
extension ScanKernels {
  /// sums[b][j] += Σ_i weights[b][i] · images[i][j], first within blocks of 64 images.
  ///
  /// Blocks in which all weights are zero are not read: images must be finite.
  ///
  /// - Parameters:
  ///   - elements: of an image, and of the sums of a query.
  ///   - weights: those of query b begin at `weights + b · weightStride`.
  ///   - images: image i begins at `images + i · imageStride`.
  ///   - sums: those of query b begin at `sums + b · sumStride`.
  @inline(never)
  public static func addWeighted(
    queryCount: Int, imageCount: Int, elements: Int, weights: UnsafePointer<Float>,
    weightStride: Int, images: UnsafePointer<UInt8>, imageStride: Int,
    sums: UnsafeMutablePointer<Float>, sumStride: Int
  ) {
    var start = 0
    while start < imageCount {
      let count = min(blockOfSums, imageCount &- start)
      let weight = weights + start
      if hasWeight(queryCount, count, weight, weightStride) {
        let image = images + start &* imageStride
        var j = 0
        while j &+ 32 <= elements {
          addWeightedBlock(
            queryCount: queryCount, imageCount: count, weights: weight, weightStride: weightStride,
            images: image + j, imageStride: imageStride, sums: sums + j, sumStride: sumStride)
          j &+= 32
        }
        while j < elements {
          var b = 0
          while b < queryCount {
            let w = weight + b &* weightStride
            var sum: Float = 0
            var i = 0
            while i < count {
              sum = multiplyAdd(w[i], Float(image[i &* imageStride &+ j]), sum)
              i &+= 1
            }
            sums[b &* sumStride &+ j] += sum
            b &+= 1
          }
          j &+= 1
        }
      }
      start &+= blockOfSums
    }
  }

  /// 32 elements of the weighted sums of one block of images, four queries at a time.
  @inline(__always)
  static func addWeightedBlock(
    queryCount: Int, imageCount: Int, weights: UnsafePointer<Float>, weightStride: Int,
    images: UnsafePointer<UInt8>, imageStride: Int, sums: UnsafeMutablePointer<Float>,
    sumStride: Int
  ) {
    var b = 0
    while b &+ 4 <= queryCount {
      let w0 = weights + b &* weightStride
      let w1 = w0 + weightStride
      let w2 = w1 + weightStride
      let w3 = w2 + weightStride
      var low0 = Lanes.zero
      var low1 = Lanes.zero
      var low2 = Lanes.zero
      var low3 = Lanes.zero
      var high0 = Lanes.zero
      var high1 = Lanes.zero
      var high2 = Lanes.zero
      var high3 = Lanes.zero
      var image = images
      var i = 0
      while i < imageCount {
        let low = load(image)
        let high = load(image + 16)
        low0 = multiplyAdd(Lanes(repeating: w0[i]), low, low0)
        high0 = multiplyAdd(Lanes(repeating: w0[i]), high, high0)
        low1 = multiplyAdd(Lanes(repeating: w1[i]), low, low1)
        high1 = multiplyAdd(Lanes(repeating: w1[i]), high, high1)
        low2 = multiplyAdd(Lanes(repeating: w2[i]), low, low2)
        high2 = multiplyAdd(Lanes(repeating: w2[i]), high, high2)
        low3 = multiplyAdd(Lanes(repeating: w3[i]), low, low3)
        high3 = multiplyAdd(Lanes(repeating: w3[i]), high, high3)
        image += imageStride
        i &+= 1
      }
      let target = sums + b &* sumStride
      add(low0, high0, target)
      add(low1, high1, target + sumStride)
      add(low2, high2, target + 2 &* sumStride)
      add(low3, high3, target + 3 &* sumStride)
      b &+= 4
    }
    while b < queryCount {
      let w = weights + b &* weightStride
      var low = Lanes.zero
      var high = Lanes.zero
      var image = images
      var i = 0
      while i < imageCount {
        low = multiplyAdd(Lanes(repeating: w[i]), load(image), low)
        high = multiplyAdd(Lanes(repeating: w[i]), load(image + 16), high)
        image += imageStride
        i &+= 1
      }
      add(low, high, sums + b &* sumStride)
      b &+= 1
    }
  }
}
