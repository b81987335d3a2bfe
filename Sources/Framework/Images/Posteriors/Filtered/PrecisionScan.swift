/// Goes over the images for the softmaxes of a ``PrecisionPosterior``.
struct PrecisionScan: Sendable {
  /// Images of a block, and blocks whose partial sums are held at one time.
  static let block = 1024
  static let blocksPerWave = 32

  let precisions: ImageFilter
  let joinsChannels: Bool
  let basis: AxisFilter?
  let signal: Float
  let variance: Double
  let tolerance: Double
  let kernels = KernelTable.current

  /// How weights are taken where `count` images share the tolerance.
  func weight(amongImages count: Int) -> DistanceWeight {
    DistanceWeight(variance: variance, terms: count, tolerance: tolerance)
  }

  /// Calls `body` with every posterior's distances of every query to the images of every group in
  /// `block`, [posterior, lane].
  func forEachDistances(
    from queries: ImageBatch, to images: ImageStore, in block: Range<Int>,
    _ body: (_ query: Int, _ group: ImageGroup, _ distances: UnsafePointer<Float>) -> Void
  ) {
    let shape = images.shape
    let kernels = kernels.masks
    let sums = LaneFilter(precisions, planes: 1, kernels: kernels)
    let axes = basis.map { LaneFilter(.rows($0), planes: 1, kernels: kernels) }
    let squares = Scratch<Float>(count: precisions.inputs * ImageGroup.size)
    let differences = Scratch<Float>(count: axes == nil ? 0 : shape.count * ImageGroup.size)
    let zeros = [Float](repeating: 0, count: axes == nil ? 0 : precisions.inputs)
    queries.values.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return }
      GroupReader(of: images, asFloats: true, kernels: self.kernels.lanes).forEach(in: block) {
        group, _ in
        for query in 0..<queries.count {
          let query = (index: query, values: x + query * shape.count)
          if let axes {
            kernels.differences(
              count: shape.count, signal: signal, query: query.values, images: group.floats,
              differences: differences.base)
            kernels.squares(
              pixels: precisions.inputs, channels: 1, signal: 1, query: zeros,
              images: axes.apply(to: differences.base), squares: squares.base)
          } else {
            kernels.squares(
              pixels: precisions.inputs, channels: shape.count / precisions.inputs,
              signal: signal, query: query.values, images: group.floats, squares: squares.base)
          }
          body(query.index, group, sums.apply(to: squares.base, from: group.absent))
        }
      }
    }
  }

  /// The states of every query over the images: one of all posteriors, or, where pixels are averaged,
  /// one for each channel.
  ///
  /// - Parameter averages: whether each posterior averages what the images have at its own place.
  func states(
    of queries: ImageBatch, over images: ImageStore, weight: DistanceWeight, averages: Bool,
    through data: DataScan
  ) throws -> [SoftmaxState] {
    let shape = images.shape
    let parts = averages && joinsChannels ? shape.channels : 1
    return try Passes.states(
      over: blocks(from: 0, to: images.count, of: Self.block), inWavesOf: Self.blocksPerWave,
      queries: queries.count * parts, queriesPerItem: parts, hint: .init(weight), through: data
    ) { block, states, known in
      let query = states.lowerBound / parts
      let accumulators = (0..<parts).map {
        MaskAccumulator(
          masks: precisions.outputs, averages: averages, weight: weight, known: known?[$0],
          kernels: kernels.masks)
      }
      forEachDistances(from: queries[query..<query + 1], to: images, in: block) {
        _, group, distances in
        for (channel, accumulator) in accumulators.enumerated() {
          accumulator.add(
            0..<precisions.outputs, distances: distances,
            images: group.floats + channel * shape.area * ImageGroup.size)
        }
      }
      return accumulators.map(\.state)
    }
  }
}
