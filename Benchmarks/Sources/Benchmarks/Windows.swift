import Framework

extension Benchmark {
  /// The windows of MNIST's size, small and large: sums cost the same for every side.
  static let windows = [9, 17].map { windowSums(images: 10_000, side: 28, window: $0) }

  /// Squared distances between the window around every pixel of one query and the same window of
  /// every image, as window sums, and the softmax over them. An operation is one such distance.
  private static func windowSums(images count: Int, side: Int, window: Int) -> Benchmark {
    let shape = ImageShape(channels: 1, height: side, width: side)
    let work = Double(count * shape.count) * 1e-9
    return Benchmark(
      name: "window-sums-\(window)x\(window)-\(count)x\(shape.count)", work: work, unit: "G/s"
    ) { _ in
      let pixels = bytes(count * shape.count)
      let images = ImageStore(shape: shape, bytes: pixels)
      var random = BenchmarkRandom()
      let query = ImageBatch(
        shape: shape, values: (0..<shape.count).map { _ in Float(random.symmetric()) })
      let level = NoiseLevel(signal: 0.7, noise: 0.7, step: 0, t: 500)
      let outcome = Outcome<ImageBatch>()
      return Prepared {
        outcome.value = WindowPosterior(
          window: window, places: .same, at: level, tolerance: 1e-7
        ).mean(of: images, given: query)
      } verify: {
        guard let result = outcome.value else { return .missing }
        let places = [(0, 0), (3, side - 1), (side / 2, side / 2), (side - 1, 5)]
        let errors = places.map { y, x in
          abs(
            Double(result.values[y * side + x])
              - slowMean(pixels, query, level, side: side, window: window, y, x))
        }
        return Verdict(errors.max() ?? .nan, atMost: 1e-5)
      }
    }
  }

  /// The posterior mean of one pixel given the window around it, in Double.
  private static func slowMean(
    _ pixels: [UInt8], _ query: ImageBatch, _ level: NoiseLevel, side: Int, window: Int,
    _ y: Int, _ x: Int
  ) -> Double {
    let reach = window / 2
    func value(_ image: Int, _ place: Int) -> Double {
      Double(pixels[image * side * side + place]) / 127.5 - 1
    }
    let distances = (0..<pixels.count / (side * side)).map { image in
      var sum = 0.0
      for row in max(0, y - reach)...min(side - 1, y + reach) {
        for column in max(0, x - reach)...min(side - 1, x + reach) {
          let place = row * side + column
          let difference = Double(query.values[place]) - level.signal * value(image, place)
          sum += difference * difference
        }
      }
      return sum
    }
    let least = distances.min() ?? 0
    let weights = distances.map {
      exponentialOfDouble((least - $0) / (2 * level.noise * level.noise))
    }
    let weighted = weights.indices.reduce(0.0) { $0 + weights[$1] * value($1, y * side + x) }
    return weighted / weights.reduce(0, +)
  }
}
