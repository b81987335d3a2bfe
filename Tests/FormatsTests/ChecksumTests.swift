import Foundation
import Testing

@testable import LocusFormats

/// Expected values are the check values of the standards, and Python's zlib for the longer text.
@Suite struct ChecksumTests {
  private let digits = Array("123456789".utf8)
  private let long = (0..<100_003).map { UInt8(truncatingIfNeeded: ($0 * $0) >> 3) }

  @Test func crc32() {
    #expect(Checksum.crc32(digits) == 0xCBF4_3926)
    #expect(Checksum.crc32(long) == 0xAAC4_A0F5)
    #expect(Checksum.crc32([UInt8]()) == 0)
  }

  @Test func adler32() {
    #expect(Checksum.adler32(digits) == 0x091E_01DE)
    #expect(Checksum.adler32(long) == 0x92F9_2882)
    #expect(Checksum.adler32([UInt8](repeating: 255, count: 20_000)) == 0x9F51_D664)
    #expect(Checksum.adler32([UInt8]()) == 1)
  }
}
