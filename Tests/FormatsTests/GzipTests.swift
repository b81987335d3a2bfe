import Foundation
import Testing

@testable import LocusFormats

@Suite struct GzipTests {
  private static let text = Array(
    String(repeating: "The quick brown fox jumps over the lazy dog. ", count: 20).utf8)

  @Test(arguments: ["stored", "fixed", "dynamic", "all_fields", "two_members"])
  func readsEveryBlockTypeAndHeader(name: String) throws {
    let data = try FormatFixture.data("gzip/\(name).gz")
    #expect(Gzip.isGzip(data))
    #expect(try Gzip.decompress(data, file: name) == Self.text)
    // A slice whose indices do not start at 0 reads the same.
    #expect(try Gzip.decompress((Data([7]) + data).dropFirst(), file: name) == Self.text)
  }

  @Test func readsAnEmptyFile() throws {
    #expect(try Gzip.decompress(FormatFixture.data("gzip/empty.gz"), file: "empty") == [])
  }

  @Test func readsTheLongestCodes() throws {
    var expected: [UInt8] = []
    var (first, second) = (1, 1)
    for symbol in 0..<18 as Range<UInt8> {
      expected += [UInt8](repeating: symbol, count: first)
      (first, second) = (second, first + second)
    }
    let data = try FormatFixture.data("gzip/long_codes.gz")
    #expect(try Gzip.decompress(data, file: "long codes") == expected)
  }

  @Test func everyTruncationIsAnError() throws {
    for name in ["all_fields", "dynamic", "stored"] {
      let data = try FormatFixture.data("gzip/\(name).gz")
      for length in 0..<data.count {
        #expect(throws: FormatError.self, "\(name) cut at \(length)") {
          try Gzip.decompress(data.prefix(length), file: name)
        }
      }
    }
  }

  @Test func wrongChecksumLengthAndTrailingBytesAreErrors() throws {
    let data = try FormatFixture.data("gzip/dynamic.gz")
    func problem(_ damage: (inout Data) -> Void) -> String? {
      var damaged = data
      damage(&damaged)
      let error = #expect(throws: FormatError.self) {
        try Gzip.decompress(damaged, file: "damaged.gz")
      }
      return error?.problem
    }
    #expect(
      problem { $0[$0.count - 5] ^= 1 }
        == "the CRC-32 of the decompressed bytes is not the recorded one")
    #expect(
      problem { $0[$0.count - 4] ^= 1 } == "decompresses to 900 bytes, but 901 are recorded")
    #expect(problem { $0.append(0) } == "no gzip data at offset \(data.count)")
    #expect(problem { $0[2] = 9 } == "gzip header has method 9 and flags 0")
    var withChecksum = try FormatFixture.data("gzip/all_fields.gz")
    withChecksum[14] ^= 1
    let error = #expect(throws: FormatError.self) {
      try Gzip.decompress(withChecksum, file: "damaged.gz")
    }
    #expect(error?.problem == "the checksum of the gzip header is wrong")
  }

  @Test func theLimitStopsBombs() throws {
    let data = try FormatFixture.data("gzip/two_members.gz")
    #expect(try Gzip.decompress(data, file: "text", limit: 900).count == 900)
    for limit in [0, 299, 300, 899] {
      let error = #expect(throws: FormatError.self) {
        try Gzip.decompress(data, file: "text", limit: limit)
      }
      #expect(error?.problem == "holds more than the \(limit) bytes allowed when decompressed")
    }
  }
}
