import Foundation

/// What a PNG file's chunks hold, after their checksums were found right.
struct PNGChunks {
  let header: PNGHeader
  /// Red, green and blue of each colour; empty when there is no palette.
  private(set) var palette: [UInt8] = []
  /// The zlib stream of all IDAT chunks together.
  private(set) var compressed = Data()
  /// The EXIF data, where there are any.
  private(set) var exif: Data?
  private var hasTransparentColours = false

  /// Whether some pixels may be transparent.
  var hasAlpha: Bool {
    hasTransparentColours || header.colour == .grayAlpha || header.colour == .rgba
  }

  init(_ data: Data, file: String) throws {
    guard data.starts(with: PNG.signature) else {
      throw PictureKind.refusal(of: data, file: file, read: "PNG")
    }
    var reader = ByteReader(data, file: file)
    try reader.skip(PNG.signature.count)
    let first = try Self.nextChunk(&reader)
    guard first.kind == "IHDR", first.content.count == 13 else {
      throw PNG.damaged(file, "does not start with a header chunk")
    }
    header = try PNGHeader(first.content, file: file)
    while true {
      let (kind, content) = try Self.nextChunk(&reader)
      switch kind {
      case "IDAT": compressed.append(content)
      case "PLTE":
        guard content.count % 3 == 0, (3...768).contains(content.count) else {
          throw PNG.damaged(file, "the palette has \(content.count) bytes")
        }
        palette = [UInt8](content)
      case "tRNS": hasTransparentColours = true
      case "eXIf": exif = content
      case "IEND":
        guard header.colour != .palette || !palette.isEmpty else {
          throw PNG.damaged(file, "the palette is missing")
        }
        return
      default:
        // A lower-case first letter marks chunks a reader may skip.
        guard kind.first?.isLowercase == true else {
          throw PNG.damaged(file, "has an unknown chunk '\(kind)' that must not be skipped")
        }
      }
    }
  }

  private static func nextChunk(
    _ reader: inout ByteReader
  ) throws -> (kind: String, content: Data) {
    let start = reader.offset
    let length = Int(try reader.uint32BE())
    let checked = try reader.bytes(length + 4)
    let kind = String(decoding: checked.prefix(4), as: UTF8.self)
    guard try reader.uint32BE() == Checksum.crc32(checked) else {
      throw PNG.damaged(
        reader.file, "the chunk at byte \(start) has a wrong CRC-32")
    }
    return (kind, checked.dropFirst(4))
  }
}
