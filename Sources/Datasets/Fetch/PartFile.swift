import Foundation

/// An unfinished download beside its target: the bytes so far in `<target>.part`, and in
/// `<target>.part.etag` which version of which URL they belong to.
struct PartFile {
  let target: URL
  let url: URL
  private let sidecar: URL

  init(target: URL) {
    self.target = target
    url = target.appendingPathExtension("part")
    sidecar = url.appendingPathExtension("etag")
  }

  /// Bytes on disk; 0 if there is no part.
  var length: Int { LocalFile.length(of: url) ?? 0 }

  /// The strong ETag under which the part's bytes came from `source`, or nil.
  func entityTag(from source: URL) -> String? {
    guard let text = try? String(contentsOf: sidecar, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n").map(String.init)
    return lines.count == 2 && lines[0] == source.absoluteString ? lines[1] : nil
  }

  /// Opens the part for writing: at its end, or emptied to start again.
  ///
  /// `entityTag` is kept for the next resumption. Weak tags (`W/…`) promise equal meaning rather
  /// than equal bytes and are not valid in `If-Range` (RFC 9110, 13.1.5): they are dropped.
  /// Throws `FetchError.cannotWrite`.
  func open(startingAgain: Bool, source: URL, entityTag: String?) throws -> FileHandle {
    try LocalFile.writing(url) {
      if startingAgain || LocalFile.length(of: url) == nil {
        try Data().write(to: url)
      }
      if let tag = entityTag, tag.hasPrefix("\""), !tag.contains("\n") {
        try Data("\(source.absoluteString)\n\(tag)\n".utf8).write(to: sidecar)
      } else if startingAgain {
        try? FileManager.default.removeItem(at: sidecar)
      }
      let handle = try FileHandle(forWritingTo: url)
      try handle.seekToEnd()
      return handle
    }
  }

  /// Removes the part and what is known about it.
  func discard() {
    try? FileManager.default.removeItem(at: url)
    try? FileManager.default.removeItem(at: sidecar)
  }

  /// Puts the finished part in the target's place in one step. Throws `FetchError.cannotWrite`.
  func commit() throws {
    try LocalFile.rename(url, to: target)
    try? FileManager.default.removeItem(at: sidecar)
  }
}
