extension ImageStore {
  /// Posterior mean of every square patch given the patch of the noisy image at the same place
  /// alone, averaged over the patches that cover a pixel.
  ///
  /// The weights of patch P are softmax_i(-|P of (x - a X_i)|² / 2s²). Two passes over the images:
  /// the first finds what the weights of each patch add up to, the second adds up the images, each
  /// pixel with the sum of the weights of the patches that cover it. The second leaves out images
  /// that the first has found too far from all patches.
  ///
  /// - Parameters:
  ///   - queries: the noisy images x.
  ///   - level: a and s.
  ///   - patch: side of the patches; they lie wholly inside the images.
  ///   - tolerance: bound of the error that leaving out small weights may cause; 0 keeps all.
  public func patchPosteriorMean(
    of queries: ImageBatch, at level: NoiseLevel, patch: Int, tolerance: Double
  ) -> ImageBatch {
    precondition(queries.shape == shape, "queries of another shape than the images")
    precondition((1...min(shape.height, shape.width)).contains(patch), "patches must fit")
    let patches = PatchPosterior(
      images: self, patch: patch, level: level, tolerance: tolerance)
    let passes = stride(from: 0, to: queries.count, by: PatchPosterior.queriesPerPass)
    let values = passes.flatMap { first in
      patches.means(
        (first..<min(first + PatchPosterior.queriesPerPass, queries.count)).map {
          patches.windows.query(queries[$0])
        })
    }
    return ImageBatch(shape: shape, values: values, firstSample: queries.firstSample)
  }
}

/// Patch posteriors of one patch size at one noise level.
private struct PatchPosterior: Sendable {
  /// Queries that share a pass over the images.
  static let queriesPerPass = 4

  let images: ImageStore
  let windows: PlaceWindows
  let weight: DistanceWeight

  init(images: ImageStore, patch: Int, level: NoiseLevel, tolerance: Double) {
    self.images = images
    windows = PlaceWindows(
      of: images, rows: .inside(images.shape.height, window: patch),
      columns: .inside(images.shape.width, window: patch), signal: level.signal)
    weight = DistanceWeight(noise: level.noise, terms: images.count, tolerance: tolerance)
  }

  /// Of one query over one group of images.
  private struct WeightSums: Sendable {
    var softmax: SoftmaxSums
    /// The first of every 32 images that are near enough to some patch to matter.
    var near: Set<Int>
  }

  /// The answers, [c, h, w] of all queries one after the other.
  func means(_ queries: [[Float]]) -> [Float] {
    let groups = images.laneGroups(of: 1024)
    var totals = weightSums(queries, over: groups[0], known: nil)
    let known = totals.map(\.softmax.least)
    let others = WorkPool.shared.map(groups.count - 1) {
      weightSums(queries, over: groups[$0 + 1], known: known)
    }
    for part in others {
      for query in totals.indices {
        totals[query].softmax.add(part[query].softmax)
        totals[query].near.formUnion(part[query].near)
      }
    }
    let sums = totals
    let parts = WorkPool.shared.map(groups.count) {
      weightedImages(queries, sums, over: groups[$0])
    }
    return queries.indices.flatMap { query in
      var total = parts[0][query]
      for part in parts.dropFirst() {
        for index in total.indices { total[index] += part[query][index] }
      }
      return total.map { Float(windows.code.value($0)) }
    }
  }

  /// The softmax sums of every patch of every query over one group of images.
  private func weightSums(
    _ queries: [[Float]], over group: Range<Int>, known: [[Float]]?
  ) -> [WeightSums] {
    let rowSums = PlaceWindows.Sums(windows, kernels: KernelTable.current.places)
    let softmaxes = queries.indices.map {
      WindowSoftmax(windows, channels: 0, weight: weight, known: known?[$0])
    }
    var near = [Set<Int>](repeating: [], count: queries.count)
    LaneGroups(of: images).forEach(in: group) { lanes, first in
      for (index, query) in queries.enumerated() {
        rowSums.load(query, lanes)
        if softmaxes[index].add(lanes, rowSums) { near[index].insert(first) }
      }
    }
    return zip(softmaxes, near).map { WeightSums(softmax: $0.result, near: $1) }
  }

  /// Σ_i u_i · mean over the patches at a pixel of their weights for i, over one group of images;
  /// [c, h, w] for every query.
  private func weightedImages(
    _ queries: [[Float]], _ totals: [WeightSums], over group: Range<Int>
  ) -> [[Double]] {
    let kernels = KernelTable.current.places
    let rowSums = PlaceWindows.Sums(windows, kernels: kernels)
    let averages = totals.map {
      PatchAverage(windows, weight: weight, $0.softmax, kernels: kernels)
    }
    let isNear = { first in totals.contains { $0.near.contains(first) } }
    LaneGroups(of: images).forEach(in: group, where: isNear) { lanes, first in
      for (index, query) in queries.enumerated() where totals[index].near.contains(first) {
        rowSums.load(query, lanes)
        averages[index].add(lanes, rowSums)
      }
    }
    return averages.map { $0.result() }
  }
}
