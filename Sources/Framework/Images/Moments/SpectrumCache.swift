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

  public let folder: URL

  public init(folder: URL) { self.folder = folder }

  /// `locus/spectra` under $XDG_CACHE_HOME, else under ~/.cache; nil if LOCUS_CACHE is "off".
  public static var standard: SpectrumCache? {
    CacheFolder.named("spectra").map(SpectrumCache.init)
  }

  /// What tells a data set's spectrum from every other that may have other bits.
  package static func identity(contentHash: String, ddof: Int) -> String {
    "\(contentHash) ddof \(ddof) version \(algorithmVersion) " + InstructionSet.current.rawValue
  }

  /// The file for a data set's spectrum.
  func file(contentHash: String, ddof: Int) -> URL {
    let identity = Self.identity(contentHash: contentHash, ddof: ddof)
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
    let numbers = spectrum.mean + spectrum.values + spectrum.vectors.values
    Self.format.write(
      numbers.withUnsafeBytes { Data($0) }, number: spectrum.mean.count, to: file)
    return spectrum
  }

  /// Mean, values and vectors as Float64; the number in the header is the dimension.
  private static let format = CacheFile(magic: "LOCUSEIG")

  private static func load(_ file: URL, dimension: Int) -> Spectrum? {
    let count = 2 * dimension + dimension * dimension
    guard let body = format.body(of: file, number: dimension), body.count == 8 * count
    else { return nil }
    let numbers = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = body.copyBytes(to: buffer) / 8
    }
    return Spectrum(
      mean: Array(numbers[..<dimension]), values: Array(numbers[dimension..<2 * dimension]),
      vectors: Matrix(
        rows: dimension, columns: dimension, values: Array(numbers[(2 * dimension)...])))
  }
}
