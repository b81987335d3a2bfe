import Framework

/// How the weights of posteriors are spread over the training images.
///
/// With the weights softmax_i(−|B ∘ (x − aX_i)|² / 2v), v = s²T, of every region B that has a
/// posterior of its own. All in Double, in one pass over the images and no weight is left out but those that change no digit.
struct PosteriorSpreads: Sendable {
  /// Images of a block.
  private static let block = 1024

  private let regions: any ComparedRegions
  private let signal: Double
  private let rate: Double
  private let neighbors: Int?
  private let batch: Int?

  /// - Parameters:
  ///   - regions: what is compared.
  ///   - level: a and s.
  ///   - temperature: T > 0.
  ///   - neighbors: only this many images, the nearest as a whole, count; nil for all.
  ///   - batch: the posterior is the mean of those over each `batch` consecutive images; nil: one
  ///     over all.
  init(
    comparing regions: any ComparedRegions, at level: NoiseLevel, temperature: Double = 1,
    neighbors: Int? = nil, batch: Int? = nil
  ) {
    self.regions = regions
    signal = level.signal
    rate = 0.5 / (level.variance * temperature)
    self.neighbors = neighbors
    self.batch = batch
  }

  /// The spreads over images, for every noisy image one of each region.
  func spreads(
    over images: ImageStore, given noisy: ImageBatch
  ) -> [[PosteriorSpread]] {
    spreads(over: [ImageStratum(images: images)], given: noisy)
  }

  /// The spreads where several sets of images answer together, each image counted as often as it
  /// stands for; `neighbors` are those of each set, `batch` is for a single one.
  func spreads(
    over strata: [ImageStratum], given noisy: ImageBatch
  ) -> [[PosteriorSpread]] {
    precondition(strata.count == 1 || batch == nil, "a single set of images")
    return (0..<noisy.count).map { query in
      let x = noisy[query]
      let sets = strata.map { stratum in
        neighbors.map {
          ImageStratum(
            images: stratum.images.nearest($0, to: x, signal: signal), weight: stratum.weight)
        } ?? stratum
      }
      return spreads(over: sets, at: x.map(Double.init))
    }
  }

  private func spreads(over strata: [ImageStratum], at x: [Double]) -> [PosteriorSpread] {
    let images = strata[0].images
    let parts = blocks(from: 0, to: images.count, of: batch ?? images.count).map { range in
      var sums = [WeightSpread](repeating: WeightSpread(), count: regions.count)
      add(images, in: range, times: strata[0].weight, at: x, to: &sums)
      for other in strata.dropFirst() {
        add(other.images, in: 0..<other.images.count, times: other.weight, at: x, to: &sums)
      }
      return sums.map(\.spread)
    }
    return (0..<regions.count).map { region in PosteriorSpread.mean(of: parts.map { $0[region] }) }
  }

  private func add(
    _ images: ImageStore, in range: Range<Int>, times factor: Double, at x: [Double],
    to sums: inout [WeightSpread]
  ) {
    let size = x.count
    let blocks = blocks(from: range.lowerBound, to: range.upperBound, of: Self.block)
    let parts = WorkPool.shared.map(blocks.count) { number in
      let block = blocks[number]
      let values = images.batch(of: block).values
      var part = [WeightSpread](repeating: WeightSpread(), count: regions.count)
      for start in stride(from: 0, to: values.count, by: size) {
        regions.compare(
          x, with: values[start..<start + size].map { signal * Double($0) }, rate: rate, &part)
      }
      return part
    }
    // Blocks are cut by the data alone and added in their order: the same bits on any threads.
    for part in parts {
      for region in sums.indices { sums[region].add(part[region], times: factor) }
    }
  }
}
