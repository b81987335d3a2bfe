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

  // MARK: Killed programs

  /// Only what nobody writes is removed, and only what is called as temporary files are.
  @Test func whatAKilledProgramLeftIsRemoved() throws {
    try FormatFixture.withFolder { folder in
      let inner = folder.appendingPathComponent("units")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
      let left = [".3w5e11264sgsf.tmp", "units/.a.tmp"]
      let kept = ["note.tmp", ".A.tmp", ".tmp", "units/.3w5e11264sgsf9.tmp", "units/.a.tmp~"]
      for name in left + kept {
        try Data("half".utf8).write(to: folder.appendingPathComponent(name))
      }
      let outside = folder.appendingPathComponent("note.tmp")
      let link = inner.appendingPathComponent(".b.tmp")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: outside)
      #expect(Set(AbandonedFiles.find(in: folder).map(\.url.lastPathComponent)).count == 2)
      let target = inner.appendingPathComponent("unit.json")
      try AtomicFile.write(to: target) { append in
        try append(Data("whole".utf8))
        // Another program looks while this one writes.
        let removed = AbandonedFiles.remove(in: folder)
        #expect(removed.map(\.size) == [4, 4])
        #expect(AbandonedFiles.find(in: folder).isEmpty)
      }
      #expect(try Data(contentsOf: target) == Data("whole".utf8))
      for name in left {
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path))
      }
      for name in kept {
        #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path))
      }
      #expect((try? link.checkResourceIsReachable()) == true)
    }
  }
}
