import Foundation

/// A file of a cache: magic, a number and the CRC-32 of what follows, as UInt64; then the content.
///
/// A damaged file counts as none. Files are written beside and renamed, so two processes may write the
/// same one.
struct CacheFile {
  private static let headerLength = 24

  /// Eight characters that say what the content is.
  let magic: String

  /// Writes a file and its folder. One that cannot be written (a full or read-only disk) costs time,
  /// never the result.
  func write(_ body: Data, number: Int, to file: URL) {
    var header = Data(magic.utf8)
    for word in [UInt64(number), UInt64(Checksum.crc32(body))] {
      withUnsafeBytes(of: word.littleEndian) { header.append(contentsOf: $0) }
    }
    let folder = file.deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    AbandonedFiles.remove(in: folder)
    try? AtomicFile.write(pieces: [header, body], to: file)
  }

  /// The content of a file, mapped; nil if there is none, or if it is damaged or has another number.
  func body(of file: URL, number: Int) -> Data? {
    guard FileManager.default.fileExists(atPath: file.path),
      let data = try? MappedFile.data(at: file), data.count >= Self.headerLength,
      data.prefix(magic.utf8.count).elementsEqual(magic.utf8)
    else { return nil }
    var reader = ByteReader(data, file: file.path)
    guard (try? reader.skip(magic.utf8.count)) != nil, let found = try? reader.uint64LE(),
      let checksum = try? reader.uint64LE(), found == UInt64(number)
    else { return nil }
    let body = data.dropFirst(Self.headerLength)
    return UInt64(Checksum.crc32(body)) == checksum ? body : nil
  }
}
