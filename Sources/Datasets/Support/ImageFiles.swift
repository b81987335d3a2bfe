import Foundation
import Framework

/// Pictures in a folder, told by the endings of their names.
struct ImageFiles {
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

  /// Deeper than any data set: what lies deeper is there because a link leads back.
  private static let deepest = 32

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
      if name.hasPrefix(".") || name == "__MACOSX" {
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

  /// Those in a folder and all folders below.
  ///
  /// - Throws: ``FormatError`` if the folders have no end.
  init(below folder: URL, depth: Int = 0) throws {
    guard depth < Self.deepest else {
      throw FormatError(
        file: folder.path, problem: "the folders lie more than \(Self.deepest) deep",
        advice: "remove the link among them that leads back")
    }
    let entries = try Self.entries(folder)
    self.init(entries)
    for inner in entries.folders { self = adding(try ImageFiles(below: inner, depth: depth + 1)) }
  }

  private static func kind(_ url: URL) -> String { url.pathExtension.lowercased() }

  private mutating func add(_ file: URL) {
    let kind = Self.kind(file)
    if Self.readKinds.contains(kind) {
      read.append(file)
    } else if Self.otherKinds.contains(kind) {
      others[kind, default: 0] += 1
    }
  }

  /// Pictures of any kind at a hidden place.
  private static func pictures(in url: URL) -> Int {
    func isPicture(_ url: URL) -> Bool {
      readKinds.contains(kind(url)) || otherKinds.contains(kind(url))
    }
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
