/// Passes over all images that denoisers are made of. Queries share each pass over the data, and
/// the data are cut into blocks that depend on the data alone: the same bits for any batch size and
/// number of threads.
extension ImageStore {
  /// Queries that share a pass.
  private static let queriesPerPass = 16
  /// Blocks whose partial sums are held at one time, which bounds the memory of a pass.
  private static let blocksPerWave = 32

  /// Posterior mean of the images under the noise model: Σ_i X_i softmax_i(−|x − aX_i|² / 2v).
  ///
  /// - Parameters:
  ///   - queries: the noisy images x.
  ///   - signal: a.
  ///   - variance: v > 0; s² times the temperature.
  ///   - neighbors: only this many nearest images count; nil for all.
  public func posteriorMean(
    of queries: ImageBatch, signal: Double, variance: Double, neighbors: Int? = nil
  ) -> ImageBatch {
    eachPass(over: queries) { pass in
      let distances = squaredDistances(from: pass, signal: signal)
      let weights = distances.map { softmax($0, variance: variance, neighbors: neighbors) }
      return weightedMeans(weights)
    }
  }

  /// The nearest image to each query by |x − aX_i|; the first of equals.
  public func nearest(
    to queries: ImageBatch, signal: Double
  ) -> [(index: Int, squaredDistance: Double)] {
    var found: [(index: Int, squaredDistance: Double)] = []
    _ = eachPass(over: queries) { pass in
      for distances in squaredDistances(from: pass, signal: signal) {
        let best = distances.indices.min { (distances[$0], $0) < (distances[$1], $1) } ?? 0
        found.append((best, Double(distances[best])))
      }
      return pass.values
    }
    return found
  }

  private func eachPass(
    over queries: ImageBatch, _ body: (ImageBatch) -> [Float]
  ) -> ImageBatch {
    precondition(queries.shape == shape, "queries of another shape than the images")
    var result: [Float] = []
    result.reserveCapacity(queries.values.count)
    for first in stride(from: 0, to: queries.count, by: Self.queriesPerPass) {
      result += body(queries[first..<min(first + Self.queriesPerPass, queries.count)])
    }
    return ImageBatch(shape: shape, values: result, firstSample: queries.firstSample)
  }

  /// |x − aX_i|² for every query and image: one list for each query.
  public func squaredDistances(from queries: ImageBatch, signal: Double) -> [[Float]] {
    // A byte u stands for u/127.5 − 1, so x − aX = (x + a) − (a/127.5)·u.
    let factor = Float(holdsBytes ? signal / 127.5 : signal)
    let shifted = holdsBytes ? queries.map { $0 + signal }.values : queries.values
    let blocks = scanBlocks
    let parts = WorkPool.shared.map(blocks.count) { block -> [Float] in
      let range = blocks[block]
      var distances = [Float](repeating: 0, count: queries.count * range.count)
      let scan = ImageScan()
      shifted.withUnsafeBufferPointer { x in
        distances.withUnsafeMutableBufferPointer { d in
          guard let x = x.baseAddress, let d = d.baseAddress else { return }
          withBlock(range) { rows in
            switch rows {
            case .bytes(let base, let count, let stride):
              scan.squaredDistances(
                queries: x, queryCount: queries.count, queryStride: shape.count, factor: factor,
                images: base, imageCount: count, imageStride: stride, elements: shape.count,
                distances: d, distanceStride: range.count)
            case .floats(let base, let count, let stride):
              scan.squaredDistances(
                queries: x, queryCount: queries.count, queryStride: shape.count, factor: factor,
                images: base, imageCount: count, imageStride: stride, elements: shape.count,
                distances: d, distanceStride: range.count)
            }
          }
        }
      }
      return distances
    }
    return (0..<queries.count).map { query in
      zip(blocks, parts).flatMap { range, part in
        part[query * range.count..<(query + 1) * range.count]
      }
    }
  }

  /// Normalised weights exp(−d/2v) / Σ; an image whose weight underflows Float counts as 0.
  private func softmax(_ distances: [Float], variance: Double, neighbors: Int?) -> [Float] {
    let scan = ImageScan()
    let least = -Double(scan.maximum(of: distances.map { -$0 }))
    var logits = distances.map { Float((least - Double($0)) / (2 * variance)) }
    if let neighbors, neighbors < distances.count {
      let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
      for index in order[neighbors...] { logits[index] = -.infinity }
    }
    scan.exponentiate(&logits)
    let total = logits.reduce(0.0) { $0 + Double($1) }
    return logits.map { Float(Double($0) / total) }
  }

  /// Σ_i w_i X_i for each list of weights, as values [queries, c, h, w].
  ///
  /// Float inside a block of images, Double across blocks.
  private func weightedMeans(_ weights: [[Float]]) -> [Float] {
    let size = shape.count
    var sums = [Double](repeating: 0, count: weights.count * size)
    // Blocks in which every weight is 0 add nothing: at low noise nearly all of them.
    let blocks = scanBlocks.filter { range in weights.contains { $0[range].contains { $0 > 0 } } }
    for wave in stride(from: 0, to: blocks.count, by: Self.blocksPerWave) {
      let range = wave..<min(wave + Self.blocksPerWave, blocks.count)
      let parts = WorkPool.shared.map(range.count) {
        weightedSum(
          weights.map { [block = blocks[range.lowerBound + $0]] in Array($0[block]) },
          over: blocks[range.lowerBound + $0])
      }
      for part in parts {
        for index in sums.indices { sums[index] += Double(part[index]) }
      }
    }
    // Σ w = 1 up to rounding, so bytes become values by one scale and shift.
    return sums.map { Float(holdsBytes ? $0 / 127.5 - 1 : $0) }
  }

  /// Σ_i w_i · stored number over the images of one block, [queries, c, h, w].
  private func weightedSum(_ weights: [[Float]], over block: Range<Int>) -> [Float] {
    var sums = [Float](repeating: 0, count: weights.count * shape.count)
    let flat = weights.flatMap { $0 }
    let scan = ImageScan()
    flat.withUnsafeBufferPointer { w in
      sums.withUnsafeMutableBufferPointer { s in
        guard let w = w.baseAddress, let s = s.baseAddress else { return }
        withBlock(block) { rows in
          switch rows {
          case .bytes(let base, let count, let stride):
            scan.addWeighted(
              weights: w, queryCount: weights.count, weightStride: block.count, images: base,
              imageCount: count, imageStride: stride, elements: shape.count, sums: s,
              sumStride: shape.count)
          case .floats(let base, let count, let stride):
            scan.addWeighted(
              weights: w, queryCount: weights.count, weightStride: block.count, images: base,
              imageCount: count, imageStride: stride, elements: shape.count, sums: s,
              sumStride: shape.count)
          }
        }
      }
    }
    return sums
  }
}
