import Framework

extension Benchmark {
  static let scans = [
    exponential(count: 1 << 16),
    softmax(count: 60_000),
    distances(images: 10_000, elements: 784, queries: 8),
    distances(images: 10_000, elements: 3072, queries: 8),
    weightedSums(images: 10_000, elements: 784, queries: 8),
    weightedSums(images: 10_000, elements: 3072, queries: 8),
  ]

  static func bytes(_ count: Int) -> [UInt8] {
    var random = BenchmarkRandom()
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.bits() >> 33) }
  }

  private static func exponential(count: Int) -> Benchmark {
    Benchmark(name: "exp-float-\(count)", work: Double(count) * 1e-9, unit: "G/s") { _ in
      var random = BenchmarkRandom()
      let x = (0..<count).map { _ in Float(random.symmetric() * 10 - 10) }
      let outcome = Outcome<[Float]>()
      outcome.value = [Float](repeating: 0, count: count)
      let scan = ImageScan()
      return Prepared {
        x.withUnsafeBufferPointer { source in
          outcome.value?.withUnsafeMutableBufferPointer { target in
            scan.exponentials(
              of: source.baseAddress!, count: count, into: target.baseAddress!)
          }
        }
      } verify: {
        guard let result = outcome.value else { return .missing }
        let errors = zip(x, result).map { argument, value in
          let exact = exponentialOfDouble(Double(argument))
          return abs(Double(value) - exact) / exact
        }
        return Verdict(errors.max() ?? .nan, atMost: 2.4e-7)
      }
    }
  }

  /// The running softmax over distances that come in by blocks of 16,384.
  private static func softmax(count: Int) -> Benchmark {
    Benchmark(name: "softmax-float-\(count)", work: Double(count) * 1e-9, unit: "G/s") { _ in
      var random = BenchmarkRandom()
      let distances = (0..<count).map { _ in Float(random.symmetric() * 10 + 10) }
      let blocks = stride(from: 0, to: count, by: 16_384).map {
        Array(distances[$0..<min($0 + 16_384, count)])
      }
      let outcome = Outcome<StreamingSoftmax>()
      return Prepared {
        var softmax = StreamingSoftmax(variance: 0.5)
        for block in blocks { _ = softmax.add(block) }
        outcome.value = softmax
      } verify: {
        guard let result = outcome.value else { return .missing }
        let exact = distances.reduce(0.0) {
          $0 + exponentialOfDouble(Double(result.least) - Double($1))
        }
        return Verdict(abs(result.total / exact - 1), atMost: 1e-5)
      }
    }
  }

  private static func distances(images: Int, elements: Int, queries: Int) -> Benchmark {
    let work = Double(images * elements * queries) * 1e-9
    return Benchmark(
      name: "distances-\(queries)x\(images)x\(elements)", work: work, unit: "G/s"
    ) { _ in
      let pixels = bytes(images * elements)
      var random = BenchmarkRandom()
      let query = (0..<queries * elements).map { _ in Float(random.symmetric() * 255) }
      let outcome = Outcome<[Float]>()
      outcome.value = [Float](repeating: 0, count: queries * images)
      let scan = ImageScan()
      return Prepared {
        query.withUnsafeBufferPointer { query in
          pixels.withUnsafeBufferPointer { pixels in
            outcome.value?.withUnsafeMutableBufferPointer { target in
              scan.squaredDistances(
                queries: query.baseAddress!, queryCount: queries, queryStride: elements,
                factor: 0.7, images: pixels.baseAddress!, imageCount: images,
                imageStride: elements, elements: elements, distances: target.baseAddress!,
                distanceStride: images)
            }
          }
        }
      } verify: {
        guard let result = outcome.value else { return .missing }
        var error = 0.0
        for sample in 0..<100 {
          let (b, i) = (sample % queries, sample * 7919 % images)
          var exact = 0.0
          for j in 0..<elements {
            let pixel = Double(Float(0.7)) * Double(pixels[i * elements + j])
            let difference = Double(query[b * elements + j]) - pixel
            exact += difference * difference
          }
          error = max(error, abs(Double(result[b * images + i]) - exact) / exact)
        }
        return Verdict(error, atMost: 5e-6)
      }
    }
  }

  private static func weightedSums(images: Int, elements: Int, queries: Int) -> Benchmark {
    let work = Double(images * elements * queries) * 1e-9
    return Benchmark(
      name: "weighted-sums-\(queries)x\(images)x\(elements)", work: work, unit: "G/s"
    ) { _ in
      let pixels = bytes(images * elements)
      var random = BenchmarkRandom()
      let weights = (0..<queries * images).map { _ in Float(random.symmetric() + 1) }
      let outcome = Outcome<[Float]>()
      let scan = ImageScan()
      return Prepared {
        outcome.value = [Float](repeating: 0, count: queries * elements)
        weights.withUnsafeBufferPointer { weights in
          pixels.withUnsafeBufferPointer { pixels in
            outcome.value?.withUnsafeMutableBufferPointer { target in
              scan.addWeighted(
                weights: weights.baseAddress!, queryCount: queries, weightStride: images,
                images: pixels.baseAddress!, imageCount: images, imageStride: elements,
                elements: elements, sums: target.baseAddress!, sumStride: elements)
            }
          }
        }
      } verify: {
        guard let result = outcome.value else { return .missing }
        var error = 0.0
        for sample in 0..<20 {
          let (b, j) = (sample % queries, sample * 7919 % elements)
          var exact = 0.0
          for i in 0..<images {
            exact += Double(weights[b * images + i]) * Double(pixels[i * elements + j])
          }
          error = max(error, abs(Double(result[b * elements + j]) - exact) / exact)
        }
        return Verdict(error, atMost: 2e-5)
      }
    }
  }
}
