import Foundation
import Testing

@testable import LocusFormats

@Suite struct AtomicFileTests {
  @Test func writesAndReplacesWithoutLeavingTemporaryFiles() throws {
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("out.csv")
      try AtomicFile.write("first, and longer", to: url)
      try AtomicFile.write(pieces: [Data("se".utf8), Data(), Data("cond".utf8)], to: url)
      #expect(try String(contentsOf: url, encoding: .utf8) == "second")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names == ["out.csv"])
    }
  }

  @Test func acceptsTheLongestNames() throws {
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent(String(repeating: "n", count: 255))
      try AtomicFile.write("text", to: url)
      #expect(try Data(contentsOf: url).count == 4)
    }
  }

  @Test func failureLeavesTheTargetAndNoTemporaryFile() throws {
    try FormatFixture.withFolder { folder in
      // A folder in the target's place lets everything but the renaming succeed.
      let url = folder.appendingPathComponent("taken")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
      let error = #expect(throws: FileError.self) { try AtomicFile.write("text", to: url) }
      #expect(error?.advice == "a folder has this name: choose another")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names == ["taken"])
    }
  }

  @Test func missingFolderIsNamed() throws {
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("none/out.csv")
      let error = #expect(throws: FileError.self) { try AtomicFile.write("text", to: url) }
      #expect(error?.file == url.path)
      #expect(error?.advice == "make the folder \(folder.path)/none first")
    }
  }
}
