import Framework

/// A tar archive in memory: POSIX ustar, with GNU long names and pax paths and sizes.
///
/// Source: POSIX.1-2017, `pax`, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
public struct TarArchive {
  private static let blockSize = 512

  private let bytes: [UInt8]
  private let file: String

  /// `file` names the archive in errors.
  public init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Contents of the regular files with those base names, in whatever folder of the archive.
  ///
  /// Names that the archive does not hold are absent from the result. Throws `FormatError` as
  /// ``entries()``, and for an archive that holds a base name twice.
  public func members(named names: Set<String>) throws -> [String: ArraySlice<UInt8>] {
    var found: [String: ArraySlice<UInt8>] = [:]
    for (path, content, offset) in try walk() {
      guard let name = path.split(separator: "/").last.map(String.init), names.contains(name)
      else { continue }
      guard found.updateValue(content, forKey: name) == nil else {
        throw problem("holds more than one '\(name)'", at: offset)
      }
    }
    return found
  }

  /// Paths and contents of all regular files.
  ///
  /// Throws `FormatError` for an archive that is truncated or damaged, or has an entry whose path is
  /// absolute or leads out of the archive (`..`): such an archive is not to be trusted.
  package func entries() throws -> [(path: String, content: ArraySlice<UInt8>)] {
    try walk().map { ($0.path, $0.content) }
  }

  private func walk() throws -> [(path: String, content: ArraySlice<UInt8>, offset: Int)] {
    var found: [(path: String, content: ArraySlice<UInt8>, offset: Int)] = []
    var override = PathOverride()
    var offset = 0
    while true {
      guard offset + Self.blockSize <= bytes.count else { throw truncated(at: offset) }
      let header = TarHeader(bytes[offset..<offset + Self.blockSize])
      if header.isEndOfArchive { return found }
      guard header.checksumMatches else {
        throw problem("header checksum is wrong", at: offset)
      }
      guard let size = override.size ?? header.size else {
        throw problem("entry size is unreadable", at: offset)
      }
      let start = offset + Self.blockSize
      guard size <= bytes.count - start else { throw truncated(at: offset) }
      let content = bytes[start..<start + size]
      switch header.kind {
      case .regular:
        let path = override.path ?? header.path
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        guard components.first != "", !components.contains("..") else {
          throw problem("path '\(path)' leads out of the archive", at: offset)
        }
        found.append((path, content, offset))
        override = PathOverride()
      case .longName:
        override.path = TarHeader.text(content)
      case .extended:
        guard override.take(pax: content) else {
          throw problem("extended header is unreadable", at: offset)
        }
      case .other:
        override = PathOverride()
      case .aside:
        break
      }
      offset = start + (size + Self.blockSize - 1) / Self.blockSize * Self.blockSize
    }
  }

  private func truncated(at offset: Int) -> FormatError {
    problem("archive ends too early", at: offset)
  }

  private func problem(_ text: String, at offset: Int) -> FormatError {
    FormatError(
      file: file, problem: "\(text) (entry at byte \(offset) of the unpacked archive)",
      advice: "delete the archive and download it again")
  }
}
