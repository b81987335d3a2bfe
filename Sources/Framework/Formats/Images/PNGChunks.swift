import Foundation

/// What a PNG file's chunks hold, after their checksums were found right.
struct PNGChunks {
  let header: PNGHeader
  /// Red, green and blue of each colour; empty when there is no palette.
  private(set) var palette: [UInt8] = []
  /// The zlib stream of all IDAT chunks together.
  private(set) var compressed = Data()

  init(_ data: Data, file: String) throws {
    guard data.starts(with: PNG.signature) else { throw Self.notPNG(data, file: file) }
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

  /// The error for data that are not PNG, which names the format if it is a well-known one.
  private static func notPNG(_ data: Data, file: String) -> FormatError {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      data.dropFirst(offset).starts(with: text.utf8)
    }
    let format: String? =
      if data.starts(with: [0xFF, 0xD8, 0xFF]) { "a JPEG picture" } else if has("GIF8") {
        "a GIF picture"
      } else if has("RIFF") && has("WEBP", at: 8) { "a WebP picture" } else if has("BM") {
        "a BMP picture"
      } else if has("II*\0") || has("MM\0*") { "a TIFF picture" } else if has("ftyp", at: 4) {
        "an AVIF or HEIC picture"
      } else { nil }
    guard let format else {
      return FormatError(
        file: file, problem: "not a PNG picture",
        advice: data.isEmpty ? "the file is empty: fetch it again" : "give a PNG file")
    }
    return FormatError(
      file: file, problem: "is \(format); only PNG is read", advice: PNG.conversion(of: file))
  }
}
