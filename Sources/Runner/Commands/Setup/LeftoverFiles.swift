import Foundation
import Framework

/// Files of Locus in a folder that nothing needs any more, or that can be made again.
struct LeftoverFiles {
  /// What they are, in words.
  let what: String
  let folder: URL
  var files: [(url: URL, size: Int)]

  var bytes: Int { files.reduce(0) { $0 + $1.size } }

  var line: String { "\(folder.path): \(what): \(Self.sizes(files.count, bytes))" }

  static func sizes(_ count: Int, _ bytes: Int) -> String {
    let size =
      bytes < 10_000 ? "\(bytes) bytes" : String(format: "%.2f MB", Double(bytes) / 1e6)
    return "\(count) \(count == 1 ? "file" : "files"), \(size)"
  }

  /// - Throws: ``FileError`` at the first file that cannot be removed.
  func remove() throws {
    for file in files where unlink(file.url.path) != 0 && errno != ENOENT {
      throw FileError(
        file: file.url.path, problem: "cannot be removed: \(String(cString: strerror(errno)))",
        advice: "check who owns its folder")
    }
  }

  // MARK: Caches

  /// The folders of caches, with the ending of the files that each holds.
  static let cacheKinds = [
    ("spectra", "eig"), ("masks", "masks"), ("pictures", "pictures"), ("hashes", "hash"),
  ]

  static func caches() -> [LeftoverFiles] {
    cacheKinds.compactMap { name, ending in
      CacheFolder.named(name).map { folder in
        let kept = plainFiles(in: folder) { file in
          let parts = file.split(separator: ".", omittingEmptySubsequences: false)
          // Named by a SHA-256.
          return parts.count == 2 && parts[1] == ending && isHexadecimal(parts[0], count: 64)
        }
        return LeftoverFiles(
          what: name, folder: folder, files: kept + AbandonedFiles.find(in: folder))
      }
    }
  }

  // MARK: Results

  /// What a results folder holds beside its plan.
  ///
  /// - Throws: ``RunError`` if there is no plan that can be read: what is unused is not known then.
  static func results(_ url: URL) throws -> [LeftoverFiles] {
    let folder = ResultsFolder(url)
    let index = try folder.index()
    let used = Set(index.unitIDs)
    let units = plainFiles(in: folder.units) { file in
      let id = file.prefix { $0 != "." }
      return isHexadecimal(id, count: 32) && !used.contains(String(id))
        && (file.hasSuffix(".json") || file.hasSuffix(".npy"))
    }
    return [
      LeftoverFiles(what: "units that no plan uses", folder: url, files: units),
      LeftoverFiles(
        what: "temporary files of killed runs", folder: url, files: AbandonedFiles.find(in: url)),
    ]
  }

  /// The files of a folder whose names are as wanted; links and folders are none.
  private static func plainFiles(
    in folder: URL, where isWanted: (String) -> Bool
  ) -> [(url: URL, size: Int)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter(isWanted).compactMap { name in
      let url = folder.appendingPathComponent(name)
      var state = stat()
      guard lstat(url.path, &state) == 0, state.st_mode & S_IFMT == S_IFREG else { return nil }
      return (url, Int(state.st_size))
    }
  }

  private static func isHexadecimal(_ text: Substring, count: Int) -> Bool {
    text.utf8.count == count && text.allSatisfy { "0123456789abcdef".contains($0) }
  }
}
