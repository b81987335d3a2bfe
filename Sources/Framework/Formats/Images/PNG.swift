import ByteKernels
import Foundation

/// Reading and writing of PNG pictures (ISO/IEC 15948).
///
/// Read: 8-bit gray, gray with alpha, RGB, RGBA, and palettes of 1, 2, 4 and 8 bits (as RGB), not
/// interlaced. Transparency is dropped, not blended; gamma and colour profiles are ignored.
public enum PNG {
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
    _ data: Data, file: String, limit: Int = 1 << 28
  ) throws -> RasterImage {
    let chunks = try PNGChunks(data, file: file)
    let header = chunks.header
    let (size, overflow) = (header.rowBytes + 1).multipliedReportingOverflow(by: header.height)
    guard !overflow, size <= limit else {
      throw FormatError(
        file: file,
        problem:
          "has \(header.width) × \(header.height) pixels, more than the \(limit) bytes allowed",
        advice: "scale the picture down")
    }
    guard InflateOutput.isPossible(size: size, compressedSize: chunks.compressed.count) else {
      throw damaged(
        file, "the header promises \(size) bytes of pixels, more than the file can hold")
    }
    var rows = try Zlib.decompress(chunks.compressed, file: file, limit: size)
    guard rows.count == size else {
      throw damaged(file, "holds \(rows.count) bytes of pixels, but its size needs \(size)")
    }
    let badRow = unfilterPNG(
      &rows, rowBytes: header.rowBytes, rowCount: header.height,
      bytesPerPixel: max(1, header.storedChannels * header.depth / 8))
    guard badRow < 0 else { throw damaged(file, "row \(badRow) has an unknown filter") }
    return RasterImage(
      width: header.width, height: header.height, channels: header.channels,
      pixels: try pixels(rows, chunks, file: file))
  }

  private static func pixels(
    _ rows: [UInt8], _ chunks: PNGChunks, file: String
  ) throws -> [UInt8] {
    let header = chunks.header
    let count = header.width * header.height * header.channels
    var worstIndex = -1
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, initializedCount in
      guard let output = target.baseAddress else { return }
      if header.colour == .palette {
        target.initialize(repeating: 0)
        worstIndex = expandPNGPalette(
          rows, width: header.width, height: header.height, depth: header.depth,
          palette: chunks.palette, colourCount: chunks.palette.count / 3, output)
      } else {
        extractPNGPixels(
          rows, width: header.width, height: header.height, stored: header.storedChannels,
          kept: header.channels, output)
      }
      initializedCount = count
    }
    guard worstIndex < 0 else {
      throw damaged(
        file, "a pixel has colour \(worstIndex) of a palette of \(chunks.palette.count / 3)")
    }
    return pixels
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
