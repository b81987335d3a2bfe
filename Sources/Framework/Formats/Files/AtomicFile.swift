import Foundation

/// Writes whole files so that a reader, a crash or a full disk never meets half a file.
///
/// The bytes go to a temporary file in the same folder, are flushed to the disk, and the temporary
/// file is renamed over the target; a failure leaves the target as it was. The temporary file is
/// locked while it is written, so that ``AbandonedFiles`` tells it from what a killed program left.
public enum AtomicFile {
  /// Writes `data` to `url`, replacing what is there; the folder must exist.
  ///
  /// - Throws: ``FileError`` with the reason the system gives.
  public static func write(_ data: Data, to url: URL) throws {
    try write(pieces: [data], to: url)
  }

  /// Writes `text` as UTF-8 without a byte order mark.
  public static func write(_ text: String, to url: URL) throws {
    try write(pieces: [Data(text.utf8)], to: url)
  }

  /// Writes `pieces` one after the other, without joining them in memory first.
  public static func write(pieces: [Data], to url: URL) throws {
    try write(to: url) { append in for piece in pieces { try append(piece) } }
  }

  /// Writes what `body` appends; what it throws leaves the target as it was.
  public static func write(
    to url: URL, _ body: (_ append: (Data) throws -> Void) throws -> Void
  ) throws {
    let (descriptor, temporary) = try open(beside: url)
    // The lock goes with the last descriptor: only after the file has its name.
    defer { close(descriptor) }
    do {
      try body { try writeAll($0, to: descriptor, of: url) }
      guard fsync(descriptor) == 0 else { throw FileError(writing: url, errno) }
      // Network file systems report a full disk only when a file is closed.
      let copy = dup(descriptor)
      guard copy >= 0, close(copy) == 0 else { throw FileError(writing: url, errno) }
      guard rename(temporary, url.path) == 0 else { throw FileError(writing: url, errno) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// A new temporary file in the folder of `url`, locked where the file system has locks.
  private static func open(beside url: URL) throws -> (descriptor: Int32, path: String) {
    let folder = url.deletingLastPathComponent()
    while true {
      let path = folder.appendingPathComponent(AbandonedFiles.newName()).path
      let descriptor = systemOpen(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileError(writing: url, errno) }
      _ = flock(descriptor, LOCK_EX)
      // Whoever looked for abandoned files before the lock was there has removed this one.
      var state = stat()
      if fstat(descriptor, &state) != 0 || state.st_nlink > 0 { return (descriptor, path) }
      close(descriptor)
    }
  }

  private static func writeAll(_ data: Data, to descriptor: Int32, of url: URL) throws {
    try data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        // Some systems refuse to write 2 GiB or more at once.
        let written = systemWrite(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
        if written < 0, errno == EINTR { continue }
        guard written >= 0 else { throw FileError(writing: url, errno) }
        offset += written
      }
    }
  }
}

/// The system's `write`, which the members of `AtomicFile` hide.
private func systemWrite(
  _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int
) -> Int { write(descriptor, bytes, count) }

/// The system's `open`, which the members of `AtomicFile` hide.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
  open(path, flags, mode)
}
