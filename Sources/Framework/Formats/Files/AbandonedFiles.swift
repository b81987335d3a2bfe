import Foundation

/// Temporary files of ``AtomicFile`` whose program was killed before it could rename them.
///
/// A program holds a lock on what it writes, also one on another machine where the file system
/// passes locks on: what can be locked belongs to nobody any more. A file system without locks
/// keeps its files.
package enum AbandonedFiles {
  /// A name that no other file has; short, as the target's own may be as long as names can be.
  static func newName() -> String { ".\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp" }

  /// Whether a file is called as the temporary ones are.
  static func isTemporary(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return false }
    let middle = name.utf8.dropFirst().dropLast(4)
    return (1...13).contains(middle.count)
      && middle.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
  }

  /// The abandoned files in a folder and those below it, with their sizes in bytes; links are
  /// followed nowhere.
  package static func find(in folder: URL) -> [(url: URL, size: Int)] {
    visit(folder) { _ in true }
  }

  /// Removes the abandoned files in a folder and those below it.
  ///
  /// - Returns: those that were removed.
  @discardableResult
  package static func remove(in folder: URL) -> [(url: URL, size: Int)] {
    visit(folder) { unlink($0) == 0 }
  }

  /// Files that nobody writes, for which `use` says yes while they are locked.
  private static func visit(_ folder: URL, use: (String) -> Bool) -> [(url: URL, size: Int)] {
    let paths = FileManager.default.enumerator(atPath: folder.path)
    var found: [(url: URL, size: Int)] = []
    while let path = paths?.nextObject() as? String {
      guard isTemporary((path as NSString).lastPathComponent) else { continue }
      let url = folder.appendingPathComponent(path)
      let descriptor = open(url.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var state = stat()
      guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG,
        flock(descriptor, LOCK_EX | LOCK_NB) == 0, use(url.path)
      else { continue }
      found.append((url, Int(state.st_size)))
    }
    return found
  }
}
