import Foundation

/// Folders that results are written to.
public enum OutputFolder {
  /// Whether `url` is a folder or can become one: to be asked before hours of work.
  ///
  /// - Throws: ``FileError`` if it, or what it would lie in, is no folder or may not be written.
  public static func check(_ url: URL) throws {
    var place = url.standardizedFileURL
    while !FileManager.default.fileExists(atPath: place.path), place.pathComponents.count > 1 {
      place.deleteLastPathComponent()
    }
    guard isFolder(place) else {
      throw FileError(
        file: place.path, problem: "this is a file or a device, not a folder",
        advice: "give the path of a new folder, or of one that is there")
    }
    guard access(place.path, W_OK | X_OK) == 0 else { throw FileError(writing: place, errno) }
  }

  /// Makes the folder, and those above it, where they are missing.
  ///
  /// - Throws: ``FileError``.
  public static func create(_ url: URL) throws {
    try check(url)
    let url = url.standardizedFileURL
    guard !isFolder(url) else { return }
    let parent = url.deletingLastPathComponent()
    if !isFolder(parent) { try create(parent) }
    // Another process may have made it in the meantime.
    guard mkdir(url.path, 0o777) == 0 || isFolder(url) else {
      throw FileError(writing: url, errno)
    }
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
