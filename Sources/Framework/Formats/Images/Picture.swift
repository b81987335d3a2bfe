import Foundation

/// A PNG or JPEG file: its pixels with 8 bits a sample, and what else the file says of them.
public struct Picture: Sendable {
  /// The pixels as they are stored, whatever the orientation, without transparency.
  public let image: RasterImage
  /// Whether the file has an alpha channel or transparent colours, which are dropped, not blended.
  public let hasAlpha: Bool
  /// Bits of a sample in the file; of 16 the high 8 are kept.
  public let bits: Int
  /// The orientation of EXIF data, 1 to 8; 1 without.
  public let orientation: Int

  /// Reads a picture held in memory; what it is its first bytes say.
  ///
  /// - Parameter file: Path or description used in errors.
  /// - Throws: `FormatError`, as `PNG.decode` and `JPEG.decode`, or for another kind of file.
  public init(_ data: Data, file: String) throws {
    switch PictureKind(data) {
    case .png:
      let samples = try PNGSamples(data, file: file, limit: PNG.limit)
      image = try samples.image()
      hasAlpha = samples.chunks.hasAlpha
      bits = samples.chunks.header.depth
      orientation = samples.chunks.exif.map(Exif.orientation) ?? 1
    case .jpeg:
      let reader = try JPEGReader(data, file: file, limit: JPEG.limit)
      image = try reader.image()
      hasAlpha = false
      bits = 8
      orientation = reader.exif.map(Exif.orientation) ?? 1
    default: throw PictureKind.refusal(of: data, file: file, read: "PNG", "JPEG")
    }
  }
}

extension RasterImage {
  /// Reads a PNG or JPEG file, whichever it is by its first bytes.
  ///
  /// - Throws: `FormatError`, as `Picture.init(_:file:)`, or when there is no such file.
  public static func read(_ url: URL) throws -> RasterImage {
    try Picture(MappedFile.data(at: url), file: url.path).image
  }
}
