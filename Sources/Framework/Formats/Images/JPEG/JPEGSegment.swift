import ByteKernels
import Foundation

/// A marker of a JPEG file with what belongs to it.
struct JPEGSegment {
  /// The second byte of the marker; the first is 0xFF.
  let marker: UInt8
  /// Offset of the marker.
  let offset: Int
  let bytes: [UInt8]
  private let file: String

  /// Reads the next marker and what its length says.
  ///
  /// - Throws: `FormatError` where no marker is, or when the data end.
  init(_ reader: inout ByteReader) throws {
    file = reader.file
    let first = reader.offset
    var byte = try reader.uint8()
    guard byte == 0xFF else {
      throw JPEG.damaged(file, "has \(Self.hex(byte)) at byte \(first), where a marker should be")
    }
    // Any number of bytes 0xFF may come before a marker.
    while byte == 0xFF { byte = try reader.uint8() }
    marker = byte
    offset = reader.offset - 2
    if Self.isAlone(byte) {
      bytes = []
      return
    }
    let length = Int(try reader.uint16BE())
    guard length >= 2 else {
      throw JPEG.damaged(file, "the segment at byte \(offset) has a length of \(length)")
    }
    bytes = [UInt8](try reader.bytes(length - 2))
  }

  /// Markers without a segment: restarts, the start and the end of the picture.
  private static func isAlone(_ marker: UInt8) -> Bool {
    marker == 0x01 || (0xD0...0xD9).contains(marker)
  }

  static func hex(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  /// The number of two bytes at an index, which must be there.
  func uint16(_ index: Int) -> Int { Int(bytes[index]) << 8 | Int(bytes[index + 1]) }

  func damaged(_ what: String) -> FormatError {
    JPEG.damaged(file, "the \(name) at byte \(offset) \(what)")
  }

  /// What is wrong with the coded data behind this header of a scan.
  func damaged(_ fault: JPEGFault, at end: Int) -> FormatError {
    let problem =
      switch fault {
      case .cutShort: "the coded data end at byte \(end) before the last block"
      case .unknownCode: "a code before byte \(end) is none of its Huffman table"
      case .beyondBlock: "a block before byte \(end) has too many coefficients"
      case .noRestartMarker: "the restart marker at byte \(end) is missing or the wrong one"
      case .leftOver: "data before byte \(end) lie behind the last block"
      }
    return JPEG.damaged(file, problem + ", in the scan at byte \(offset)")
  }

  private var name: String {
    switch marker {
    case 0xC4: "Huffman table"
    case 0xDB: "quantisation table"
    case 0xDA: "header of a scan"
    case 0xDD: "restart interval"
    case 0xC0...0xCF: "header of the picture"
    default: "segment \(Self.hex(marker))"
    }
  }
}
