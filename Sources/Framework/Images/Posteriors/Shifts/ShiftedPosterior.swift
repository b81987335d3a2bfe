/// Windows around every place compared with windows at other places of every image; see
/// ``WindowPosterior``.
struct ShiftedPosterior: Sendable {
  /// Noisy images that share a pass over the images.
  private static let queriesPerPass = 4

  private let images: ImageStore
  private let rows: WindowAxis
  private let columns: WindowAxis
  private let signal: Double
  private let weight: DistanceWeight
  private let isCircular: Bool

  /// - Parameters:
  ///   - isCircular: whether the noisy image is continued with itself; with nothing otherwise.
  ///   - axis: the windows of an axis of a size.
  init(
    of images: ImageStore, at level: NoiseLevel, tolerance: Double, isCircular: Bool,
    axis: (_ size: Int) -> WindowAxis
  ) {
    self.images = images
    rows = axis(images.shape.height)
    columns = axis(images.shape.width)
    signal = level.signal
    self.isCircular = isCircular
    weight = DistanceWeight(
      variance: level.variance, terms: images.count * rows.choices * columns.choices,
      tolerance: tolerance)
  }

  func mean(given noisy: ImageBatch, through scan: DataScan) throws -> ImageBatch {
    let blocks = images.groupBlocks(ofAtLeast: 64)
    return try noisy.inPasses(of: Self.queriesPerPass) { (pass) throws in
      try Passes.states(
        over: blocks, inWavesOf: blocks.count, queries: pass.count, queriesPerItem: pass.count,
        through: scan
      ) { block, _, known in
        states(of: pass, over: block, known)
      }.flatMap(\.means)
    }
  }

  /// The state of every query over one block of images.
  private func states(
    of queries: ImageBatch, over block: Range<Int>, _ known: [[Float]]?
  ) -> [SoftmaxState] {
    let shape = images.shape
    let windows = ShiftedWindows(
      shape: shape, rows: rows, columns: columns, signal: signal,
      kernels: KernelTable.current.shifts)
    let shifted = (0..<queries.count).map {
      ShiftedQuery(queries[$0], shape: shape, window: columns.extent, isCircular: isCircular)
    }
    let softmaxes = (0..<queries.count).map {
      SoftmaxAccumulator(
        places: shape.area, vectors: 1 + shape.channels, weight: weight,
        known: known?[$0])
    }
    GroupReader(of: images, asFloats: true).forEach(in: block) { group, _ in
      for half in windows.halves(of: group) {
        windows.load(half: half, of: group)
        for (query, softmax) in zip(shifted, softmaxes) { windows.add(query, to: softmax) }
      }
    }
    return softmaxes.map(\.state)
  }
}
