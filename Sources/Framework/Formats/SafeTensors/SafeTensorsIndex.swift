import Foundation

/// The index of a network that is stored in several safetensors files, as Hugging Face writes it:
/// `{"weight_map": {"conv_in.weight": "model-00001-of-00002.safetensors", …}}`.
struct SafeTensorsIndex {
  /// The files that it names, beside it, in the order of their names.
  let files: [URL]
  /// The position among `files` of the one that holds an array.
  let owners: [String: Int]

  private let url: URL

  /// The end of an index's name.
  static let suffix = ".safetensors.index.json"

  /// - Returns: nil for a file that is no index by its name.
  /// - Throws: ``JSONError``, or ``FormatError`` if it is no index or a file that it names is missing.
  init?(at url: URL) throws {
    guard url.lastPathComponent.hasSuffix(Self.suffix) else { return nil }
    self.url = url
    let bytes = [UInt8](try MappedFile.data(at: url))
    try JSONParser.checkSize(of: bytes, file: url.path, fileSize: bytes.count)
    let json = try JSONParser.parse(bytes, file: url.path)
    let map = (json["weight_map"]?.members ?? []).compactMap { member in
      member.value.string.map { (array: member.key, file: $0) }
    }
    guard !map.isEmpty, map.count == json["weight_map"]?.members?.count,
      map.allSatisfy({ $0.file.hasSuffix(".safetensors") && !$0.file.contains("/") })
    else {
      throw FormatError(
        file: url.path, problem: "the index has no \"weight_map\" of arrays to .safetensors files",
        advice: "fetch it again, or save the network as one file")
    }
    let names = Set(map.map(\.file)).sorted()
    let positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    files = names.map { url.deletingLastPathComponent().appendingPathComponent($0) }
    if let missing = files.first(where: { !FileManager.default.fileExists(atPath: $0.path) }) {
      throw FormatError(
        file: missing.path, problem: "there is no such file, but the index beside it names it",
        advice: "fetch the rest of the network")
    }
    owners = Dictionary(map.map { ($0.array, positions[$0.file]!) }) { first, _ in first }
  }

  /// The files, mapped, each with the arrays that the index promises.
  ///
  /// - Throws: ``FormatError``.
  func parts() throws -> [SafeTensors.Part] {
    let parts = try files.map { file in
      try SafeTensors.Part(data: MappedFile.data(at: file), file: file.path)
    }
    for (array, owner) in owners.sorted(by: { $0.key < $1.key })
    where parts[owner].header.entries[array] == nil {
      throw FormatError(
        file: files[owner].path,
        problem: "holds no array \"\(array)\", but \(url.lastPathComponent) says that it does",
        advice: "fetch index and files anew, from one place")
    }
    return parts
  }
}
