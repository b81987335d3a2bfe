/// Posterior mean of every square patch given the patch of the noisy image at the same place alone,
/// averaged over the patches that cover a place.
///
/// The weights of patch P are softmax_i(−|P of (x − aX_i)|² / 2s²). Two passes over the images: the
/// first finds what the weights of each patch add up to, the second adds up the images, each pixel
/// with the sum of the weights of the patches that cover it. The second leaves out images that the
/// first has found too far from all patches.
public struct PatchPosterior: Posterior {
  /// Noisy images that share the passes.
  private static let queriesPerPass = 4

  private let patch: Int
  private let level: NoiseLevel
  private let tolerance: Double

  /// - Parameters:
  ///   - patch: side of the patches; they lie wholly inside the images.
  ///   - level: a and s.
  ///   - tolerance: bound of the error that leaving out small weights may cause; 0 keeps all.
  public init(patch: Int, at level: NoiseLevel, tolerance: Double) {
    self.patch = patch
    self.level = level
    self.tolerance = tolerance
  }

  public func mean(
    of images: ImageStore, given noisy: ImageBatch, through scan: DataScan
  ) throws -> ImageBatch {
    let shape = images.shape
    precondition(noisy.shape == shape, "noisy images of another shape")
    precondition((1...min(shape.height, shape.width)).contains(patch), "patches must fit")
    let passes = PatchPasses(images: images, patch: patch, at: level, tolerance: tolerance)
    return try noisy.inPasses(of: Self.queriesPerPass) { (pass) throws in
      try passes.means(given: pass, through: scan)
    }
  }
}

/// The two passes over one set of images.
private struct PatchPasses: Sendable {
  let images: ImageStore
  let blocks: [Range<Int>]
  let windows: PlaceWindows
  let weight: DistanceWeight

  /// Of one query over all images.
  struct Weights: Sendable {
    let state: SoftmaxState
    /// The first image of every group that is near enough to some patch to matter; nil where another
    /// process may have looked.
    let near: Set<Int>?

    func isNear(_ first: Int) -> Bool { near?.contains(first) ?? true }
  }

  init(images: ImageStore, patch: Int, at level: NoiseLevel, tolerance: Double) {
    self.images = images
    blocks = images.groupBlocks(ofAtLeast: 1024)
    windows = PlaceWindows(
      of: images, rows: .inside(images.shape.height, window: patch),
      columns: .inside(images.shape.width, window: patch), signal: level.signal)
    weight = DistanceWeight(
      variance: level.variance, terms: images.count, tolerance: tolerance)
  }

  /// The answers, [c, h, w] of all noisy images one after the other.
  func means(given noisy: ImageBatch, through scan: DataScan) throws -> [Float] {
    let queries = (0..<noisy.count).map { windows.query(noisy[$0]) }
    let weights = try weights(of: queries, through: scan)
    return try Passes.sums(
      noisy.values.count, over: blocks, inWavesOf: blocks.count, through: scan
    ) {
      weightedImages(queries, weights, over: $0)
    }.map { Float(windows.code.value($0)) }
  }

  /// The first pass.
  private func weights(of queries: [[Float]], through scan: DataScan) throws -> [Weights] {
    let near = Locked([Set<Int>](repeating: [], count: queries.count))
    let states = try Passes.states(
      over: blocks, inWavesOf: blocks.count, queries: queries.count,
      queriesPerItem: queries.count, through: scan
    ) { block, _, known in
      let (states, found) = self.states(of: queries, over: block, known)
      // Sets come out the same in whatever order blocks are done.
      near.withLock { near in
        for query in near.indices { near[query].formUnion(found[query]) }
      }
      return states
    }
    guard case .whole = scan else { return states.map { Weights(state: $0, near: nil) } }
    return zip(states, near.withLock { $0 }).map { Weights(state: $0, near: $1) }
  }

  /// The state of every patch of every query over one block of images, and which groups are near.
  private func states(
    of queries: [[Float]], over block: Range<Int>, _ known: [[Float]]?
  ) -> (states: [SoftmaxState], near: [Set<Int>]) {
    let rowSums = PlaceWindows.RowSums(windows, kernels: KernelTable.current.places)
    let accumulators = queries.indices.map {
      WindowAccumulator(windows, channels: 0, weight: weight, known: known?[$0])
    }
    var near = [Set<Int>](repeating: [], count: queries.count)
    GroupReader(of: images).forEach(in: block) { group, first in
      for (index, query) in queries.enumerated() {
        rowSums.load(query, group)
        if accumulators[index].add(group, rowSums) { near[index].insert(first) }
      }
    }
    return (accumulators.map(\.state), near)
  }

  /// The second pass over one block: Σ_i u_i · mean over the patches at a pixel of their weights for i,
  /// [c, h, w] for every query.
  private func weightedImages(
    _ queries: [[Float]], _ weights: [Weights], over block: Range<Int>
  ) -> [Double] {
    let kernels = KernelTable.current.places
    let rowSums = PlaceWindows.RowSums(windows, kernels: kernels)
    let averages = weights.map {
      PatchAverage(windows, weight: weight, $0.state, kernels: kernels)
    }
    let isNear = { first in weights.contains { $0.isNear(first) } }
    GroupReader(of: images).forEach(in: block, where: isNear) { group, first in
      for (index, query) in queries.enumerated() where weights[index].isNear(first) {
        rowSums.load(query, group)
        averages[index].add(group, rowSums)
      }
    }
    return averages.flatMap { $0.result() }
  }
}
