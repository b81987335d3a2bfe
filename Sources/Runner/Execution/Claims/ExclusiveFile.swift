import Foundation
import Framework

/// Files of which exactly one process can be the maker, on network file systems too.
enum ExclusiveFile {
  /// Makes a file with all of its contents, unless there is one.
  ///
  /// A link is made or not, as one step of the server, where `O_EXCL` was late to be; and no reader
  /// meets the file without its contents. They need not survive a crash of the machine.
  ///
  /// - Parameter draft: a name in the same folder that only the caller uses.
  /// - Returns: whether it was made.
  /// - Throws: ``FileError``.
  static func create(_ text: String, at url: URL, draft: URL) throws -> Bool {
    guard try write(text, to: draft, for: url) else { throw error(url, EEXIST) }
    defer { unlink(draft.path) }
    if link(draft.path, url.path) == 0 { return true }
    let code = errno
    // The answer may be lost and the question asked again: the number of links knows.
    var facts = stat()
    if stat(draft.path, &facts) == 0, facts.st_nlink == 2 { return true }
    switch code {
    case EEXIST: return false
    // A file system without links.
    case EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS, EMLINK: return try write(text, to: url, for: url)
    default: throw error(url, code)
    }
  }

  /// Writes a new file; false if there is one.
  static func write(_ text: String, to url: URL, for target: URL) throws -> Bool {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST { return false }
      throw error(target, errno)
    }
    let bytes = Array(text.utf8)
    // A few hundred bytes: written at once, or the disk is full.
    let written = systemWrite(descriptor, bytes, bytes.count)
    let code = errno
    guard close(descriptor) == 0, written == bytes.count else {
      unlink(url.path)
      throw error(target, written < 0 ? code : ENOSPC)
    }
    return true
  }

  private static func error(_ url: URL, _ code: Int32) -> FileError {
    FileError(
      file: url.path, problem: "cannot be written (\(String(cString: strerror(code))))",
      advice: "check the disk, and that you may write to the results folder")
  }
}

/// The system's `write`, which the members of `ExclusiveFile` hide.
private func systemWrite(
  _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int
) -> Int { write(descriptor, bytes, count) }
