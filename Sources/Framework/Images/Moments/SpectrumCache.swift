import Foundation

/// Spectra on disk, so that a data set is diagonalised once and not once a run.
///
/// A file is found by a hash of everything that can change its numbers: the images, ddof, the
/// algorithm's version and the instruction set. Length and checksum are verified; a damaged file
/// counts as none. Files are written beside and renamed, so two processes may write the same one.
public struct SpectrumCache: Sendable {
  /// Changes when the eigensolver or the covariance computes other bits.
  static let algorithmVersion = 2
  /// Smaller spectra are computed faster than they are read.
  static let smallestDimension = 256

  private static let magic = Array("LOCUSEIG".utf8)

  public let folder: URL

  public init(folder: URL) { self.folder = folder }

  /// `locus/spectra` under $XDG_CACHE_HOME, else under ~/.cache; nil if LOCUS_CACHE is "off".
  public static var standard: SpectrumCache? {
    CacheFolder.named("spectra").map(SpectrumCache.init)
  }

  /// The file for a data set's spectrum.
  func file(contentHash: String, ddof: Int) -> URL {
    let identity =
      "\(contentHash) ddof \(ddof) version \(Self.algorithmVersion) "
      + InstructionSet.current.rawValue
    return folder.appendingPathComponent(SHA256.hash(Array(identity.utf8)).hex + ".eig")
  }

  /// The spectrum of a data set, read from disk or made and written.
  ///
  /// A cache that cannot be written (a full or read-only disk) costs time, never the result.
  package func spectrum(
    contentHash: String, ddof: Int, dimension: Int, make: () -> Spectrum
  ) -> Spectrum {
    guard dimension >= Self.smallestDimension else { return make() }
    let file = file(contentHash: contentHash, ddof: ddof)
    if let known = Self.load(file, dimension: dimension) { return known }
    let spectrum = make()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    AbandonedFiles.remove(in: folder)
    try? AtomicFile.write(pieces: Self.encoded(spectrum), to: file)
    return spectrum
  }

  // MARK: Layout: magic, dimension and CRC-32 as UInt64, then mean, values and vectors as Float64

  private static let headerLength = 24

  private static func encoded(_ spectrum: Spectrum) -> [Data] {
    let numbers = spectrum.mean + spectrum.values + spectrum.vectors.values
    let body = numbers.withUnsafeBytes { Data($0) }
    var header = Data(magic)
    for word in [UInt64(spectrum.mean.count), UInt64(Checksum.crc32(body))] {
      withUnsafeBytes(of: word.littleEndian) { header.append(contentsOf: $0) }
    }
    return [header, body]
  }

  private static func load(_ file: URL, dimension: Int) -> Spectrum? {
    let count = 2 * dimension + dimension * dimension
    guard FileManager.default.fileExists(atPath: file.path),
      let data = try? MappedFile.data(at: file), data.count == headerLength + 8 * count,
      Array(data.prefix(magic.count)) == magic
    else { return nil }
    var reader = ByteReader(data, file: file.path)
    guard (try? reader.skip(magic.count)) != nil, let size = try? reader.uint64LE(),
      let checksum = try? reader.uint64LE(), size == UInt64(dimension)
    else { return nil }
    let body = data.dropFirst(headerLength)
    guard UInt64(Checksum.crc32(body)) == checksum else { return nil }
    let numbers = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = body.copyBytes(to: buffer) / 8
    }
    return Spectrum(
      mean: Array(numbers[..<dimension]), values: Array(numbers[dimension..<2 * dimension]),
      vectors: Matrix(
        rows: dimension, columns: dimension, values: Array(numbers[(2 * dimension)...])))
  }
}
