import Foundation
import Framework

/// Decoded pictures on disk, so that a folder of 30,000 is decoded once and not once a run.
///
/// There is one file for each folder or archive and way of making images; inside stands a hash of
/// every picture's name, size, dates and place on disk. If any of them is another one, or the file
/// is damaged (length, checksum), the pictures are decoded anew and the file is replaced. Files are
/// written beside and renamed, so two processes may write the same one.
struct PictureCache {
  /// Changes when decoding or scaling gives other pixels.
  static let algorithmVersion = 1
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

  /// The pictures, read from disk or made and written.
  ///
  /// A cache that cannot be written (a full or read-only disk) costs time, never the result.
  func pictures(
    _ pictures: PictureSet, make: () throws -> PictureSet.Decoded
  ) rethrows -> PictureSet.Decoded {
    guard let hash = identity(of: pictures) else { return try make() }
    let file = file(pictures)
    if let known = Self.load(file, hash, count: pictures.sources.count) { return known }
    let decoded = try make()
    // What was replaced while it was decoded is not kept.
    guard identity(of: pictures) == hash else { return decoded }
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    AbandonedFiles.remove(in: folder)
    try? AtomicFile.write(pieces: [Self.header(decoded, hash), decoded.bytes], to: file)
    return decoded
  }

  /// A hash of what can change the images; nil if they are not worth keeping.
  private func identity(of pictures: PictureSet) -> Digest? {
    guard let stamps = pictures.stamps(),
      stamps.reduce(0, { $0 + $1.size }) >= Self.smallestSize
    else { return nil }
    let start = ["version \(Self.algorithmVersion)", pictures.parameters.identity]
    return Self.hash(start + stamps.map(\.text))
  }

  private static func hash(_ lines: [String]) -> Digest {
    SHA256.hash(Array(lines.joined(separator: "\n").utf8))
  }

  // MARK: Layout: magic, hash, then shape, counts and CRC-32 as UInt64, then the images' bytes

  private static let magic = Array("LOCUSPIC".utf8)
  private static let headerLength = 8 + 32 + 7 * 8

  private static func header(_ decoded: PictureSet.Decoded, _ hash: Digest) -> Data {
    var header = Data(magic + hash.bytes)
    let shape = decoded.shape
    for number in [
      shape.channels, shape.height, shape.width, decoded.transparent, decoded.deep, decoded.turned,
      Int(Checksum.crc32(decoded.bytes)),
    ] {
      withUnsafeBytes(of: UInt64(number).littleEndian) { header.append(contentsOf: $0) }
    }
    return header
  }

  private static func load(_ file: URL, _ hash: Digest, count: Int) -> PictureSet.Decoded? {
    guard FileManager.default.fileExists(atPath: file.path),
      let data = try? MappedFile.data(at: file), data.count > headerLength,
      data.starts(with: magic + hash.bytes)
    else { return nil }
    var reader = ByteReader(data, at: magic.count + hash.bytes.count, file: file.path)
    let numbers = (0..<7).compactMap { _ in (try? reader.uint64LE()).flatMap(Int.init(exactly:)) }
    guard numbers.count == 7, numbers[..<3].allSatisfy({ (1...1 << 20).contains($0) }) else {
      return nil
    }
    let shape = ImageShape(channels: numbers[0], height: numbers[1], width: numbers[2])
    let bytes = data.dropFirst(headerLength)
    guard bytes.count == count * shape.count, numbers[6] == Int(Checksum.crc32(bytes)) else {
      return nil
    }
    return PictureSet.Decoded(
      shape: shape, bytes: bytes, transparent: numbers[3], deep: numbers[4], turned: numbers[5])
  }
}
