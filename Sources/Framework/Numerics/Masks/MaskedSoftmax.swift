import Foundation

/// Streaming softmax over images of the logits −|B_q ∘ (x − aX_i)|² / 2v, one for every mask B_q.
///
/// Images are taken in groups of 32 that lie side by side, so that everything is a vector operation
/// over images. The squared differences, or their running sums along the rows, are formed once a
/// group and query; every mask's sum then takes a few loads.
struct MaskedSoftmax: Sendable {
  /// Images that one item of parallel work looks at, and queries that it serves. Fixed, so that the
  /// sums come out the same whatever the batch and the number of threads.
  static let block = 512
  static let queriesPerItem = 4
  /// Blocks whose partial sums are held at one time. The first goes alone: the smallest sums that
  /// it finds let the others leave out most of their work where noise is low.
  private static let blocksPerWave = 32
  /// Largest error of a logit that running sums may cause; see ``rounding(of:terms:signal:noise:)``.
  static let largestRounding = 5e-4

  let images: ImageShape
  let program: MaskProgram
  let signal: Float
  /// 1 / 2v.
  let rate: Float
  /// Distance above the smallest sum from which images are left out.
  let margin: Float
  let kernels: MaskKernelTable
  /// Whether masks are of pixels that stand for all channels, and not of single numbers.
  let joinsChannels: Bool

  /// - Parameters:
  ///   - masks: over the images' shape, or over one channel of it, which then stands for all.
  ///   - level: gives a, and s for the choice of how to sum.
  ///   - variance: v > 0; s² times a temperature.
  ///   - tolerance: bound of what leaving out images may change an estimate by, for data in [-1, 1].
  ///     Weights below e^-g of the largest, of n images, change it by at most 2·n·e^-g; 0 keeps all.
  ///   - count: n.
  init(
    _ masks: PixelMasks, images: ImageShape, level: NoiseLevel, variance: Double,
    tolerance: Double, count: Int, kernels: MaskKernelTable = .current
  ) {
    self.images = images
    joinsChannels = masks.shape != images
    let cumulative = MaskProgram(masks, cumulative: true, kernels: kernels)
    let rounding = Self.rounding(
      of: images.width * (joinsChannels ? images.channels : 1),
      terms: Double(cumulative.terms.count) / Double(max(1, cumulative.maskCount)),
      level: level, variance: variance)
    program =
      rounding <= Self.largestRounding
      ? cumulative : MaskProgram(masks, cumulative: false, kernels: kernels)
    signal = Float(level.signal)
    // So large a rate stands for any larger one: it leaves only equal sums in.
    rate = Float(min(1 / (2 * variance), 1e30))
    let gap = tolerance > 0 ? max(0, log(2 * Double(count) / tolerance)) : .infinity
    margin = Float(gap * 2 * variance)
    self.kernels = kernels
  }

  /// Error of a logit through running sums, about: each of the `terms` loads brings a rounding of a
  /// row's total, `width` · (a² + s²) for data of unit size, by 2^-24; independent errors add up like
  /// the root of their number.
  private static func rounding(
    of width: Int, terms: Double, level: NoiseLevel, variance: Double
  ) -> Double {
    let row = Double(width) * (level.signal * level.signal + level.noise * level.noise)
    return row * 0x1p-24 * terms.squareRoot() / (2 * variance)
  }

  /// A workspace for groups of images and this softmax's masks.
  func workspace() -> MaskWorkspace {
    MaskWorkspace(shape: images, slots: program.slots, kernels: kernels)
  }

  /// Fills the workspace's table for a query [c, h, w] and the group that is in it.
  func tabulate(_ query: UnsafePointer<Float>, in space: MaskWorkspace) {
    let rows = joinsChannels ? images.height : images.height * images.channels
    kernels.set.squares(
      rows, images.width, joinsChannels ? images.channels : 1, images.height * images.width,
      signal, query, space.images.base, program.isPaired, space.table.base)
  }
}

// MARK: - Passes over the images

extension MaskedSoftmax {
  /// The softmax's sums over the images of `range` for every query and mask.
  ///
  /// What is averaged under mask q is pixel q of the images.
  ///
  /// - Parameter known: smallest sums over other images; images above them by the margin are left
  ///   out.
  func totals(
    over range: Range<Int>, of store: ImageStore, for queries: ImageBatch, known: [Float]? = nil
  ) -> Totals {
    let blocks = stride(from: range.lowerBound, to: range.upperBound, by: Self.block).map {
      $0..<min($0 + Self.block, range.upperBound)
    }
    let masks = program.maskCount
    var result = Totals(count: queries.count * masks, known: known, rate: rate)
    let chunks = stride(from: 0, to: queries.count, by: Self.queriesPerItem).map {
      $0..<min($0 + Self.queriesPerItem, queries.count)
    }
    var wave = 0..<min(1, blocks.count)
    while !wave.isEmpty {
      let known = result.best
      let parts = WorkPool.shared.map(wave.count * chunks.count) { [wave] item -> PartialTotals in
        let chunk = chunks[item % chunks.count]
        return partialTotals(
          over: blocks[wave.lowerBound + item / chunks.count], of: store, for: queries[chunk],
          best: Array(known[chunk.lowerBound * masks..<chunk.upperBound * masks]))
      }
      for (item, part) in parts.enumerated() {
        result.add(part, at: chunks[item % chunks.count].lowerBound * masks)
      }
      wave = wave.upperBound..<min(wave.upperBound + Self.blocksPerWave, blocks.count)
    }
    return result
  }

  /// - Parameter best: the smallest sums known from other images; those above by the margin do not
  ///   count.
  private func partialTotals(
    over block: Range<Int>, of store: ImageStore, for queries: ImageBatch, best: [Float]
  ) -> PartialTotals {
    let space = workspace()
    let masks = program.maskCount
    var part = PartialTotals(best: best)
    queries.values.withUnsafeBufferPointer { x in
      part.withPointers { best, weight, total in
        program.withPointers { nodes, terms in
          guard let x = x.baseAddress else { return }
          space.forEachGroup(of: store, in: block) {
            for query in 0..<queries.count {
              tabulate(x + query * images.count, in: space)
              let first = query * masks
              kernels.set.absorb(
                masks, nodes, terms, program.isPaired, space.table.base, space.slots.base,
                space.penalty.base, space.images.base, rate, margin, best + first, weight + first,
                total + first)
            }
          }
        }
      }
    }
    return part
  }
}

extension MaskProgram {
  /// Calls `body` with the program as kernels read it.
  func withPointers(_ body: (UnsafePointer<Int32>, UnsafePointer<Int32>) -> Void) {
    nodes.withUnsafeBufferPointer { nodes in
      terms.withUnsafeBufferPointer { terms in
        guard let nodes = nodes.baseAddress else { return }
        // A program without terms reads none.
        body(nodes, terms.baseAddress ?? nodes)
      }
    }
  }
}
