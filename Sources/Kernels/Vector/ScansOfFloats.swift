extension ScanKernels {
  /// distances[b][i] = Σ_j (queries[b][j] - factor · images[i][j])² for Float images.
  ///
  /// Every distance is summed in the same order, whatever the other queries and images are.
  @inline(never)
  public static func squaredDistances(
    _ queryCount: Int, _ imageCount: Int, _ elements: Int, _ factor: Float,
    _ queries: UnsafePointer<Float>, _ queryStride: Int,
    _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ distances: UnsafeMutablePointer<Float>, _ distanceStride: Int
  ) {
    let negative = Lanes(repeating: -factor)
    var i = 0
    while i < imageCount {
      let image = images + i &* imageStride
      var b = 0
      while b &+ 4 <= queryCount {
        let q0 = queries + b &* queryStride
        let q1 = q0 + queryStride
        let q2 = q1 + queryStride
        let q3 = q2 + queryStride
        var t0 = Lanes.zero
        var t1 = Lanes.zero
        var t2 = Lanes.zero
        var t3 = Lanes.zero
        var j = 0
        while j < elements {
          let end = min(elements, j &+ spanOfSums)
          var s0 = Lanes.zero
          var s1 = Lanes.zero
          var s2 = Lanes.zero
          var s3 = Lanes.zero
          while j &+ 16 <= end {
            let u = load(image + j)
            s0 = addSquare(load(q0 + j), negative, u, s0)
            s1 = addSquare(load(q1 + j), negative, u, s1)
            s2 = addSquare(load(q2 + j), negative, u, s2)
            s3 = addSquare(load(q3 + j), negative, u, s3)
            j &+= 16
          }
          if j < end {
            let rest = end &- j
            let u = load(image + j, count: rest)
            s0 = addSquare(load(q0 + j, count: rest), negative, u, s0)
            s1 = addSquare(load(q1 + j, count: rest), negative, u, s1)
            s2 = addSquare(load(q2 + j, count: rest), negative, u, s2)
            s3 = addSquare(load(q3 + j, count: rest), negative, u, s3)
            j = end
          }
          t0 += s0
          t1 += s1
          t2 += s2
          t3 += s3
        }
        let d = distances + b &* distanceStride + i
        d[0] = FloatKernels.total(t0)
        d[distanceStride] = FloatKernels.total(t1)
        d[2 &* distanceStride] = FloatKernels.total(t2)
        d[3 &* distanceStride] = FloatKernels.total(t3)
        b &+= 4
      }
      while b < queryCount {
        let q = queries + b &* queryStride
        var t = Lanes.zero
        var j = 0
        while j < elements {
          let end = min(elements, j &+ spanOfSums)
          var s = Lanes.zero
          while j &+ 16 <= end {
            s = addSquare(load(q + j), negative, load(image + j), s)
            j &+= 16
          }
          if j < end {
            let rest = end &- j
            let u = load(image + j, count: rest)
            s = addSquare(load(q + j, count: rest), negative, u, s)
            j = end
          }
          t += s
        }
        distances[b &* distanceStride &+ i] = FloatKernels.total(t)
        b &+= 1
      }
      i &+= 1
    }
  }

  /// sums[b][j] += Σ_i weights[b][i] · images[i][j] for Float images, i in ascending order.
  @inline(never)
  public static func addWeighted(
    _ queryCount: Int, _ imageCount: Int, _ elements: Int,
    _ weights: UnsafePointer<Float>, _ weightStride: Int,
    _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ sums: UnsafeMutablePointer<Float>, _ sumStride: Int
  ) {
    var b = 0
    while b < queryCount {
      let w = weights + b &* weightStride
      let target = sums + b &* sumStride
      var j = 0
      while j &+ 16 <= elements {
        var s = load(target + j)
        var i = 0
        while i < imageCount {
          s = multiplyAdd(Lanes(repeating: w[i]), load(images + i &* imageStride + j), s)
          i &+= 1
        }
        store(s, target + j)
        j &+= 16
      }
      while j < elements {
        var s = target[j]
        var i = 0
        while i < imageCount {
          s = multiplyAdd(w[i], Float(images[i &* imageStride &+ j]), s)
          i &+= 1
        }
        target[j] = s
        j &+= 1
      }
      b &+= 1
    }
  }
}
