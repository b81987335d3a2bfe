/// Passes over all images that denoisers are made of. Queries share each pass over the data, and
/// the data are cut into blocks that depend on the data alone: the same bits for any batch size and
/// number of threads.
extension ImageStore {
  /// Queries that share a pass.
  private static let queriesPerPass = 16
  /// Blocks whose distances and partial sums are held at one time, which bounds the memory of a pass.
  private static let blocksPerWave = 32

  /// Posterior mean of the images under the noise model: Σ_i X_i softmax_i(−|x − aX_i|² / 2v).
  ///
  /// One pass, in memory that does not grow with the number of images; two with `neighbors`.
  ///
  /// - Parameters:
  ///   - queries: the noisy images x.
  ///   - signal: a.
  ///   - variance: v > 0; s² times the temperature.
  ///   - neighbors: only this many nearest images count; nil for all.
  public func posteriorMean(
    of queries: ImageBatch, signal: Double, variance: Double, neighbors: Int? = nil
  ) -> ImageBatch {
    posterior(of: queries, signal: signal, variance: variance, neighbors: neighbors).mean
  }

  /// The posterior mean, and for every query the logarithm of what the mean is divided by,
  /// log Σ_i exp(−|x − aX_i|² / 2v).
  func posterior(
    of queries: ImageBatch, signal: Double, variance: Double, neighbors: Int?
  ) -> (mean: ImageBatch, logMasses: [Double]) {
    var means: [Float] = []
    means.reserveCapacity(queries.values.count)
    var logMasses: [Double] = []
    forEachPass(over: queries) { pass in
      let farthest = neighbors.flatMap { $0 < count ? neighborhoods(of: pass, signal, $0) : nil }
      var softmaxes = [StreamingSoftmax](
        repeating: StreamingSoftmax(variance: variance), count: pass.count)
      var sums = [Double](repeating: 0, count: pass.values.count)
      forEachWave { blocks in
        var distances = squaredDistances(from: pass, signal: signal, in: blocks)
        if let farthest {
          for query in distances.indices {
            for (place, distance) in distances[query].enumerated()
            where Neighbor(distance, blocks[0].lowerBound + place) > farthest[query] {
              distances[query][place] = .infinity
            }
          }
        }
        let weights = distances.indices.map { query in
          let (weights, rescale) = softmaxes[query].add(distances[query])
          if rescale != 1 {
            for index in query * shape.count..<(query + 1) * shape.count { sums[index] *= rescale }
          }
          return weights
        }
        addWeighted(weights, over: blocks, to: &sums)
      }
      means += sums.indices.map { index in
        let mean = sums[index] / softmaxes[index / shape.count].total
        // Bytes become values by one scale and shift.
        return Float(holdsBytes ? mean / 127.5 - 1 : mean)
      }
      logMasses += softmaxes.map(\.logSumExp)
    }
    let mean = ImageBatch(shape: shape, values: means, firstSample: queries.firstSample)
    return (mean, logMasses)
  }

  /// The nearest image to each query by |x − aX_i|; the first of equals.
  public func nearest(
    to queries: ImageBatch, signal: Double
  ) -> [(index: Int, squaredDistance: Double)] {
    var found: [Neighbor] = []
    forEachPass(over: queries) { found += neighborhoods(of: $0, signal, 1) }
    return found.map { ($0.index, Double($0.distance)) }
  }

  /// An image and its distance; of two at one distance the first in the data is nearer.
  private struct Neighbor: Comparable {
    let distance: Float
    let index: Int

    init(_ distance: Float, _ index: Int) {
      self.distance = distance
      self.index = index
    }

    static func < (a: Neighbor, b: Neighbor) -> Bool {
      (a.distance, a.index) < (b.distance, b.index)
    }
  }

  /// For every query the last of its `size` nearest images.
  private func neighborhoods(
    of queries: ImageBatch, _ signal: Double, _ size: Int
  ) -> [Neighbor] {
    var nearest = [[Neighbor]](repeating: [], count: queries.count)
    forEachWave { blocks in
      let distances = squaredDistances(from: queries, signal: signal, in: blocks)
      for query in distances.indices {
        for block in blocks {
          var kept = nearest[query]
          let farthest = kept.count < size ? nil : kept.last
          for index in block {
            let neighbor = Neighbor(distances[query][index - blocks[0].lowerBound], index)
            if farthest.map({ neighbor < $0 }) ?? true { kept.append(neighbor) }
          }
          if kept.count > nearest[query].count {
            nearest[query] = Array(kept.sorted().prefix(size))
          }
        }
      }
    }
    return nearest.map { $0[$0.count - 1] }
  }

  /// Calls `body` with the scan blocks, some at a time, in order.
  private func forEachWave(_ body: ([Range<Int>]) -> Void) {
    let blocks = scanBlocks
    for first in stride(from: 0, to: blocks.count, by: Self.blocksPerWave) {
      body(Array(blocks[first..<min(first + Self.blocksPerWave, blocks.count)]))
    }
  }

  /// Calls `body` with the queries, some at a time, in order.
  private func forEachPass(over queries: ImageBatch, _ body: (ImageBatch) -> Void) {
    precondition(queries.shape == shape, "queries of another shape than the images")
    for first in stride(from: 0, to: queries.count, by: Self.queriesPerPass) {
      body(queries[first..<min(first + Self.queriesPerPass, queries.count)])
    }
  }

  /// |x − aX_i|² for every query and image: one list for each query.
  public func squaredDistances(from queries: ImageBatch, signal: Double) -> [[Float]] {
    squaredDistances(from: queries, signal: signal, in: scanBlocks)
  }

  /// The same for the images in `blocks`.
  private func squaredDistances(
    from queries: ImageBatch, signal: Double, in blocks: [Range<Int>]
  ) -> [[Float]] {
    // A byte u stands for u/127.5 − 1, so x − aX = (x + a) − (a/127.5)·u.
    let factor = Float(holdsBytes ? signal / 127.5 : signal)
    let shifted = holdsBytes ? queries.map { $0 + signal }.values : queries.values
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

  /// Adds Σ_i w_i · stored number over the images of `blocks`, which follow each other, for each list
  /// of weights.
  ///
  /// Float inside a block of images, Double across blocks.
  private func addWeighted(
    _ weights: [[Float]], over blocks: [Range<Int>], to sums: inout [Double]
  ) {
    let first = blocks[0].lowerBound
    let inBlocks = blocks.map { block in
      weights.map { Array($0[block.lowerBound - first..<block.upperBound - first]) }
    }
    // Blocks in which every weight is 0 add nothing: at low noise nearly all of them.
    let used = blocks.indices.filter { inBlocks[$0].contains { $0.contains { $0 != 0 } } }
    let parts = WorkPool.shared.map(used.count) {
      weightedSum(inBlocks[used[$0]], over: blocks[used[$0]])
    }
    for part in parts {
      for index in sums.indices { sums[index] += Double(part[index]) }
    }
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
