import Foundation
import Testing

@testable import LocusFormats

@Suite struct FormatErrorTests {
  @Test func printsFileProblemAndAdvice() {
    let error = FormatError(file: "a/b.npy", problem: "is empty", advice: "write it again")
    #expect("\(error)" == "a/b.npy: is empty; write it again")
  }

  @Test func readerReadsBothByteOrdersAndStopsAtTheEnd() throws {
    var reader = ByteReader(Data([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), file: "bytes")
    #expect(try reader.uint16LE() == 0x0201)
    #expect(try reader.uint16BE() == 0x0304)
    #expect(try reader.uint32BE() == 0x0506_0708)
    #expect(try reader.uint8() == 9)
    #expect(reader.offset == 9 && reader.remaining == 3)
    let error = #expect(throws: FormatError.self) { try reader.uint64LE() }
    #expect(error?.problem == "ends after 12 bytes, but 8 more are needed at offset 9")
    #expect(reader.offset == 9)
  }

  @Test func readerWorksOnSlices() throws {
    var reader = ByteReader(Data([9, 9, 1, 2, 0, 7]).dropFirst(2), file: "bytes")
    try reader.skipPastZero()
    #expect(try reader.uint8() == 7)
    #expect(throws: FormatError.self) { try reader.skipPastZero() }
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    try FormatFixture.withFolder { folder in
      let missing = folder.appendingPathComponent("none.npy")
      let error = #expect(throws: FormatError.self) { try MappedFile.data(at: missing) }
      #expect(error?.description == "\(missing.path): there is no such file; check the path")
      let other = #expect(throws: FormatError.self) { try MappedFile.data(at: folder) }
      #expect(other?.problem == "this is a folder")
      let empty = folder.appendingPathComponent("empty")
      try Data().write(to: empty)
      #expect(try MappedFile.data(at: empty).isEmpty)
    }
  }
}
