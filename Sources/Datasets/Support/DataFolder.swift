import Foundation
import Framework

/// The folder that holds downloaded data sets: $LOCUS_DATA, else `data` in the working directory.
public enum DataFolder {
  public static func standard(_ environment: [String: String]) -> URL {
    let variable = environment["LOCUS_DATA"] ?? ""
    return URL(fileURLWithPath: variable.isEmpty ? "data" : variable, isDirectory: true)
  }

  /// The IDX file called `name` in the first of `folders` that has it: as it is or gzipped, under its
  /// official name or with a dot before "idx", as some copies of MNIST have it.
  ///
  /// - Throws: ``FormatError`` that says how to get the data set if there is none, and what lies there
  ///   in place of it.
  static func file(_ name: String, in folders: [URL], fetching dataset: String) throws -> URL {
    let names = [name, name.replacing("-idx", with: ".idx")]
    for folder in folders {
      for candidate in names.flatMap({ [$0, $0 + ".gz"] }) {
        let url = folder.appendingPathComponent(candidate)
        if FileManager.default.fileExists(atPath: url.path), !isFolder(url) { return url }
      }
    }
    let similar = folders.lazy.compactMap { Self.similar(to: name, in: $0) }.first
    throw FormatError(
      file: folders[0].appendingPathComponent(name).path,
      problem: "there is no such file, nor one ending in .gz"
        + (similar.map { ", but \($0), which is of another data set" } ?? ""),
      advice: advice(fetching: dataset))
  }

  /// A file that another data set of the same format has in place of `name`, such as EMNIST's.
  private static func similar(to name: String, in folder: URL) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted() ?? []
    return names.first { $0.contains("mnist-") && $0.contains("idx") }
      .map { folder.appendingPathComponent($0).path }
  }

  static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// What to do about a missing file of a data set that can be downloaded.
  static func advice(fetching dataset: String) -> String {
    "run `locus fetch \(dataset)`, or set LOCUS_DATA or the dataset's \"path\" to where it lies"
  }
}
