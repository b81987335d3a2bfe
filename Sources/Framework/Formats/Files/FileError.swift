import Foundation

/// A file or folder that cannot be written: which one, what failed, and what to do about it.
///
/// What is wrong with a file's content is a ``FormatError``.
public struct FileError: Error, Equatable, Sendable {
  /// Path of the file or folder.
  public var file: String
  /// What failed, with the reason the system gives.
  public var problem: String
  /// What to do.
  public var advice: String

  public init(file: String, problem: String, advice: String) {
    self.file = file
    self.problem = problem
    self.advice = advice
  }

  /// The system refused to write `url` with this `errno`.
  init(writing url: URL, _ code: Int32) {
    let advice =
      switch code {
      case ENOSPC, EDQUOT: "free some space, or write to another disk"
      case ENOENT, ENOTDIR: "make the folder \(url.deletingLastPathComponent().path) first"
      case EACCES, EPERM, EROFS: "choose a folder you may write to"
      case EISDIR: "a folder has this name: choose another"
      default: "check the path and the disk"
      }
    self.init(
      file: url.path, problem: "cannot be written (\(String(cString: strerror(code))))",
      advice: advice)
  }
}

extension FileError: CustomStringConvertible {
  public var description: String { "\(file): \(problem); \(advice)" }
}
