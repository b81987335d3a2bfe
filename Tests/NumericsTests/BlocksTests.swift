import LocusNumerics
import Testing

struct BlocksTests {
  @Test func lastBlockIsShorter() {
    #expect(blocks(from: 0, to: 10, of: 4) == [0..<4, 4..<8, 8..<10])
    #expect(blocks(from: 3, to: 9, of: 3) == [3..<6, 6..<9])
    #expect(blocks(from: 5, to: 5, of: 2) == [])
  }

  @Test func nearlyEqualBlocksBeginAtMultiples() {
    #expect(blocks(of: 10, limit: 4) == [0..<4, 4..<8, 8..<10])
    #expect(blocks(of: 9, limit: 8) == [0..<5, 5..<9])
    #expect(blocks(of: 9, limit: 8, multiple: 4) == [0..<8, 8..<9])
    #expect(blocks(of: 0, limit: 8) == [])
  }
}
