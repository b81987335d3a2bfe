import Foundation

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

  /// The sums of what `part` makes of the blocks: `count` numbers of each, added stretch by stretch.
  ///
  /// - Parameters:
  ///   - size: parts that are held at one time.
  ///   - scan: who computes them; it is the second pass over the data.
  static func sums(
    _ count: Int, over blocks: [Range<Int>], inWavesOf size: Int, through scan: DataScan,
    _ part: @Sendable (Range<Int>) -> [Double]
  ) throws -> [Double] {
    let stretches = Stretches(of: blocks.count)
    let zeros = [Double](repeating: 0, count: count)
    var sums = zeros
    func add(_ part: [Double], to sums: inout [Double]) {
      for index in sums.indices { sums[index] += part[index] }
    }
    func forEachSum(_ chosen: Range<Int>, _ use: ([Double]) -> Void) {
      let chosen = stretches.blocks(of: chosen)
      var block = chosen.lowerBound
      var sum = zeros
      forEachPart(over: Array(blocks[chosen]), inWavesOf: size, part) { part in
        add(part, to: &sum)
        if stretches.ends(at: block) {
          use(sum)
          sum = zeros
        }
        block += 1
      }
    }
    switch scan {
    case .whole: forEachSum(stretches.all) { add($0, to: &sums) }
    case .shared(let exchange):
      let parts = try exchange.parts(ofPass: 1, stretches: stretches.count) { own in
        var parts: [Data] = []
        forEachSum(own) { parts.append($0.encoded) }
        return parts
      }
      for part in parts { add(try [Double](part, count: count), to: &sums) }
    }
    return sums
  }

  /// What a block of images is told of the least distances in others, which lets it leave out most of
  /// its work where noise is low.
  enum Hint {
    /// Those of all waves before it, the first block being one; of the first block where a scan is
    /// shared.
    case before
    /// Those of the first block.
    case first
    /// Nothing.
    case none

    /// Where no image is left out the first block's do: with them sums are the same bits for any
    /// number of processes.
    init(_ weight: DistanceWeight) { self = weight.margin == .infinity ? .first : .before }
  }

  /// The state of every query's softmaxes over all blocks, added stretch by stretch.
  ///
  /// The first block goes alone, unless no block is told anything.
  ///
  /// - Parameters:
  ///   - size: blocks of a wave.
  ///   - queries: their number.
  ///   - queriesPerItem: those that one item of parallel work serves.
  ///   - known: least distances to other images, for every query.
  ///   - hint: what blocks are told.
  ///   - scan: who computes the states.
  ///   - states: of some queries over one block.
  static func states(
    over blocks: [Range<Int>], inWavesOf size: Int, queries: Int, queriesPerItem: Int,
    known: [[Float]]? = nil, hint: Hint = .before, through scan: DataScan,
    _ states:
      @Sendable (
        _ block: Range<Int>, _ queries: Range<Int>, _ known: [[Float]]?
      ) -> [SoftmaxState]
  ) throws -> [SoftmaxState] {
    let shares = LocusNumerics.blocks(from: 0, to: queries, of: queriesPerItem)
    let stretches = Stretches(of: blocks.count)
    /// The states over each block of a wave.
    func parts(_ wave: [Range<Int>], _ known: [[Float]]?) -> [[SoftmaxState]] {
      let parts = WorkPool.shared.map(wave.count * shares.count) { item in
        let (block, share) = item.quotientAndRemainder(dividingBy: shares.count)
        let queries = shares[share]
        return states(wave[block], queries, known.map { Array($0[queries]) })
      }
      return wave.indices.map { block in
        parts[block * shares.count..<(block + 1) * shares.count].flatMap { $0 }
      }
    }
    /// Calls `use` with the states over each stretch of a range.
    func forEachState(_ chosen: Range<Int>, _ hint: Hint, _ use: ([SoftmaxState]) -> Void) {
      let chosen = stretches.blocks(of: chosen)
      guard !chosen.isEmpty else { return }
      var (sum, least) = (SoftmaxSum(), known)
      func add(_ part: [SoftmaxState], _ block: Int) {
        sum.add(part)
        if stretches.ends(at: block) { use(sum.take()) }
      }
      var rest = chosen
      if hint != .none {
        let first = parts([blocks[0]], known)[0]
        least = first.map(\.least)
        if chosen.lowerBound == 0 {
          add(first, 0)
          rest = 1..<chosen.upperBound
        }
      }
      for wave in LocusNumerics.blocks(from: rest.lowerBound, to: rest.upperBound, of: size) {
        let found = parts(Array(blocks[wave]), least)
        for (block, part) in zip(wave, found) { add(part, block) }
        if hint == .before { least = found.reduce(least) { $0.lowered(to: $1) } }
      }
    }
    var total = SoftmaxSum()
    switch scan {
    case .whole: forEachState(stretches.all, hint) { total.add($0) }
    case .shared(let exchange):
      let parts = try exchange.parts(ofPass: 0, stretches: stretches.count) { own in
        var parts: [Data] = []
        forEachState(own, hint == .before ? .first : hint) { parts.append($0.encoded) }
        return parts
      }
      for part in parts { total.add(try [SoftmaxState](part, count: queries)) }
    }
    return total.take()
  }
}

/// A sum of states of several queries.
private struct SoftmaxSum {
  private var states: [SoftmaxState] = []

  mutating func add(_ part: [SoftmaxState]) {
    if states.isEmpty {
      states = part
    } else {
      for query in states.indices { states[query].add(part[query]) }
    }
  }

  /// The sum, from which it starts anew.
  mutating func take() -> [SoftmaxState] {
    defer { states = [] }
    return states
  }
}

extension [[Float]]? {
  /// The least distances, some of them lowered to those of states.
  fileprivate func lowered(to states: [SoftmaxState]) -> Self {
    guard let least = self else { return states.map(\.least) }
    return zip(least, states).map { zip($0, $1.least).map { min($0, $1) } }
  }
}

extension ImageBatch {
  /// What `answer` gives for the images, `size` of which share a pass, in order.
  func inPasses<Failure>(
    of size: Int, _ answer: (ImageBatch) throws(Failure) -> [Float]
  ) throws(Failure) -> ImageBatch {
    let parts = try DataScan.each(of: blocks(from: 0, to: count, of: size)) {
      (pass) throws(Failure) in try answer(self[pass])
    }
    return ImageBatch(
      shape: shape, values: parts.flatMap { $0 }, firstSample: firstSample)
  }
}
