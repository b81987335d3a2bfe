import Foundation
import Framework

/// Pictures in a folder, told by the endings of their names.
package struct ImageFiles {
  /// Those that are read, in the order of their paths, folder by folder.
  var read: [URL] = []
  /// How many there are of each other kind, by ending.
  var others: [String: Int] = [:]
  /// Pictures in hidden files and in what macOS leaves in archives.
  var hidden = 0

  /// The endings, in small letters, of pictures that are read.
  static let readKinds: Set = ["png", "jpg", "jpeg"]

  /// The endings of pictures that are not.
  static let otherKinds: Set = [
    "webp", "gif", "bmp", "tif", "tiff", "ppm", "pgm", "jp2", "jxl", "avif", "heic", "heif", "jpe",
    "jfif",
  ]

  /// What lies directly in a folder.
  struct Entries {
    var files: [URL] = []
    var folders: [URL] = []
    var hidden: [URL] = []
  }

  static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Sorted by name.
  static func entries(_ folder: URL) throws -> Entries {
    var entries = Entries()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let url = folder.appendingPathComponent(name)
      if isHidden(name) {
        entries.hidden.append(url)
      } else if isFolder(url) {
        entries.folders.append(url)
      } else {
        entries.files.append(url)
      }
    }
    return entries
  }

  /// Those directly in a folder.
  init(_ entries: Entries) {
    for file in entries.files { add(file) }
    hidden = entries.hidden.reduce(0) { $0 + Self.pictures(in: $1) }
  }

  /// Those in a folder and all folders below; links are followed.
  ///
  /// - Parameter outer: the folders that it lies in, without links.
  /// - Throws: ``FormatError`` if a link leads back to one of them.
  init(below folder: URL, in outer: [String] = []) throws {
    let place = folder.resolvingSymlinksInPath().path
    guard !outer.contains(place) else {
      throw FormatError(
        file: folder.path, problem: "is a link back to \(place), which it lies in",
        advice: "remove the link")
    }
    let entries = try Self.entries(folder)
    self.init(entries)
    for inner in entries.folders {
      self = adding(try ImageFiles(below: inner, in: outer + [place]))
    }
  }

  init() {}

  private static func kind(_ url: URL) -> String { url.pathExtension.lowercased() }

  /// Counts a file, if it is a picture.
  ///
  /// - Returns: whether it is one that is read.
  @discardableResult
  mutating func add(_ file: URL) -> Bool {
    let kind = Self.kind(file)
    guard !Self.readKinds.contains(kind) else {
      read.append(file)
      return true
    }
    if Self.otherKinds.contains(kind) { others[kind, default: 0] += 1 }
    return false
  }

  /// Counts a file at a hidden place, if it is a picture.
  mutating func addHidden(_ file: URL) { hidden += Self.isPicture(file) ? 1 : 0 }

  package static func isHidden(_ name: some StringProtocol) -> Bool {
    name.hasPrefix(".") || name == "__MACOSX"
  }

  /// Whether a path names a picture that is read, at no hidden place.
  package static func isRead(_ path: String) -> Bool {
    !path.split(separator: "/").contains(where: isHidden)
      && readKinds.contains(kind(URL(fileURLWithPath: path)))
  }

  private static func isPicture(_ file: URL) -> Bool {
    readKinds.contains(kind(file)) || otherKinds.contains(kind(file))
  }

  /// Pictures of any kind at a hidden place.
  private static func pictures(in url: URL) -> Int {
    guard isFolder(url) else { return isPicture(url) ? 1 : 0 }
    let inner = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)
    return (inner?.compactMap { $0 as? URL } ?? []).count(where: isPicture)
  }

  func adding(_ more: ImageFiles) -> ImageFiles {
    var sum = self
    sum.read += more.read
    sum.others.merge(more.others, uniquingKeysWith: +)
    sum.hidden += more.hidden
    return sum
  }

  /// - Throws: ``FormatError`` that counts pictures of other kinds, beside those that are read.
  func refuseOtherKinds(in folder: URL) throws {
    guard !others.isEmpty else { return }
    let kinds = others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { counted($0.value, ".\($0.key) file") }
    let text = kinds.joined(separator: ", ")
    let ending = others.keys.min() ?? "webp"
    throw FormatError(
      file: folder.path,
      problem:
        "holds \(text) besides \(counted(read.count, "picture")) that can be read; only .png, "
        + ".jpg and .jpeg are read",
      advice: "convert the images to PNG first, e.g. `magick mogrify -format png *.\(ending)`, and "
        + "move the others away")
  }
}
