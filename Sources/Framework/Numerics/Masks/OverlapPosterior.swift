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
  private static let queriesPerPass = 16

  private let softmax: MaskedSoftmax
  /// For each pixel, the sum over the masks that hold it. Running sums do no harm here: a mask's weights
  /// add up to 1 over the images, so rounding errors add up to 2^-24 of a row at most, a few times.
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
    cover = MaskProgram(holders, cumulative: true)
    shares = (0..<masks.shape.count).map { 1 / Float(holders.count(of: $0)) }
  }

  /// The averaged posterior mean for each query.
  public func mean(of images: ImageStore, given queries: ImageBatch) -> ImageBatch {
    precondition(queries.shape == images.shape && softmax.images == images.shape)
    var values: [Float] = []
    values.reserveCapacity(queries.values.count)
    for first in stride(from: 0, to: queries.count, by: Self.queriesPerPass) {
      let pass = queries[first..<min(first + Self.queriesPerPass, queries.count)]
      let totals = softmax.totals(over: 0..<images.count, of: images, for: pass)
      values += averages(of: images, given: pass, totals)
    }
    return ImageBatch(shape: queries.shape, values: values, firstSample: queries.firstSample)
  }

  private func averages(
    of images: ImageStore, given queries: ImageBatch, _ totals: Totals
  ) -> [Float] {
    let blocks = stride(from: 0, to: images.count, by: MaskedSoftmax.block).map {
      $0..<min($0 + MaskedSoftmax.block, images.count)
    }
    let scales = totals.weight.map { Float(1 / $0) }
    var sums = [Double](repeating: 0, count: queries.values.count)
    for first in stride(from: 0, to: blocks.count, by: Self.blocksPerWave) {
      let wave = blocks[first..<min(first + Self.blocksPerWave, blocks.count)]
      let parts = WorkPool.shared.map(wave.count) {
        sum(over: wave[first + $0], of: images, for: queries, best: totals.best, scales: scales)
      }
      for part in parts {
        for index in sums.indices { sums[index] += Double(part[index]) }
      }
    }
    return sums.indices.map { Float(sums[$0] * Double(shares[$0 % shares.count])) }
  }

  /// Σ_i X_i^p Σ_q w_qi over the images of a block, for every query and pixel.
  private func sum(
    over block: Range<Int>, of store: ImageStore, for queries: ImageBatch, best: [Float],
    scales: [Float]
  ) -> [Float] {
    let shape = queries.shape
    let (pixels, set) = (shape.plane.count, softmax.kernels.set)
    let space = MaskWorkspace(
      shape: shape, slots: max(softmax.program.slots, cover.slots), kernels: softmax.kernels)
    let weights = Scratch<Float>(count: pixels * set.groupSize)
    var sums = [Float](repeating: 0, count: queries.values.count)
    sums.withUnsafeMutableBufferPointer { sums in
      queries.values.withUnsafeBufferPointer { x in
        best.withUnsafeBufferPointer { best in
          scales.withUnsafeBufferPointer { scales in
            guard let sums = sums.baseAddress, let x = x.baseAddress,
              let best = best.baseAddress, let scales = scales.baseAddress
            else { return }
            space.forEachGroup(of: store, in: block) {
              for query in 0..<queries.count {
                softmax.tabulate(x + query * shape.count, in: space)
                softmax.program.withPointers { nodes, terms in
                  set.weigh(
                    pixels, nodes, terms, softmax.program.isPaired, space.table.base,
                    space.slots.base, space.penalty.base, softmax.rate, softmax.margin,
                    best + query * pixels, scales + query * pixels, weights.base)
                }
                set.tabulate(shape.height, shape.width, weights.base, true, space.table.base)
                cover.withPointers { nodes, terms in
                  set.spread(
                    pixels, nodes, terms, true, space.table.base, space.slots.base,
                    shape.channels, pixels, space.images.base, sums + query * shape.count)
                }
              }
            }
          }
        }
      }
    }
    return sums
  }
}

extension ImageShape {
  /// One channel of it.
  var plane: ImageShape { ImageShape(channels: 1, height: height, width: width) }
}
