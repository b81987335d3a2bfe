import Foundation

/// One version of a file: another one as soon as the file is replaced or written to, even by one of the
/// same size and date.
package struct FileVersion: Equatable, Sendable {
  /// In bytes.
  package let size: Int
  /// Path, size, number on the disk, and the times of the last write and the last change.
  package let text: String
  /// When the file was last written to, or changed in any other way.
  package let date: Date

  /// - Returns: nil if there is no such file.
  package init?(_ url: URL) {
    var status = stat()
    guard fstatat(AT_FDCWD, url.path, &status, 0) == 0 else { return nil }
    self.init(url, status)
  }

  /// - Parameter status: what the system says of the file.
  init(_ url: URL, _ status: stat) {
    #if canImport(Darwin)
      let (written, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (written, changed) = (status.st_mtim, status.st_ctim)
    #endif
    size = Int(status.st_size)
    text =
      "\(url.path) \(size) \(status.st_ino) \(written.tv_sec).\(written.tv_nsec) "
      + "\(changed.tv_sec).\(changed.tv_nsec)"
    date = [written, changed].map {
      Date(timeIntervalSince1970: Double($0.tv_sec) + Double($0.tv_nsec) / 1e9)
    }.max()!
  }
}
