import Foundation

/// What changes when a file is replaced or written to, even by one of the same size and date.
struct FileStamp {
  /// In bytes.
  let size: Int
  /// Path, size, number on the disk, and the times of the last write and the last change.
  let text: String

  /// - Returns: nil if there is no such file.
  init?(_ url: URL) {
    var status = stat()
    guard fstatat(AT_FDCWD, url.path, &status, 0) == 0 else { return nil }
    #if canImport(Darwin)
      let (written, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (written, changed) = (status.st_mtim, status.st_ctim)
    #endif
    size = Int(status.st_size)
    text =
      "\(url.path) \(size) \(status.st_ino) \(written.tv_sec).\(written.tv_nsec) "
      + "\(changed.tv_sec).\(changed.tv_nsec)"
  }
}
