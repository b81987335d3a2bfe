import Foundation

/// Pictures in a folder without a PNG or JPEG file, and what to do about them.
struct UnreadImages {
  /// Files of one kind on one level of folders.
  private struct Group {
    /// The end of the names as they are spelt: "webp", "WEBP".
    let kind: String
    /// 0 for files in the folder itself.
    let depth: Int
    var count = 0
  }

  private let groups: [Group]

  init(in root: URL) {
    var groups: [Group] = []
    let names = FileManager.default.enumerator(atPath: root.path)
    while let path = names?.nextObject() as? String {
      let parts = path.split(separator: "/")
      guard parts.allSatisfy({ !$0.hasPrefix(".") && $0 != "__MACOSX" }),
        let name = parts.last, let dot = name.lastIndex(of: "."),
        ImageFiles.otherKinds.contains(name[name.index(after: dot)...].lowercased())
      else { continue }
      let kind = String(name[name.index(after: dot)...])
      let depth = parts.count - 1
      let index =
        groups.firstIndex { $0.kind == kind && $0.depth == depth } ?? groups.endIndex
      if index == groups.endIndex {
        groups.append(Group(kind: kind, depth: depth))
      }
      groups[index].count += 1
    }
    self.groups = groups.sorted { ($1.count, $0.depth, $0.kind) < ($0.count, $1.depth, $1.kind) }
  }

  /// `holds no PNG or JPEG file, but 12 .webp files`.
  var problem: String {
    var counts: [(kind: String, count: Int)] = []
    for group in groups {
      if let index = counts.firstIndex(where: { $0.kind == group.kind }) {
        counts[index].count += group.count
      } else {
        counts.append((group.kind, group.count))
      }
    }
    let kinds = counts.map { counted($0.count, ".\($0.kind) file") }
    return "holds no PNG or JPEG file"
      + (kinds.isEmpty ? "" : ", but " + kinds.joined(separator: ", "))
  }

  var advice: String {
    guard !groups.isEmpty else {
      return "name a folder of .png and .jpg files, or of sub-folders of them"
    }
    let patterns = groups.map { String(repeating: "*/", count: $0.depth) + "*." + $0.kind }
    return "convert the images to PNG first, e.g. there: `magick mogrify -format png "
      + patterns.joined(separator: " ") + "`"
  }
}
