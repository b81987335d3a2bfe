/// Windows around every place compared with the same place of every image; see ``WindowPosterior``.
struct SamePlacePosterior: Sendable {
  /// Noisy images that share a pass: what two add up stays in the second-level cache.
  private static let queriesPerPass = 2

  private let images: ImageStore
  private let windows: PlaceWindows
  private let weight: DistanceWeight

  init(of images: ImageStore, window: Int, at level: NoiseLevel, tolerance: Double) {
    self.images = images
    windows = PlaceWindows(
      of: images, rows: .samePlace(images.shape.height, window: window),
      columns: .samePlace(images.shape.width, window: window), signal: level.signal)
    weight = DistanceWeight(
      variance: level.variance, terms: images.count, tolerance: tolerance)
  }

  func mean(given noisy: ImageBatch, through scan: DataScan) throws -> ImageBatch {
    let blocks = images.groupBlocks(ofAtLeast: 1024)
    return try noisy.inPasses(of: Self.queriesPerPass) { (pass) throws in
      let queries = (0..<pass.count).map { windows.query(pass[$0]) }
      let states = try Passes.states(
        over: blocks, inWavesOf: blocks.count, queries: queries.count,
        queriesPerItem: queries.count, through: scan
      ) { block, _, known in
        self.states(of: queries, over: block, known)
      }
      return states.flatMap { windows.centres($0) }
    }
  }

  /// The state of every query over one block of images.
  private func states(
    of queries: [[Float]], over block: Range<Int>, _ known: [[Float]]?
  ) -> [SoftmaxState] {
    let rowSums = PlaceWindows.RowSums(windows, kernels: KernelTable.current.places)
    let accumulators = queries.indices.map {
      WindowAccumulator(
        windows, channels: images.shape.channels, weight: weight, known: known?[$0])
    }
    GroupReader(of: images).forEach(in: block) { group, _ in
      for (query, accumulator) in zip(queries, accumulators) {
        rowSums.load(query, group)
        _ = accumulator.add(group, rowSums)
      }
    }
    return accumulators.map(\.state)
  }
}

extension PlaceWindows {
  /// The mean centre of the images' windows, one around every place, [c, h, w].
  fileprivate func centres(_ state: SoftmaxState) -> [Float] {
    let pixels = shape.area
    return (0..<shape.count).map { index in
      let (c, pixel) = index.quotientAndRemainder(dividingBy: pixels)
      let window = number(pixel / shape.width, pixel % shape.width)
      return Float(code.value(state.sums[(1 + c) * pixels + window] / state.sums[window]))
    }
  }
}
