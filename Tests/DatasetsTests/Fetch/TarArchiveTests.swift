import Foundation
import Framework
import Testing

@testable import Datasets

@Suite struct TarArchiveTests {
  private func members(_ bytes: [UInt8], _ names: Set<String>) throws -> [String: [UInt8]] {
    try TarArchive(bytes, file: "test.tar").members(named: names).mapValues(Array.init)
  }

  private func problem(_ bytes: [UInt8]) -> String? {
    do {
      _ = try members(bytes, ["a"])
      return nil
    } catch {
      return (error as? FormatError)?.problem
    }
  }

  @Test func findsOnlyTheFilesAskedFor() throws {
    var tar = TarBuilder()
    tar.add("folder/", [], type: "5")
    tar.add("folder/a", Array(0..<200))
    tar.add("folder/b", [UInt8](repeating: 3, count: 512))
    tar.add("folder/link", [], type: "2")
    tar.add("empty", [])
    tar.add("c", [9], type: "0", prefix: "deep/er")
    let found = try members(tar.finished, ["a", "c", "empty", "link", "folder", "absent"])
    #expect(found == ["a": Array(0..<200), "c": [9], "empty": []])
    #expect(try members(tar.finished, ["b"]) == ["b": [UInt8](repeating: 3, count: 512)])
    #expect(try members(TarBuilder().finished, ["a"]).isEmpty)
  }

  @Test func readsLongNamesOfGNUAndPax() throws {
    let long = String(repeating: "folder/", count: 20)
    var tar = TarBuilder()
    tar.add("././@LongLink", Array("\(long)a\0".utf8), type: "L")
    tar.add(String(long.prefix(99)), [1])
    tar.add(
      "PaxHeaders/b", Array("19 path=folder/b=b\n31 mtime=1234567890.1234567890\n".utf8), type: "x")
    tar.add("short", [2])
    tar.add("c", [3])
    #expect(
      try members(tar.finished, ["a", "b=b", "c", "short"]) == ["a": [1], "b=b": [2], "c": [3]])
  }

  @Test func readsBinarySizes() throws {
    var tar = TarBuilder()
    tar.add("a", [5, 6, 7])
    var bytes = tar.finished
    let binary: [UInt8] = [0x80] + [UInt8](repeating: 0, count: 10) + [3]
    let before = bytes[124..<136].reduce(0) { $0 + Int($1) }
    bytes.replaceSubrange(124..<136, with: binary)
    let after = binary.reduce(0) { $0 + Int($1) }
    let sum = try #require(Int(String(decoding: bytes[148..<154], as: UTF8.self), radix: 8))
    let text = String(sum - before + after, radix: 8)
    bytes.replaceSubrange(
      148..<154, with: (String(repeating: "0", count: 6 - text.count) + text).utf8)
    #expect(try members(bytes, ["a"]) == ["a": [5, 6, 7]])
  }

  @Test func readsWhatTarWrites() throws {
    // `tar cz` of GNU tar 1.34 with the files d/a ("alpha\n") and d/b (1000 times "b").
    let data = try #require(Data(base64Encoded: Self.archiveOfGNUTar))
    let bytes = try Gzip.decompress(data, file: "test.tar.gz", limit: 1 << 20)
    let found = try members(bytes, ["a", "b", "c"])
    #expect(found["a"] == Array("alpha\n".utf8))
    #expect(found["b"] == [UInt8](repeating: UInt8(ascii: "b"), count: 1000))
    #expect(found.count == 2)
  }

  @Test(arguments: ["../a", "x/../../a", "/a", "/etc/passwd", "..", "x/.."])
  func refusesPathsThatLeadOut(path: String) {
    var tar = TarBuilder()
    tar.add(path, [1])
    #expect(problem(tar.finished)?.contains("'\(path)' leads out of the archive") == true)
  }

  @Test func refusesPathsThatLeadOutInExtendedHeaders() {
    var gnu = TarBuilder()
    gnu.add("././@LongLink", Array("../a\0".utf8), type: "L")
    gnu.add("a", [1])
    #expect(problem(gnu.finished)?.contains("leads out") == true)
    var pax = TarBuilder()
    pax.add("x", Array("13 path=../a\n".utf8), type: "x")
    pax.add("a", [1])
    #expect(problem(pax.finished)?.contains("leads out") == true)
  }

  @Test func refusesEveryTruncation() {
    var tar = TarBuilder()
    tar.add("x/a", [UInt8](repeating: 1, count: 700))
    tar.add("x/b", [1, 2, 3])
    // The archive is complete with the first of its two closing blocks.
    let needed = tar.bytes.count + 512
    for length in stride(from: 0, to: needed, by: 37) {
      let cut = Array(tar.finished.prefix(length))
      #expect(problem(cut)?.contains("ends too early") == true, "\(length) bytes")
    }
    #expect(problem(Array(tar.finished.prefix(needed))) == nil)
  }

  @Test func refusesDamagedHeaders() {
    var tar = TarBuilder()
    tar.add("a", [1])
    for offset in [0, 110, 130, 150, 156, 300] {
      var damaged = tar.finished
      damaged[offset] ^= 1
      #expect(problem(damaged)?.contains("checksum") == true, "byte \(offset)")
    }
    var pax = TarBuilder()
    pax.add("x", Array("99 path=a\n".utf8), type: "x")
    pax.add("a", [1])
    #expect(problem(pax.finished)?.contains("extended header") == true)
  }

  @Test func refusesTwoFilesOfOneName() {
    var tar = TarBuilder()
    tar.add("x/a", [1])
    tar.add("y/a", [2])
    #expect(problem(tar.finished)?.contains("more than one 'a'") == true)
  }

  private static let archiveOfGNUTar = """
    H4sIAAAAAAACA+3UuQ2AMBBE0Y2pwh1gDtv12CIgIEAc/XOEgEOMgP+SWWnDkabJ5XZ65YzZc3XMi9sWlRZlJIF5\
    nPyglPxUk4ck/du6jvVfOHPqv3ROlKb/2wUAnxfff//0/m/f0/5b9j8J3/WtzwQAAAAAAAAAAAAA8HILhGpopQAo\
    AAA=
    """
}
