import Foundation
import Testing

@testable import Datasets

@Suite struct ChecksumRecordTests {
  @Test func writesWhatMD5SumWrites() throws {
    try withFetchFolder { folder in
      let record = ChecksumRecord(url: folder.appendingPathComponent("checksums.md5"))
      #expect(record.read().isEmpty)
      let checksums = [
        "b.bin": "d41d8cd98f00b204e9800998ecf8427e", "a b": "900150983cd24fb0d6963f7d28e17f72",
      ]
      try record.write(checksums)
      let text = try String(contentsOf: record.url, encoding: .utf8)
      #expect(
        text == """
          900150983cd24fb0d6963f7d28e17f72  a b
          d41d8cd98f00b204e9800998ecf8427e  b.bin

          """)
      #expect(record.read() == checksums)
    }
  }

  @Test func passesOverOtherLines() throws {
    try withFetchFolder { folder in
      let record = ChecksumRecord(url: folder.appendingPathComponent("checksums.md5"))
      try Data("hello\n\nshort  x\n".utf8).write(to: record.url)
      #expect(record.read().isEmpty)
    }
  }
}
