/// Goes over the images for the softmaxes of the logits −|B_q ∘ (x − aX_i)|² / 2v, one for every mask
/// B_q.
///
/// Images are taken in groups that lie side by side, so that everything is a vector operation over
/// images. The squared differences and the sums of them that masks share are formed once a group and
/// query; every mask's sum then takes a few loads.
struct MaskScan: Sendable {
  /// Images of a block, and queries that one item of parallel work serves.
  static let block = 1024
  static let queriesPerItem = 4
  /// Blocks whose partial sums are held at one time.
  static let blocksPerWave = 32

  let program: MaskProgram
  /// Whether masks are of pixels that stand for all channels; then only the weights are added up.
  /// Otherwise of single numbers, and what is averaged under mask q is number q of the images.
  let joinsChannels: Bool
  let kernels: KernelTable
  private let signal: Float
  private let variance: Double
  private let tolerance: Double

  /// - Parameters:
  ///   - masks: over the images' shape, or over one channel of it if that stands for all.
  ///   - signal: a.
  ///   - variance: v > 0.
  ///   - tolerance: bound of what leaving out images may change an estimate by; 0 keeps all.
  init(
    _ masks: PixelMasks, joinsChannels: Bool, signal: Double, variance: Double, tolerance: Double,
    kernels: KernelTable = .current
  ) {
    self.init(
      MaskPlan(masks), joinsChannels: joinsChannels, signal: signal, variance: variance,
      tolerance: tolerance, kernels: kernels)
  }

  init(
    _ plan: MaskPlan, joinsChannels: Bool, signal: Double, variance: Double, tolerance: Double,
    kernels: KernelTable = .current
  ) {
    program = plan.program
    self.joinsChannels = joinsChannels
    self.kernels = kernels
    self.signal = Float(signal)
    self.variance = variance
    self.tolerance = tolerance
  }

  /// How weights are taken where `count` images share the tolerance.
  func weight(amongImages count: Int) -> DistanceWeight {
    DistanceWeight(variance: variance, terms: count, tolerance: tolerance)
  }

  /// Calls `body` with |B_q ∘ (x − aX_i)|² for every query x and the images of every group in `block`:
  /// 32 numbers for each of some masks after the others.
  ///
  /// - Parameter endOfQuery: called after the last masks of a query and group.
  func forEachDistances(
    from queries: ImageBatch, to images: ImageStore, in block: Range<Int>,
    _ body: (
      _ query: Int, _ group: ImageGroup, _ masks: Range<Int>, _ distances: UnsafePointer<Float>
    ) -> Void,
    endOfQuery: (_ query: Int, _ group: ImageGroup) -> Void = { _, _ in }
  ) {
    let channels = joinsChannels ? images.shape.channels : 1
    let table = MaskTable(program, kernels: kernels.masks)
    let reader = GroupReader(of: images, asFloats: true, kernels: kernels.lanes)
    queries.values.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return }
      reader.forEach(in: block) { group, _ in
        for query in 0..<queries.count {
          kernels.masks.squares(
            pixels: program.pixelCount, channels: channels, signal: signal,
            query: x + query * images.shape.count, images: group.floats,
            squares: table.pixels)
          table.forEachSums(from: group.absent) { body(query, group, $0, $1) }
          endOfQuery(query, group)
        }
      }
    }
  }

  /// The state of every query over the images in `range`.
  ///
  /// - Parameter known: least distances to other images for every query; images beyond them by the
  ///   margin are left out.
  func states(
    of queries: ImageBatch, over images: ImageStore, in range: Range<Int>, weight: DistanceWeight,
    known: [[Float]]? = nil, through data: DataScan = .whole
  ) throws -> [SoftmaxState] {
    try Passes.states(
      over: blocks(from: range.lowerBound, to: range.upperBound, of: Self.block),
      inWavesOf: Self.blocksPerWave, queries: queries.count, queriesPerItem: Self.queriesPerItem,
      known: known, hint: .init(weight), through: data
    ) { block, part, known in
      let accumulators = part.indices.map { query in
        MaskAccumulator(
          masks: program.maskCount, averages: !joinsChannels, weight: weight,
          known: known?[query - part.lowerBound], kernels: kernels.masks)
      }
      forEachDistances(from: queries[part], to: images, in: block) {
        query, group, masks, distances in
        accumulators[query].add(masks, distances: distances, images: group.floats)
      }
      return accumulators.map(\.state)
    }
  }
}
