/// Squared distances of queries to stored images, |x − aX_i|².
extension ImageStore {
  /// Queries that share a pass.
  static let queriesPerScan = 16
  /// Blocks whose distances are held at one time.
  static let blocksPerWave = 32

  /// |x − aX_i|² for every query and image: one list for each query.
  public func squaredDistances(from queries: ImageBatch, signal: Double) -> [[Float]] {
    squaredDistances(from: queries, signal: signal, in: scanBlocks)
  }

  /// The nearest image to each query by |x − aX_i|; the first of equals.
  public func nearest(
    to queries: ImageBatch, signal: Double
  ) -> [(index: Int, squaredDistance: Double)] {
    precondition(queries.shape == shape, "queries of another shape than the images")
    return blocks(from: 0, to: queries.count, of: Self.queriesPerScan).flatMap {
      lastNeighbors(of: queries[$0], signal: signal, among: 1)
    }.map { ($0.index, Double($0.distance)) }
  }

  /// The `count` images nearest to x by |x − aX_i|, the first of equals, in their order.
  package func nearest(_ count: Int, to x: ArraySlice<Float>, signal: Double) -> ImageStore {
    guard count < self.count else { return self }
    let distances = squaredDistances(
      from: ImageBatch(shape: shape, values: Array(x)), signal: signal)[0]
    return selecting(smallest(count, of: distances))
  }

  /// An image and its distance; of two at one distance the first in the data is nearer.
  struct Neighbor: Comparable {
    let distance: Float
    let index: Int

    static func < (a: Neighbor, b: Neighbor) -> Bool {
      (a.distance, a.index) < (b.distance, b.index)
    }
  }

  /// For every query the last of its `size` nearest images.
  func lastNeighbors(of queries: ImageBatch, signal: Double, among size: Int) -> [Neighbor] {
    var nearest = [[Neighbor]](repeating: [], count: queries.count)
    for wave in Passes.waves(of: Self.blocksPerWave, over: scanBlocks) {
      let distances = squaredDistances(from: queries, signal: signal, in: wave)
      for query in distances.indices {
        for block in wave {
          var kept = nearest[query]
          let farthest = kept.count < size ? nil : kept.last
          for index in block {
            let neighbor = Neighbor(
              distance: distances[query][index - wave[0].lowerBound], index: index)
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

  /// |x − aX_i|² for the images in `blocks`, which follow each other.
  func squaredDistances(
    from queries: ImageBatch, signal: Double, in blocks: [Range<Int>]
  ) -> [[Float]] {
    let factor = code.factor(signal: signal)
    let shifted = holdsBytes ? queries.map { $0 + signal }.values : queries.values
    let parts = WorkPool.shared.map(blocks.count) { block -> [Float] in
      let range = blocks[block]
      var distances = [Float](repeating: 0, count: queries.count * range.count)
      let scan = ImageScan()
      defer { giveBack(range) }
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
}
