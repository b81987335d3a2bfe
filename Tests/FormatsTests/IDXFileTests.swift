import Foundation
import Testing

@testable import LocusFormats

@Suite struct IDXFileTests {
  @Test(arguments: ["images.idx", "images.idx.gz"])
  func readsPlainAndCompressedFiles(name: String) throws {
    let idx = try IDXFile(contentsOf: FormatFixture.url("idx/\(name)"))
    #expect(idx.dimensions == [2, 3, 4])
    #expect(idx.payloadOffset == 16)
    #expect(Array(idx.payload) == Array(0..<24))
  }

  @Test func damageIsAnError() throws {
    let data = try FormatFixture.data("idx/images.idx")
    func problem(_ damage: (inout Data) -> Void) -> String? {
      var damaged = data
      damage(&damaged)
      return #expect(throws: FormatError.self) {
        try IDXFile(data: damaged, file: "damaged")
      }?.problem
    }
    let needed = "dimensions [2, 3, 4] need 24 bytes"
    #expect(problem { $0.removeLast() } == "\(needed), but 23 follow the header")
    #expect(problem { $0.append(1) } == "\(needed), but 25 follow the header")
    #expect(problem { $0[0] = 1 } == "not an IDX file: it does not start with two zero bytes")
    #expect(problem { $0[2] = 13 } == "IDX element type 0xd is not read")
    #expect(problem { $0[3] = 0 } == "the IDX header gives no dimensions")
    #expect(problem { $0 = $0.prefix(9) }?.hasPrefix("ends after 9 bytes") == true)
    #expect(
      problem { for index in 4..<16 { $0[index] = 255 } }
        == "the dimensions are larger than any memory")
  }

  /// A small file that unpacks to gigabytes: what the header tells bounds the memory.
  @Test func whatUnpacksToMoreThanItsHeaderTellsIsRefused() throws {
    func refusal(rows: [UInt8], zeros: Int) throws -> String? {
      let header: [UInt8] = [0, 0, 8, 2, 0, 0, 0, 2] + rows
      var problem: String?
      try FormatFixture.withFolder { folder in
        let url = folder.appendingPathComponent("bomb.idx.gz")
        try Bomb.gzip(header + [UInt8](repeating: 0, count: zeros)).write(to: url)
        problem = #expect(throws: FormatError.self) { try IDXFile(contentsOf: url) }?.problem
      }
      return problem
    }
    #expect(
      try refusal(rows: [0, 0, 0, 20], zeros: 1 << 24)
        == "holds more than the 52 bytes allowed when decompressed")
    #expect(
      try refusal(rows: [0x40, 0, 0, 0], zeros: 1 << 16)
        == "the header tells of 2147483648 bytes, more than the compressed file can hold")
  }
}
