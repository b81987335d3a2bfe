import Dispatch
import Foundation
import Framework

/// Which program a result was made with: Locus' version and commit, and the program's own bytes.
///
/// A build by SwiftPM cannot write the commit into the program. It is looked for at run time where
/// the sources lay, and left out unless it must be the one that was built.
enum ProgramIdentity {
  /// As in CHANGELOG.md, `-dev` while its first section is not a release; a test compares them.
  static let version = "0.2.0-dev"

  /// The commit of Locus that the program was built from; nil if that is not sure.
  static let commit: String? = commit(
    ofSourcesAt: URL(fileURLWithPath: #filePath).deletingLastPathComponent(),
    program: RunningProgram.file)

  /// - Returns: the commit of a checkout without changes that has not moved since `program` was
  ///   written; nil for a copy of a program, whose date says nothing about when it was built.
  static func commit(ofSourcesAt folder: URL, program: URL?) -> String? {
    guard FileManager.default.fileExists(atPath: folder.path),
      let program = program?.resolvingSymlinksInPath(), program.path.contains("/.build/"),
      let facts = try? FileManager.default.attributesOfItem(atPath: program.path),
      let built = facts[.modificationDate] as? Date,
      let git = GitState(of: folder), !git.isDirty, let moved = git.lastMove, moved <= built
    else { return nil }
    return git.commit
  }

  /// Starts to find out what takes time, so that it is known when the provenance is written.
  static func prepare() {
    DispatchQueue.global(qos: .utility).async {
      _ = commit
      _ = try? RunningProgram.hash()
    }
  }

  static var json: [(String, JSON)] {
    [
      ("locus_version", .string(version)),
      ("locus_commit", commit.map(JSON.string) ?? JSON(.null)),
      (
        "program",
        [
          "name": .string(RunningProgram.file.lastPathComponent),
          "sha256": (try? RunningProgram.hash()).map(JSON.string) ?? JSON(.null),
        ]
      ),
    ]
  }
}
