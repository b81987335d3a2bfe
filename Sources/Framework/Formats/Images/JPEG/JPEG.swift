import Foundation

/// Reading of JPEG pictures (ITU-T T.81, with the markers of JFIF and Adobe).
///
/// Read: sequential and progressive files with Huffman codes and 8 bits a sample, gray or colour,
/// with chroma at the full or any whole fraction of the size. Pixels are those of libjpeg's usual
/// settings: the accurate integer transform, and chroma interpolated between samples ("fancy"). The
/// orientation in EXIF data is not applied; colour profiles are ignored.
public enum JPEG {
  /// Bytes of pixels that are accepted without a limit of one's own.
  public static let limit = 1 << 28

  /// Reads a JPEG file.
  ///
  /// - Throws: `FormatError`, as `decode(_:file:limit:)`.
  public static func read(_ url: URL) throws -> RasterImage {
    try decode(MappedFile.data(at: url), file: url.path)
  }

  /// Decodes a JPEG held in memory.
  ///
  /// - Parameters:
  ///   - file: Path or description used in errors.
  ///   - limit: Largest number of bytes of pixels accepted.
  /// - Throws: `FormatError` when the data are cut short, damaged, another kind of picture (with how
  ///   to convert it) or beyond the limit.
  public static func decode(
    _ data: Data, file: String, limit: Int = JPEG.limit
  ) throws -> RasterImage {
    try JPEGReader(data, file: file, limit: limit).image()
  }

  /// Row · 8 + column of the coefficients in the order of a file: along the diagonals of a block.
  static let order: [UInt8] = (0..<15).flatMap { sum -> [UInt8] in
    let rows = (max(0, sum - 7)...min(7, sum)).map { UInt8(8 * $0 + sum - $0) }
    return sum % 2 == 1 ? rows : rows.reversed()
  }

  static func damaged(_ file: String, _ problem: String) -> FormatError {
    PNG.damaged(file, problem)
  }

  /// The error for a kind of JPEG that is not read.
  static func unread(_ file: String, _ kind: String, options: String = "") -> FormatError {
    FormatError(
      file: file, problem: "is \(kind), which is not read",
      advice: PNG.conversion(of: file, options: options))
  }
}
