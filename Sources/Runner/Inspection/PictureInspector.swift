import Foundation
import Framework

/// PNG and JPEG; other pictures are named and refused.
enum PictureInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    // Two letters are too few for a mark of BMP.
    PictureKind(file.data).map { $0 != .bmp || file.hasEnding("bmp") } ?? false
      || file.hasEnding("png", "jpg", "jpeg")
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    let picture = try RasterImage.read(file.url)
    let isPNG = PictureKind(file.data) == .png
    var inspection = Inspection(isPNG ? "a PNG picture" : "a JPEG picture")
    inspection.add("width", .integer(picture.width))
    inspection.add("height", .integer(picture.height))
    inspection.add("stored as", .string(isPNG ? pngMode(file.data) : jpegMode(file.data)))
    inspection.add("read as", picture.channels == 1 ? "gray, 8 bits" : "RGB, 8 bits")
    inspection.meaning = "an image of \(picture.width)×\(picture.height)×\(picture.channels)"
    let folder = file.url.deletingLastPathComponent().relativePath
    inspection.spec = ["dataset": ["name": "image-folder", "path": .string(folder)]]
    return inspection
  }

  /// Of the header, which has been read: bits of a sample, type of colour, interlacing.
  private static func pngMode(_ data: Data) -> String {
    let header = [UInt8](data.prefix(29))
    let colours: [UInt8: String] = [
      0: "gray", 2: "RGB", 3: "palette", 4: "gray with alpha", 6: "RGB with alpha",
    ]
    let bits = "\(header[24]) bit\(header[24] == 1 ? "" : "s")"
    return "\(colours[header[25]] ?? "?"), \(bits)" + (header[28] == 1 ? ", interlaced" : "")
  }

  /// Of the start of frame: components and how they are coded.
  private static func jpegMode(_ data: Data) -> String {
    let bytes = [UInt8](data.prefix(1 << 20))
    var offset = 2
    while offset + 9 < bytes.count, bytes[offset] == 0xFF {
      let marker = bytes[offset + 1]
      if (0xC0...0xC2).contains(marker) {
        let components = bytes[offset + 9]
        return (components == 1 ? "gray" : "colour in \(components) components")
          + (marker == 0xC2 ? ", progressive" : ", sequential")
      }
      if marker == 0xFF {
        offset += 1
      } else {
        offset += 2 + Int(bytes[offset + 2]) << 8 + Int(bytes[offset + 3])
      }
    }
    return "JPEG"
  }
}
