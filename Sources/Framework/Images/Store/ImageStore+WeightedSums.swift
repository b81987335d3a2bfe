/// Weighted sums of stored numbers over images.
extension ImageStore {
  /// Adds Σ_i w_i · stored number over the images of `blocks`, which follow each other, for each list
  /// of weights.
  ///
  /// Float inside a block of images, Double across blocks.
  func addWeighted(
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
    defer { giveBack(block) }
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
