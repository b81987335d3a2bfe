import Foundation

@testable import LocusFormats

/// Small files that unpack to much.
enum Bomb {
  /// DEFLATE as it lies in a zlib stream, without header and checksum.
  private static func deflated(_ bytes: [UInt8]) -> Data {
    Data(Zlib.compress(bytes).dropFirst(2).dropLast(4))
  }

  private static func little(_ value: Int, _ count: Int) -> Data {
    Data((0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }

  static func gzip(_ bytes: [UInt8]) -> Data {
    Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]) + deflated(bytes)
      + little(Int(Checksum.crc32(Data(bytes))), 4) + little(bytes.count, 4)
  }

  /// A zip archive of one deflated member, true in all that it says.
  static func zip(_ name: String, _ bytes: [UInt8]) -> Data {
    let packed = deflated(bytes)
    let facts =
      little(20, 2) + little(0, 2) + little(8, 2) + little(0, 4)
      + little(Int(Checksum.crc32(Data(bytes))), 4) + little(packed.count, 4)
      + little(bytes.count, 4) + little(name.utf8.count, 2) + little(0, 2)
    let member = little(0x0403_4B50, 4) + facts + Data(name.utf8) + packed
    let directory =
      little(0x0201_4B50, 4) + little(20, 2) + facts + little(0, 14) + Data(name.utf8)
    let end =
      little(0x0605_4B50, 4) + little(0, 4) + little(1, 2) + little(1, 2)
      + little(directory.count, 4) + little(member.count, 4) + little(0, 2)
    return member + directory + end
  }
}
