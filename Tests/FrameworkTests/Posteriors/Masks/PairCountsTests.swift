import TestSupport
import Testing

@testable import LocusImages

/// Against dictionaries, which say the same more slowly.
struct PairCountsTests {
  @Test func countsAsADictionaryDoes() {
    var random = TestRandom(seed: 5)
    var counts = PairCounts(vectors: 6, least: 4)
    var expected: [[Int]: Int32] = [:]
    var vectors = 6
    for _ in 0..<40 {
      for _ in 0..<30 {
        // Only pairs with the newest vector grow, as when sums are shared.
        let (a, b) = (Int.random(in: 0..<vectors - 1, using: &random), vectors - 1)
        counts.add(2, to: b, a)
        expected[[a, b], default: 0] += 2
      }
      for pair in expected.keys.sorted(by: { ($0[1], $0[0]) < ($1[1], $1[0]) }).prefix(3) {
        counts.add(-1, to: pair[0], pair[1])
        expected[pair]! -= 1
      }
      let frequent = counts.frequent() ?? []
      let sorted = expected.filter { $0.value >= 4 }.sorted {
        ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1])
      }
      #expect(frequent.map { [$0.first, $0.second] } == sorted.map(\.key))
      #expect(frequent.map { counts[$0] } == sorted.map(\.value))
      if let most = frequent.first {
        counts.clear(most)
        expected[[most.first, most.second]] = nil
      }
      counts.addVector()
      vectors += 1
    }
  }

  /// Both ways of keeping the numbers.
  @Test(arguments: [1, 10_000]) func pairsAreNumberedAsTheyAreMet(_ entries: Int) {
    var random = TestRandom(seed: 6)
    var table = PairTable(50, 70, entries: entries)
    var expected: [[Int]: Int] = [:]
    for _ in 0..<3000 {
      let (row, column) = (
        Int.random(in: 0..<50, using: &random), Int.random(in: 0..<70, using: &random)
      )
      let number = expected[[row, column]] ?? expected.count
      expected[[row, column]] = number
      #expect(table.index(of: row, column) == number)
    }
  }
}
