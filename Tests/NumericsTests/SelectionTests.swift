import LocusNumerics
import TestSupport
import Testing

struct SelectionTests {
  /// Against sorting, with ties, zeros, infinities and numbers that differ in the last bit.
  @Test(arguments: [0, 1, 7, 100, 499, 500, 600])
  func agreesWithSorting(_ count: Int) {
    var random = TestRandom(seed: UInt64(count))
    let numbers = (0..<500).map { index -> Float in
      switch index % 5 {
      case 0: Float(Int.random(in: 0...9, using: &random))
      case 1: Float(1).nextUp
      case 2: index % 3 == 0 ? .infinity : 1
      default: Float.random(in: 0...1e6, using: &random)
      }
    }
    let expected = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
      .prefix(count).sorted()
    #expect(smallest(count, of: numbers) == expected)
  }

  @Test func takesNumbersThatAreNoneLast() {
    #expect(smallest(2, of: [.nan, 3, .infinity, 2]) == [1, 3])
    #expect(smallest(3, of: [.nan, 3, .infinity, 2]) == [1, 2, 3])
    #expect(smallest(1, of: []) == [])
  }
}
