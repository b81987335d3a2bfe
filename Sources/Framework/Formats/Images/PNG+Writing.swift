import ByteKernels
import Foundation

extension PNG {
  /// Encodes an image as 8-bit gray or RGB.
  public static func encode(_ image: RasterImage) -> Data {
    let rowBytes = image.width * image.channels
    let size = (rowBytes + 1) * image.height
    let rows = [UInt8](unsafeUninitializedCapacity: size) { target, count in
      guard let output = target.baseAddress else { return }
      filterPNG(
        image.pixels, rowBytes: rowBytes, rowCount: image.height, bytesPerPixel: image.channels,
        output)
      count = size
    }
    let colour: PNGHeader.Colour = image.channels == 1 ? .gray : .rgb
    let header =
      bigEndian(UInt32(image.width)) + bigEndian(UInt32(image.height))
      + [8, colour.rawValue, 0, 0, 0]
    var data = Data(signature)
    append("IHDR", header, to: &data)
    append("IDAT", Zlib.compress(rows), to: &data)
    append("IEND", [], to: &data)
    return data
  }

  /// Writes an image atomically.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  public static func write(_ image: RasterImage, to url: URL) throws {
    try AtomicFile.write(encode(image), to: url)
  }

  private static func append(_ kind: String, _ content: [UInt8], to data: inout Data) {
    let checked = Array(kind.utf8) + content
    data.append(contentsOf: bigEndian(UInt32(content.count)))
    data.append(contentsOf: checked)
    data.append(contentsOf: bigEndian(Checksum.crc32(checked)))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
