import Testing

@testable import LocusImages

/// The order in which blocks are summed, and what each of them knows of those before.
struct PassesTests {
  @Test func partsComeInOrder() {
    let cut = blocks(from: 0, to: 50, of: 3)
    for size in [1, 4, cut.count, 100] {
      #expect(Passes.waves(of: size, over: cut).flatMap { $0 } == cut)
      var seen: [Range<Int>] = []
      Passes.forEachPart(over: cut, inWavesOf: size) {
        $0
      } add: {
        seen.append($0)
      }
      #expect(seen == cut)
    }
  }

  /// The first block goes alone, and a wave knows the least distances of all waves before it.
  @Test func wavesKnowWhatThoseBeforeFound() throws {
    // Block b has distance 100 - b + query, at one place, and weight 1.
    let cut = blocks(from: 0, to: 6, of: 1)
    let known = Locked([[Float]?](repeating: nil, count: 6 * 3))
    let states = try Passes.states(
      over: cut, inWavesOf: 2, queries: 3, queriesPerItem: 2, through: .whole
    ) {
      block, queries, before in
      #expect(queries == 0..<2 || queries == 2..<3)
      return queries.map { query in
        known.withLock {
          $0[block.lowerBound * 3 + query] = before?[query - queries.lowerBound]
        }
        return SoftmaxState(
          least: [Float(100 - block.lowerBound + query)], sums: [1], scale: .infinity)
      }
    }
    #expect(states.map(\.least) == [[95], [96], [97]])
    #expect(states.map(\.sums) == [[1], [1], [1]])
    let expected: [Float?] = [nil, 100, 100, 98, 98, 96]
    for (block, least) in expected.enumerated() {
      for query in 0..<3 {
        #expect(known.withLock { $0[block * 3 + query] } == least.map { [$0 + Float(query)] })
      }
    }
  }

  /// What is known of other images is known to the first block.
  @Test func firstBlockKnowsOtherImages() throws {
    let states = try Passes.states(
      over: [0..<8], inWavesOf: 1, queries: 1, queriesPerItem: 1, known: [[7]], through: .whole
    ) { _, _, known in
      #expect(known == [[7]])
      return [SoftmaxState(least: [7], sums: [0], scale: 1)]
    }
    #expect(states.count == 1)
    #expect(
      try Passes.states(
        over: [], inWavesOf: 1, queries: 1, queriesPerItem: 1, through: .whole
      ) { _, _, _ in [] }.isEmpty)
  }
}
