import Foundation
import Testing

@testable import LocusFormats

@Suite struct OutputFolderTests {
  @Test func makesWhatIsMissing() throws {
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("a/c")
      try OutputFolder.check(url)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      try OutputFolder.create(url)
      try OutputFolder.create(url)
      try AtomicFile.write("text", to: url.appendingPathComponent("out.csv"))
      #expect(
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == [
          "a", "a/c", "a/c/out.csv",
        ])
    }
  }

  @Test(arguments: ["file", "file/inner"]) func refusesWhatIsNoFolder(name: String) throws {
    try FormatFixture.withFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      let url = folder.appendingPathComponent(name)
      for body in [OutputFolder.check, OutputFolder.create] {
        let error = #expect(throws: FileError.self) { try body(url) }
        #expect(error?.file == file.standardizedFileURL.path)
        #expect(error?.problem == "this is a file or a device, not a folder")
      }
    }
  }

  @Test func aReadOnlyFolderIsNamed() throws {
    try FormatFixture.withFolder { folder in
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o500], ofItemAtPath: folder.path)
      // The administrator may write everywhere.
      guard access(folder.path, W_OK) != 0 else { return }
      let error = #expect(throws: FileError.self) {
        try OutputFolder.check(folder.appendingPathComponent("inner"))
      }
      #expect(error?.advice == "choose a folder you may write to")
    }
  }

  @Test func printsFileProblemAndAdvice() {
    let error = FileError(file: "a/b.npy", problem: "is taken", advice: "choose another")
    #expect("\(error)" == "a/b.npy: is taken; choose another")
  }

  @Test func theSystemsReasonAndTheWayOutAreTold() {
    let error = FileError(writing: URL(fileURLWithPath: "/disk/out.csv"), ENOSPC)
    #expect(error.file == "/disk/out.csv")
    #expect(error.problem == "cannot be written (No space left on device)")
    #expect(error.advice == "free some space, or write to another disk")
  }
}
