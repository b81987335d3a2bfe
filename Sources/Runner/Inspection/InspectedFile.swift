import Foundation
import Framework

/// A file that is looked at.
struct InspectedFile {
  let url: URL
  let data: Data
  /// Which tensors of a file with several networks are meant.
  let key: String?

  init(_ url: URL, key: String? = nil) throws {
    self.url = url
    data = try MappedFile.data(at: url)
    self.key = key
  }

  var name: String { url.lastPathComponent }

  func hasEnding(_ endings: String...) -> Bool {
    endings.contains(url.pathExtension.lowercased())
  }

  func starts(with text: String, at offset: Int = 0) -> Bool {
    data.dropFirst(offset).starts(with: text.utf8)
  }
}

/// A kind of file that `locus inspect` knows.
protocol FileInspector: Sendable {
  /// Whether a file is of this kind, by its first bytes, or by its name where these say nothing.
  static func knows(_ file: InspectedFile) -> Bool

  /// - Throws: `FormatError` or another error that says what is wrong with the file.
  static func inspect(_ file: InspectedFile) throws -> Inspection
}

/// The kinds, those with a mark of their own first.
enum FileKinds {
  private static let all: [any FileInspector.Type] = [
    NpyInspector.self, PictureInspector.self, CheckpointInspector.self, NpzInspector.self,
    ZipInspector.self, GzipInspector.self, TarInspector.self, PickleInspector.self,
    SafeTensorsInspector.self, JSONInspector.self, IDXInspector.self, CIFARInspector.self,
  ]

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    if file.data.isEmpty {
      throw FormatError(
        file: file.url.path, problem: "the file is empty", advice: "fetch or write it again")
    }
    guard let kind = all.first(where: { $0.knows(file) }) else { throw unknown(file) }
    var inspection = try kind.inspect(file)
    inspection.facts.insert(("bytes", .integer(file.data.count)), at: 0)
    return inspection
  }

  /// Files that are not what they were meant to be, by how they start.
  private static let others = [
    ("version https://git-lfs", "a pointer of Git LFS, not the file itself", "run git lfs pull"),
    ("<", "a text with tags, such as a web page", "fetch the file itself, not the page about it"),
    ("\u{7F}ELF", "a program", "give a file of data"),
    ("CDF", "a NetCDF file", "save its arrays with numpy.save"),
    ("%PDF", "a PDF document", "give a file of data"),
    ("\u{89}HDF", "an HDF5 file", "save its arrays with numpy.save or as safetensors"),
  ]

  private static func unknown(_ file: InspectedFile) -> FormatError {
    for (start, what, advice) in others
    where file.data.starts(with: start.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }) {
      return FormatError(file: file.url.path, problem: "this is \(what)", advice: advice)
    }
    let start = file.data.prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    return FormatError(
      file: file.url.path,
      problem: "is of no kind that is known: it starts with the bytes "
        + start.joined(separator: " "),
      advice: "docs/files.md lists the kinds of files that are read")
  }
}
