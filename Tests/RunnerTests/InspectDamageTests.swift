import Foundation
import Framework
import TestSupport
import Testing

@testable import Runner

/// Files that are not what they should be: `locus inspect` says what is wrong, and its exit code is that
/// of a refusal.
@Suite struct InspectDamageTests {
  static let refused: [(String, Data, String)] = [
    ("empty", Data(), "the file is empty"),
    ("page.pt.html", Data("<!DOCTYPE html>".utf8), "a text with tags, such as a web page"),
    ("a", Data("version https://git-lfs.github.com/spec/v1".utf8), "a pointer of Git LFS"),
    ("a", Data([1, 2, 3]), "of no kind that is known: it starts with the bytes 01 02 03"),
    ("a.safetensors", Data("x".utf8), "not a safetensors file: it has 1 bytes only"),
    ("a.npz", Data("x".utf8), "not a complete zip archive"),
    ("a.npy", Data("x".utf8), "not an npy file"),
    ("a.png", Data("x".utf8), "not a PNG or JPEG picture"),
    ("a.gif", Data("GIF89a".utf8), "is a GIF picture; only PNG and JPEG are read"),
    ("a.json", Data("{".utf8), "a.json:1:"),
    ("a.bin", Data(repeating: 200, count: 3073), "has labels up to 200"),
    ("a.gz", Data("x".utf8), "no gzip data"),
    ("a.tar", Data("x".utf8), "archive ends too early"),
  ]

  @Test(arguments: refused) func saysWhatIsWrong(name: String, data: Data, words: String) throws {
    let sandbox = try Sandbox()
    let url = sandbox.folder.appendingPathComponent(name)
    try data.write(to: url)
    let error = #expect(throws: (any Error).self) { try InspectTests.lines(url.path) }
    #expect(error.map { "\($0)" }?.contains(words) == true, "\(error.map { "\($0)" } ?? "")")
    #expect(try sandbox.locus("inspect", url.path) == .invalidSpec)
  }

  /// Damaged copies of files of every kind: an error or something to show.
  @Test func damagedFilesAreShownOrRefused() throws {
    let sandbox = try Sandbox()
    var damager = DataDamager(seed: 41)
    var refused = 0
    for (path, _) in InspectTests.known {
      let source = InspectTests.fixtures.appendingPathComponent(path)
      let sound = try Data(contentsOf: source)
      let url = sandbox.folder.appendingPathComponent(source.lastPathComponent)
      for _ in 0..<FuzzCount.cases(12) {
        try damager.damaged(sound).write(to: url)
        do {
          #expect(try !FileKinds.inspect(InspectedFile(url)).lines(of: path, all: false).isEmpty)
        } catch {
          #expect(error is FormatError || error is JSONError, "\(error)")
          refused += 1
        }
      }
    }
    #expect(refused > 50)
  }
}
