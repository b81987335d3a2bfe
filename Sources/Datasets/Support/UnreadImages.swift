import Foundation

/// Pictures in a folder that are not read where they lie or as they are, and what to do about them.
struct UnreadImages {
  /// Files of one kind on one level of folders.
  private struct Group {
    /// The end of the names as they are spelt: "jpg", "JPG".
    let kind: String
    /// 0 for files in the folder itself.
    let depth: Int
    var count = 0
    /// The folder of the first one.
    let folder: String
  }

  private let groups: [Group]

  private static let kinds = [
    "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif", "jxl", "jp2", "ppm",
    "pgm", "png",
  ]

  init(in root: URL) {
    var groups: [Group] = []
    let names = FileManager.default.enumerator(atPath: root.path)
    while let path = names?.nextObject() as? String {
      let parts = path.split(separator: "/")
      guard let name = parts.last, !name.hasPrefix("."), let dot = name.lastIndex(of: "."),
        Self.kinds.contains(name[name.index(after: dot)...].lowercased())
      else { continue }
      let kind = String(name[name.index(after: dot)...])
      let depth = parts.count - 1
      let index =
        groups.firstIndex { $0.kind == kind && $0.depth == depth } ?? groups.endIndex
      if index == groups.endIndex {
        let folder = parts.dropLast().joined(separator: "/")
        groups.append(Group(kind: kind, depth: depth, folder: folder))
      }
      groups[index].count += 1
    }
    self.groups = groups.sorted { ($1.count, $0.depth, $0.kind) < ($0.count, $1.depth, $1.kind) }
  }

  /// PNG files that lie deeper than classes do.
  private var deepPNG: Group? { groups.first { $0.kind.lowercased() == "png" } }

  /// `no PNG file, but 12 .webp files`.
  var problem: String {
    if let deepPNG {
      return "holds no PNG file, but \(deepPNG.count) further down, e.g. in \(deepPNG.folder)"
    }
    var counts: [(kind: String, count: Int)] = []
    for group in groups {
      if let index = counts.firstIndex(where: { $0.kind == group.kind }) {
        counts[index].count += group.count
      } else {
        counts.append((group.kind, group.count))
      }
    }
    let kinds = counts.map { "\($0.count) .\($0.kind) file\($0.count == 1 ? "" : "s")" }
    return "holds no PNG file" + (kinds.isEmpty ? "" : ", but " + kinds.joined(separator: ", "))
  }

  var advice: String {
    if deepPNG != nil {
      return "name the folder whose sub-folders are the classes, or that holds the images"
    }
    guard !groups.isEmpty else { return "name a folder of .png files, or of sub-folders of them" }
    let patterns = groups.map { String(repeating: "*/", count: $0.depth) + "*." + $0.kind }
    return "convert the images to PNG first, e.g. there: `magick mogrify -format png "
      + patterns.joined(separator: " ") + "`"
  }
}
