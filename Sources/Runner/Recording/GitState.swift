import Foundation
import Framework

/// The commit of the repository that a folder lies in, and whether anything there differs from it.
struct GitState {
  let commit: String
  let isDirty: Bool
  private let folder: String

  /// - Returns: nil outside a repository, or where there is no git.
  init?(of folder: URL) {
    self.folder = folder.path
    guard let commit = Self.git(["rev-parse", "HEAD"], in: folder.path) else { return nil }
    self.commit = commit
    isDirty = Self.git(["status", "--porcelain"], in: folder.path) != ""
  }

  /// When the checkout last moved to another commit; nil if git keeps no record of that.
  var lastMove: Date? {
    // As `HEAD@{1764277000}`.
    let text = Self.git(["reflog", "-1", "--date=unix", "--format=%gd", "HEAD"], in: folder)
    guard let text, let start = text.firstIndex(of: "{"), text.hasSuffix("}"),
      let seconds = Double(text[text.index(after: start)...].dropLast())
    else { return nil }
    return Date(timeIntervalSince1970: seconds)
  }

  var json: JSON { ["commit": .string(commit), "dirty": .bool(isDirty)] }

  private static func git(_ arguments: [String], in folder: String) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = try? output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let data else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
