import Foundation
import Framework

/// Decoded pictures on disk, so that a folder of 30,000 is decoded once and not once a run.
///
/// There is one file for each folder or archive and way of making images; inside stands a hash of
/// every picture's name, size, dates and place on disk. If any of them is another one, or the file
/// is damaged (length, checksum), the pictures are decoded anew and the file is replaced. Files are
/// written beside and renamed, so two processes may write the same one. Pictures are written as they
/// are decoded, a block at a time, and never in memory together.
struct PictureCache {
  /// Changes when decoding or scaling gives other pixels, and when the file is laid out otherwise.
  static let algorithmVersion = 2
  /// Pictures that take fewer bytes are decoded about as fast as they are looked up.
  static let smallestSize = 1 << 20

  let folder: URL

  /// `locus/pictures` in the folder of caches; nil if there is to be none.
  static var standard: PictureCache? {
    CacheFolder.named("pictures").map { PictureCache(folder: $0) }
  }

  /// The file for pictures at a place.
  func file(_ pictures: PictureSet) -> URL {
    let name = [
      pictures.place.standardizedFileURL.path, pictures.split.rawValue,
      pictures.parameters.identity,
    ]
    return folder.appendingPathComponent(Self.hash(name).hex + ".pictures")
  }

  /// The pictures, read from disk, after they were written there if need be.
  ///
  /// - Returns: nil if they cannot be kept (a full or read-only disk), which costs memory and time,
  ///   never the result; or if they are too small for it.
  /// - Throws: what decoding throws.
  func pictures(_ pictures: PictureSet) throws -> PictureSet.Decoded? {
    guard let hash = identity(of: pictures) else { return nil }
    let file = file(pictures)
    if let known = Self.load(file, hash, count: pictures.sources.count) { return known }
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    AbandonedFiles.remove(in: folder)
    do {
      try AtomicFile.write(to: file) { append in
        try append(Self.magic + hash.bytes)
        var checksum: UInt32 = 0
        func appendChecked(_ data: Data) throws {
          checksum = Checksum.crc32(data, from: checksum)
          try append(data)
        }
        var isFirst = true
        let notes = try pictures.decode { shape, image in
          if isFirst { try appendChecked(Self.words([shape.channels, shape.height, shape.width])) }
          isFirst = false
          try appendChecked(Data(image))
        }
        try appendChecked(Self.words([notes.transparent, notes.deep, notes.turned]))
        try append(Self.words([Int(checksum)]))
        guard identity(of: pictures) == hash else { throw Replaced() }
      }
    } catch is FileError {
      return nil
    } catch is Replaced {
      return nil
    }
    return Self.load(file, hash, count: pictures.sources.count)
  }

  /// What was replaced while it was decoded is not kept.
  private struct Replaced: Error {}

  /// A hash of what can change the images; nil if they are not worth keeping.
  private func identity(of pictures: PictureSet) -> Digest? {
    guard let versions = pictures.versions(),
      versions.reduce(0, { $0 + $1.size }) >= Self.smallestSize
    else { return nil }
    let start = ["version \(Self.algorithmVersion)", pictures.parameters.identity]
    return Self.hash(start + versions.map(\.text))
  }

  private static func hash(_ lines: [String]) -> Digest {
    SHA256.hash(Array(lines.joined(separator: "\n").utf8))
  }

  // MARK: Layout: magic and hash; shape, the images' bytes and counts; their CRC-32; numbers as UInt64

  private static let magic = Data("LOCUSPIC".utf8)
  private static let nameLength = 8 + 32

  private static func words(_ numbers: [Int]) -> Data {
    numbers.map { UInt64($0).littleEndian }.withUnsafeBytes { Data($0) }
  }

  private static func load(_ file: URL, _ hash: Digest, count: Int) -> PictureSet.Decoded? {
    guard FileManager.default.fileExists(atPath: file.path),
      let data = try? MappedFile.data(at: file), data.count > nameLength + 7 * 8,
      data.starts(with: magic + hash.bytes)
    else { return nil }
    let checked = data.dropFirst(nameLength).dropLast(8)
    func numbers(_ bytes: Data) -> [Int] {
      var reader = ByteReader(bytes, file: file.path)
      return (0..<bytes.count / 8).compactMap { _ in
        (try? reader.uint64LE()).flatMap(Int.init(exactly:))
      }
    }
    let (sizes, notes) = (numbers(checked.prefix(24)), numbers(checked.suffix(24)))
    guard sizes.count == 3, notes.count == 3, sizes.allSatisfy({ (1...1 << 20).contains($0) }),
      numbers(data.suffix(8)) == [Int(Checksum.crc32(checked))]
    else { return nil }
    let shape = ImageShape(channels: sizes[0], height: sizes[1], width: sizes[2])
    let bytes = checked.dropFirst(24).dropLast(24)
    guard bytes.count == count * shape.count else { return nil }
    return PictureSet.Decoded(
      shape: shape, bytes: bytes,
      notes: PictureNotes(transparent: notes[0], deep: notes[1], turned: notes[2]))
  }
}
