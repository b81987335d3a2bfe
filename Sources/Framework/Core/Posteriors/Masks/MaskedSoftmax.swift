/// Streaming softmax over images of the logits −|B_q ∘ (x − aX_i)|² / 2v, one for every mask B_q.
///
/// Images are taken in groups of 32 that lie side by side, so that everything is a vector operation
/// over images. The squared differences and the sums of them that masks share are formed once a group
/// and query; every mask's sum then takes a few loads.
struct MaskedSoftmax: Sendable {
  /// Images that one item of parallel work looks at, and queries that it serves. Fixed, so that the
  /// sums come out the same whatever the batch and the number of threads.
  static let block = 1024
  static let queriesPerItem = 4
  /// Blocks whose partial sums are held at one time. The first goes alone: the smallest sums that
  /// it finds let the others leave out most of their work where noise is low.
  private static let blocksPerWave = 32

  let images: ImageShape
  let program: MaskProgram
  let signal: Float
  let weight: DistanceWeight
  let kernels: KernelTable
  /// Whether masks are of pixels that stand for all channels, and not of single numbers. Then only
  /// the weights are added up.
  let joinsChannels: Bool

  /// - Parameters:
  ///   - masks: over the images' shape, or over one channel of it, which then stands for all.
  ///   - level: gives a.
  ///   - variance: v > 0; s² times a temperature.
  ///   - tolerance: bound of what leaving out images may change an estimate by, for data in [-1, 1];
  ///     0 keeps all.
  ///   - count: number of images that answer, for that bound.
  init(
    _ masks: PixelMasks, images: ImageShape, level: NoiseLevel, variance: Double,
    tolerance: Double, count: Int, kernels: KernelTable = .current
  ) {
    self.images = images
    joinsChannels = masks.shape != images
    program = MaskProgram(masks)
    signal = Float(level.signal)
    weight = DistanceWeight(variance: variance, terms: count, tolerance: tolerance)
    self.kernels = kernels
  }

  /// A workspace for groups of images and this softmax's masks.
  func workspace() -> MaskWorkspace {
    MaskWorkspace(shape: images, program: program, kernels: kernels)
  }

  /// Calls `body` with |B_q ∘ (x − aX_i)|² for the query x, [c, h, w], and the images in the
  /// workspace: 32 numbers for each of some masks after the others.
  func forEachDistances(
    of query: UnsafePointer<Float>, in space: MaskWorkspace,
    _ body: (_ masks: Range<Int>, _ distances: UnsafePointer<Float>) -> Void
  ) {
    kernels.masks.squares(
      pixels: program.pixelCount, channels: joinsChannels ? images.channels : 1, signal: signal,
      query: query, images: space.images.base, squares: space.table.pixels)
    space.table.forEachSums(from: space.penalty.base, body)
  }
}

// MARK: - Passes over the images

extension MaskedSoftmax {
  /// The softmax's sums over the images of `range` for every query.
  ///
  /// What is averaged under mask q is pixel q of the images.
  ///
  /// - Parameter known: smallest distances of other images for every query; images beyond them by
  ///   the margin are left out.
  func sums(
    over range: Range<Int>, of store: ImageStore, for queries: ImageBatch, known: [[Float]]? = nil
  ) -> [SoftmaxSums] {
    let blocks = stride(from: range.lowerBound, to: range.upperBound, by: Self.block).map {
      $0..<min($0 + Self.block, range.upperBound)
    }
    let chunks = stride(from: 0, to: queries.count, by: Self.queriesPerItem).map {
      $0..<min($0 + Self.queriesPerItem, queries.count)
    }
    var result: [SoftmaxSums] = []
    var wave = 0..<min(1, blocks.count)
    while !wave.isEmpty {
      let known = result.isEmpty ? known : result.map(\.least)
      let parts = WorkPool.shared.map(wave.count * chunks.count) { [wave] item in
        let chunk = chunks[item % chunks.count]
        return sums(
          block: blocks[wave.lowerBound + item / chunks.count], of: store, for: queries[chunk],
          known: known.map { Array($0[chunk]) })
      }
      for first in stride(from: 0, to: parts.count, by: chunks.count) {
        let part = parts[first..<first + chunks.count].flatMap { $0 }
        if result.isEmpty {
          result = part
        } else {
          for query in result.indices { result[query].add(part[query]) }
        }
      }
      wave = wave.upperBound..<min(wave.upperBound + Self.blocksPerWave, blocks.count)
    }
    return result
  }

  private func sums(
    block: Range<Int>, of store: ImageStore, for queries: ImageBatch, known: [[Float]]?
  ) -> [SoftmaxSums] {
    let space = workspace()
    let softmaxes = (0..<queries.count).map { query in
      MaskSoftmax(
        masks: program.maskCount, averages: !joinsChannels, weight: weight, known: known?[query],
        kernels: kernels.masks)
    }
    queries.values.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return }
      space.forEachGroup(of: store, in: block) {
        for (query, softmax) in softmaxes.enumerated() {
          forEachDistances(of: x + query * images.count, in: space) { masks, distances in
            softmax.add(masks, distances: distances, images: space.images.base)
          }
        }
      }
    }
    return softmaxes.map(\.result)
  }
}
