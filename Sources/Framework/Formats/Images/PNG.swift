import Foundation

/// Reading and writing of PNG pictures (ISO/IEC 15948).
///
/// Read: every kind, 1 to 16 bits a sample, interlaced or not; palettes as RGB, gray of less than 8
/// bits spread over 0 to 255, of 16 bits the high 8. Transparency is dropped, not blended; gamma
/// and colour profiles are ignored.
public enum PNG {
  /// Bytes of pixels that are accepted without a limit of one's own.
  public static let limit = 1 << 28

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Reads a PNG file.
  ///
  /// - Throws: `FormatError`, as `decode(_:file:limit:)`.
  public static func read(_ url: URL) throws -> RasterImage {
    try decode(MappedFile.data(at: url), file: url.path)
  }

  /// Decodes a PNG held in memory.
  ///
  /// - Parameters:
  ///   - file: Path or description used in errors.
  ///   - limit: Largest number of bytes of uncompressed pixels accepted.
  /// - Throws: `FormatError` when the data are cut short, damaged, another kind of picture (with how
  ///   to convert it) or beyond the limit.
  public static func decode(
    _ data: Data, file: String, limit: Int = PNG.limit
  ) throws -> RasterImage {
    try PNGSamples(data, file: file, limit: limit).image()
  }

  static func damaged(_ file: String, _ problem: String) -> FormatError {
    FormatError(
      file: file, problem: problem,
      advice: "the picture is incomplete or damaged: fetch or write it again")
  }

  /// Advice with a command that turns `file` into a PNG that is read.
  static func conversion(of file: String, options: String = "") -> String {
    let name = URL(fileURLWithPath: file).lastPathComponent
    let stem = (name as NSString).deletingPathExtension
    let result = name == "\(stem).png" ? "\(stem)-converted.png" : "\(stem).png"
    return "convert it, for example with: magick '\(name)' \(options)'\(result)'"
  }
}
