/// Posterior means of patches of any form, averaged where patches overlap.
///
/// Every mask B_q of pixels has a posterior of its own, w_qi = softmax_i(−|B_q ∘ (x − aX_i)|² / 2v)
/// over the pixels' channels together, and answers for all its pixels: x̂^p is the mean over the masks
/// q that hold p of Σ_i w_qi X_i^p. A pixel that no mask holds is answered by its own mask.
///
/// Two passes over the images: the normalisers of the weights first, then, image by image, each
/// pixel's mean weight, which is a sum over the transposed mask.
public struct OverlapPosterior: Sendable {
  /// Blocks whose partial sums are held at one time.
  private static let blocksPerWave = 32
  /// Queries that share the passes.
  private static let queriesPerPass = 4

  private let softmax: MaskedSoftmax
  /// For each pixel, the sum over the masks that hold it.
  private let cover: MaskProgram
  /// 1 / the number of masks that hold a pixel.
  private let shares: [Float]

  /// - Parameters:
  ///   - masks: over one channel of the images.
  ///   - images: their shape.
  ///   - variance: v > 0.
  ///   - tolerance: as for ``MaskedPosterior``.
  ///   - count: number of images.
  public init(
    masks: PixelMasks, images: ImageShape, level: NoiseLevel, variance: Double,
    tolerance: Double, count: Int
  ) {
    precondition(masks.shape == images.plane, "masks of one channel of the images")
    softmax = MaskedSoftmax(
      masks, images: images, level: level, variance: variance, tolerance: tolerance, count: count)
    var holders = masks.transposed()
    for pixel in 0..<masks.shape.count where holders.count(of: pixel) == 0 {
      holders[pixel, pixel] = true
    }
    cover = MaskProgram(holders)
    shares = (0..<masks.shape.count).map { 1 / Float(holders.count(of: $0)) }
  }

  /// The averaged posterior mean for each query.
  public func mean(of images: ImageStore, given queries: ImageBatch) -> ImageBatch {
    precondition(queries.shape == images.shape && softmax.images == images.shape)
    var values: [Float] = []
    values.reserveCapacity(queries.values.count)
    for first in stride(from: 0, to: queries.count, by: Self.queriesPerPass) {
      let pass = queries[first..<min(first + Self.queriesPerPass, queries.count)]
      let totals = softmax.sums(over: 0..<images.count, of: images, for: pass)
      values += averages(of: images, given: pass, totals)
    }
    return ImageBatch(shape: queries.shape, values: values, firstSample: queries.firstSample)
  }

  private func averages(
    of images: ImageStore, given queries: ImageBatch, _ totals: [SoftmaxSums]
  ) -> [Float] {
    let blocks = stride(from: 0, to: images.count, by: MaskedSoftmax.block).map {
      $0..<min($0 + MaskedSoftmax.block, images.count)
    }
    let scales = totals.map { total in total.sums.map { Float(1 / $0) } }
    var sums = [Double](repeating: 0, count: queries.values.count)
    for first in stride(from: 0, to: blocks.count, by: Self.blocksPerWave) {
      let wave = blocks[first..<min(first + Self.blocksPerWave, blocks.count)]
      let parts = WorkPool.shared.map(wave.count) {
        sum(over: wave[first + $0], of: images, for: queries, least: totals.map(\.least), scales)
      }
      for part in parts {
        for index in sums.indices { sums[index] += part[index] }
      }
    }
    return sums.indices.map { Float(sums[$0] * Double(shares[$0 % shares.count])) }
  }

  /// Σ_i X_i^p Σ_q w_qi over the images of a block, for every query and pixel.
  ///
  /// - Parameters:
  ///   - least: each query's smallest distances.
  ///   - scales: each query's factors of the masks' weights.
  private func sum(
    over block: Range<Int>, of store: ImageStore, for queries: ImageBatch, least: [[Float]],
    _ scales: [[Float]]
  ) -> [Double] {
    let shape = queries.shape
    let (pixels, lanes) = (shape.plane.count, MaskSoftmax.lanes)
    let kernels = softmax.kernels.masks
    let space = softmax.workspace()
    let weights = MaskTable(cover, kernels: kernels)
    let sums = Scratch<Float>(zeros: queries.values.count * lanes)
    queries.values.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return }
      space.forEachGroup(of: store, in: block) {
        for query in 0..<queries.count {
          var hasWeights = false
          softmax.forEachDistances(of: x + query * shape.count, in: space) { masks, distances in
            let found = kernels.weights(
              count: masks.count, weight: softmax.weight, distances: distances,
              least: least[query][masks], shares: scales[query][masks],
              weights: weights.pixels + masks.lowerBound * ImageLanes.count)
            hasWeights = hasWeights || found
          }
          guard hasWeights else { continue }
          weights.forEachSums { covered, weights in
            kernels.addWeighted(
              count: covered.count, channels: shape.channels, weights: weights,
              images: space.images.base + covered.lowerBound * ImageLanes.count, stride: pixels,
              sums: sums.base + (query * shape.count + covered.lowerBound) * lanes)
          }
        }
      }
    }
    return (0..<queries.values.count).map { index in
      (0..<lanes).reduce(0.0) { $0 + Double(sums.base[index * lanes + $1]) }
    }
  }
}

extension MaskKernelSet {
  /// The weights of 32 images at some places; whether there is one that is not zero.
  fileprivate static func weights(
    count: Int, weight: DistanceWeight, distances: UnsafePointer<Float>, least: ArraySlice<Float>,
    shares: ArraySlice<Float>, weights: UnsafeMutablePointer<Float>
  ) -> Bool {
    least.withUnsafeBufferPointer { least in
      shares.withUnsafeBufferPointer { shares in
        guard let least = least.baseAddress, let shares = shares.baseAddress else { return false }
        return Self.weights(
          count: count, scale: weight.scale, margin: weight.margin, distances: distances,
          least: least, shares: shares, weights: weights)
      }
    }
  }
}

extension ImageShape {
  /// One channel of it.
  var plane: ImageShape { ImageShape(channels: 1, height: height, width: width) }
}
