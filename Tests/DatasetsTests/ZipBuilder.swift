import Foundation

@testable import Framework

/// Writes zip archives, right in every checksum, for tests.
struct ZipBuilder {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  mutating func add(_ name: String, _ content: [UInt8], isDeflated: Bool = false) {
    // A zlib stream is two bytes, the deflated ones and four of a checksum.
    let stored = isDeflated ? Array(Zlib.compress(content).dropFirst(2).dropLast(4)) : content
    let start = bytes.count
    let common =
      number(isDeflated ? 8 : 0, 2) + number(0, 4) + number(Int(Checksum.crc32(content)), 4)
      + number(stored.count, 4) + number(content.count, 4) + number(name.utf8.count, 2)
      + number(0, 2)
    bytes += [0x50, 0x4B, 3, 4] + number(20, 2) + number(0, 2) + common + Array(name.utf8) + stored
    directory += [0x50, 0x4B, 1, 2] + number(20, 2) + number(20, 2) + number(0, 2) + common
    directory += number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4) + number(start, 4)
    directory += Array(name.utf8)
    count += 1
  }

  var finished: [UInt8] {
    bytes + directory + [0x50, 0x4B, 5, 6] + number(0, 4) + number(count, 2) + number(count, 2)
      + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
  }

  private func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
