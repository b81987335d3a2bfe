import ByteKernels
import Foundation

/// The samples of a PNG picture as the file has them, before they become 8-bit gray or RGB.
struct PNGSamples {
  let chunks: PNGChunks
  /// Row by row, the samples of a pixel side by side: a byte each, or two of 16 bits, the high one
  /// first.
  let values: [UInt8]
  private let file: String

  private var header: PNGHeader { chunks.header }

  /// - Parameter limit: largest number of bytes of pixels accepted.
  /// - Throws: `FormatError` as `PNG.decode`.
  init(_ data: Data, file: String, limit: Int) throws {
    self.file = file
    chunks = try PNGChunks(data, file: file)
    let header = chunks.header
    guard let size = header.storedSize, let pixels = header.rasterSize, max(size, pixels) <= limit
    else {
      throw FormatError(
        file: file,
        problem:
          "has \(header.width) × \(header.height) pixels, more than the \(limit) bytes allowed",
        advice: "scale the picture down")
    }
    guard InflateOutput.isPossible(size: size, compressedSize: chunks.compressed.count) else {
      throw PNG.damaged(
        file, "the header promises \(size) bytes of pixels, more than the file can hold")
    }
    var rows = try Zlib.decompress(chunks.compressed, file: file, limit: size)
    guard rows.count == size else {
      throw PNG.damaged(file, "holds \(rows.count) bytes of pixels, but its size needs \(size)")
    }
    values = try Self.unpacked(&rows, header, file: file)
  }

  private static func unpacked(
    _ rows: inout [UInt8], _ header: PNGHeader, file: String
  ) throws -> [UInt8] {
    let count = header.width * header.height * header.pixelBytes
    var badRow = -1
    let values = [UInt8](unsafeUninitializedCapacity: count) { target, initializedCount in
      guard let output = target.baseAddress else { return }
      // An error leaves pixels that nobody wrote.
      output.initialize(repeating: 0, count: count)
      initializedCount = count
      rows.withUnsafeMutableBufferPointer { buffer in
        guard var source = buffer.baseAddress else { return }
        for pass in header.passes {
          let rowBytes = header.rowBytes(pass.width)
          badRow = unfilterPNG(
            source, rowBytes: rowBytes, rowCount: pass.height,
            bytesPerPixel: max(1, header.storedChannels * header.depth / 8))
          guard badRow < 0 else { return }
          placePNGSamples(
            source, width: pass.width, height: pass.height, samples: header.storedChannels,
            depth: header.depth, output, pictureWidth: header.width, x: pass.x, y: pass.y,
            dx: pass.dx, dy: pass.dy)
          source += (rowBytes + 1) * pass.height
        }
      }
    }
    guard badRow < 0 else { throw PNG.damaged(file, "row \(badRow) has an unknown filter") }
    return values
  }

  /// The picture with 8 bits a sample: the high ones of 16; fewer are spread over 0 to 255.
  ///
  /// - Throws: `FormatError` for a colour that the palette does not have.
  func image() throws -> RasterImage {
    let pixels = header.width * header.height
    let count = pixels * header.channels
    if header.colour == .rgb, header.depth == 8 {
      return RasterImage(
        width: header.width, height: header.height, channels: header.channels, pixels: values)
    }
    var worstIndex = -1
    let output = [UInt8](unsafeUninitializedCapacity: count) { target, initializedCount in
      guard let output = target.baseAddress else { return }
      initializedCount = count
      guard header.colour == .palette else {
        extractPNGPixels(
          values, pixels: pixels, stored: header.storedChannels,
          bytesPerSample: header.depth == 16 ? 2 : 1, kept: header.channels,
          scale: header.depth < 8 ? UInt8(255 / (1 << header.depth - 1)) : 1, output)
        return
      }
      output.initialize(repeating: 0, count: count)
      worstIndex = expandPNGPalette(
        values, pixels: pixels, palette: chunks.palette, colourCount: chunks.palette.count / 3,
        output)
    }
    guard worstIndex < 0 else {
      throw PNG.damaged(
        file, "a pixel has colour \(worstIndex) of a palette of \(chunks.palette.count / 3)")
    }
    return RasterImage(
      width: header.width, height: header.height, channels: header.channels, pixels: output)
  }
}
