import Foundation
import Framework

/// The folder that holds downloaded data sets: $LOCUS_DATA, else `data` in the working directory.
public enum DataFolder {
  public static func standard(_ environment: [String: String]) -> URL {
    let variable = environment["LOCUS_DATA"] ?? ""
    return URL(fileURLWithPath: variable.isEmpty ? "data" : variable, isDirectory: true)
  }

  /// The file called `name`, or its gzipped form, in `folder`.
  ///
  /// - Throws: ``FormatError`` that says how to get the data set if there is neither.
  static func file(_ name: String, in folder: URL, fetching dataset: String) throws -> URL {
    for candidate in [name, name + ".gz"] {
      let url = folder.appendingPathComponent(candidate)
      if FileManager.default.fileExists(atPath: url.path) { return url }
    }
    throw FormatError(
      file: folder.appendingPathComponent(name).path,
      problem: "there is no such file, nor one ending in .gz",
      advice: advice(fetching: dataset))
  }

  /// What to do about a missing file of a data set that can be downloaded.
  static func advice(fetching dataset: String) -> String {
    "run `locus fetch \(dataset)`, or set LOCUS_DATA or the dataset's \"path\" to where it lies"
  }
}
