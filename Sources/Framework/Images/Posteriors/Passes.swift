/// How posteriors go over the data: some noisy images share a pass over the training images, which are
/// cut into blocks; blocks are summed in parallel, a wave of them at a time, and their sums added in
/// order.
///
/// Everything is cut by the data alone, so that the same bits come out for any batch size and number
/// of threads.
enum Passes {
  /// The blocks, `size` at a time, which bounds the memory that a pass takes.
  static func waves(of size: Int, over blocks: [Range<Int>]) -> [[Range<Int>]] {
    LocusNumerics.blocks(from: 0, to: blocks.count, of: size).map { Array(blocks[$0]) }
  }

  /// Calls `add` with what `part` makes of each block, in the order of the blocks.
  ///
  /// - Parameter size: parts that are held at one time.
  static func forEachPart<Part: Sendable>(
    over blocks: [Range<Int>], inWavesOf size: Int,
    _ part: @Sendable (Range<Int>) -> Part, add: (Part) -> Void
  ) {
    for wave in waves(of: size, over: blocks) {
      for part in WorkPool.shared.map(wave.count, { part(wave[$0]) }) { add(part) }
    }
  }

  /// The sums of what `part` makes of the blocks: `count` numbers of each, added in their order.
  ///
  /// - Parameter size: parts that are held at one time.
  static func sums(
    _ count: Int, over blocks: [Range<Int>], inWavesOf size: Int,
    _ part: @Sendable (Range<Int>) -> [Double]
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    forEachPart(over: blocks, inWavesOf: size, part) { part in
      for index in sums.indices { sums[index] += part[index] }
    }
    return sums
  }

  /// The state of every query's softmaxes over all blocks.
  ///
  /// The first block goes alone: the least distances that it finds let the others leave out most of
  /// their work where noise is low. Each wave knows those of all waves before it.
  ///
  /// - Parameters:
  ///   - size: blocks of a wave.
  ///   - queries: their number.
  ///   - queriesPerItem: those that one item of parallel work serves.
  ///   - known: least distances to other images, for every query.
  ///   - states: of some queries over one block.
  static func states(
    over blocks: [Range<Int>], inWavesOf size: Int, queries: Int, queriesPerItem: Int,
    known: [[Float]]? = nil,
    _ states:
      @Sendable (
        _ block: Range<Int>, _ queries: Range<Int>, _ known: [[Float]]?
      ) -> [SoftmaxState]
  ) -> [SoftmaxState] {
    let shares = LocusNumerics.blocks(from: 0, to: queries, of: queriesPerItem)
    var totals: [SoftmaxState] = []
    for wave in [Array(blocks.prefix(1))] + waves(of: size, over: Array(blocks.dropFirst())) {
      let known = totals.isEmpty ? known : totals.map(\.least)
      let parts = WorkPool.shared.map(wave.count * shares.count) { item in
        let (block, share) = item.quotientAndRemainder(dividingBy: shares.count)
        let queries = shares[share]
        return states(wave[block], queries, known.map { Array($0[queries]) })
      }
      for block in wave.indices {
        let part = parts[block * shares.count..<(block + 1) * shares.count].flatMap { $0 }
        if totals.isEmpty {
          totals = part
        } else {
          for query in totals.indices { totals[query].add(part[query]) }
        }
      }
    }
    return totals
  }
}

extension ImageBatch {
  /// What `answer` gives for the images, `size` of which share a pass, in order.
  func inPasses(of size: Int, _ answer: (ImageBatch) -> [Float]) -> ImageBatch {
    var values: [Float] = []
    values.reserveCapacity(self.values.count)
    for pass in blocks(from: 0, to: count, of: size) { values += answer(self[pass]) }
    return ImageBatch(shape: shape, values: values, firstSample: firstSample)
  }
}
