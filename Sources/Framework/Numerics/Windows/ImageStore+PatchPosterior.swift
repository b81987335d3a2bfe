extension ImageStore {
  /// Posterior mean of every square patch given the patch of the noisy image at the same place
  /// alone, averaged over the patches that cover a pixel.
  ///
  /// The weights of patch P are softmax_i(-|P of (x - a X_i)|² / 2s²). Two passes over the images:
  /// the first finds what the weights of each patch add up to, the second adds up the images, each
  /// pixel with the sum of the weights of the patches that cover it.
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
    let groups = laneGroups(of: 1024)
    var values: [Float] = []
    values.reserveCapacity(queries.values.count)
    for first in stride(from: 0, to: queries.count, by: PatchPosterior.queriesPerPass) {
      let pass = (first..<min(first + PatchPosterior.queriesPerPass, queries.count)).map {
        WindowDistances.Query(queries[$0], shape: shape)
      }
      let totals = SoftmaxSums.total(over: groups) {
        patches.weightSums(pass, over: $0, known: $1)
      }
      let means = WorkPool.shared.map(groups.count) {
        patches.weightedImages(pass, totals, over: groups[$0])
      }
      for query in pass.indices {
        var total = means[0][query]
        for part in means.dropFirst() {
          for index in total.indices { total[index] += part[query][index] }
        }
        values += total.map { Float($0) }
      }
    }
    return ImageBatch(shape: shape, values: values, firstSample: queries.firstSample)
  }
}

/// Patch posteriors of one patch size at one noise level.
private struct PatchPosterior: Sendable {
  /// Queries that share a pass over the images.
  static let queriesPerPass = 4

  let images: ImageStore
  let rows: WindowAxis
  let columns: WindowAxis
  let signal: Double
  let weight: DistanceWeight

  init(images: ImageStore, patch: Int, level: NoiseLevel, tolerance: Double) {
    self.images = images
    rows = .inside(images.shape.height, window: patch)
    columns = .inside(images.shape.width, window: patch)
    signal = level.signal
    weight = DistanceWeight(noise: level.noise, terms: images.count, tolerance: tolerance)
  }

  /// Patches in a row of patches, and in all.
  private var patchesInRow: Int { columns.shifts[0].places.count }
  private var patchCount: Int { rows.shifts[0].places.count * patchesInRow }

  /// The softmax sums of every patch of every query over one group of images.
  func weightSums(
    _ queries: [WindowDistances.Query], over group: Range<Int>, known: [[Float]]?
  ) -> [SoftmaxSums] {
    let kernels = InstructionSet.current.windowKernels
    let softmaxes = queries.indices.map { query in
      PlaceSoftmax(
        places: patchCount, channels: 0, weight: weight, known: known?[query], kernels: kernels)
    }
    forEachRow(of: queries, over: group, kernels) { query, y, vectors, lanes in
      softmaxes[query].add(
        patchesInRow, at: y * patchesInRow, distances: vectors, images: lanes.base, stride: 0)
    }
    return softmaxes.map(\.result)
  }

  /// Σ_i X_i · mean over the patches at a pixel of their weights for i, over one group of images;
  /// [c, h, w] for every query.
  func weightedImages(
    _ queries: [WindowDistances.Query], _ totals: [SoftmaxSums], over group: Range<Int>
  ) -> [[Double]] {
    let kernels = InstructionSet.current.windowKernels
    let averages = totals.map { _ in
      PatchAverage(shape: images.shape, rows: rows, columns: columns, kernels: kernels)
    }
    let shares = totals.map { total in total.sums.map { Float(1 / $0) } }
    forEachRow(of: queries, over: group, kernels) { query, y, vectors, lanes in
      averages[query].add(
        row: y, distances: vectors, least: totals[query].least, shares: shares[query],
        weight: weight, lanes)
    }
    return averages.map(\.result)
  }

  private func forEachRow(
    of queries: [WindowDistances.Query], over group: Range<Int>,
    _ kernels: any WindowKernelSet.Type,
    _ body: (Int, Int, UnsafePointer<Float>, ImageLanes) -> Void
  ) {
    let lanes = ImageLanes(shape: images.shape)
    let distances = WindowDistances(
      shape: images.shape, rows: rows, columns: columns, signal: signal, kernels: kernels)
    for first in stride(from: group.lowerBound, to: group.upperBound, by: ImageLanes.count) {
      lanes.load(first..<min(first + ImageLanes.count, group.upperBound), of: images)
      for (index, query) in queries.enumerated() {
        distances.forEachRow(of: query, lanes) { y, vectors, _, _ in
          body(index, y, vectors, lanes)
        }
      }
    }
  }
}
