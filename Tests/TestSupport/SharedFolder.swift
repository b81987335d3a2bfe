import Foundation

/// Material that is not part of the project, with what tests on real data need: the folder that
/// LOCUS_SHARED names, else `shared` beside the project.
package enum SharedFolder {
  package static let url: URL = {
    let variable = ProcessInfo.processInfo.environment["LOCUS_SHARED"] ?? ""
    guard variable.isEmpty else { return URL(fileURLWithPath: variable, isDirectory: true) }
    let project = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
    return project.deletingLastPathComponent()
      .appendingPathComponent("shared", isDirectory: true)
  }()

  package static func file(_ path: String) -> URL { url.appendingPathComponent(path) }

  /// Whether all these files or folders are there.
  package static func holds(_ paths: String...) -> Bool {
    paths.allSatisfy { FileManager.default.fileExists(atPath: file($0).path) }
  }

  /// What a skipped test says.
  package static func skipped(_ missing: String) -> String {
    "skipped: \(missing) not here (set LOCUS_SHARED to their folder)"
  }
}
