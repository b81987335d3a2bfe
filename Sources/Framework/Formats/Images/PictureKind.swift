import Foundation

/// Kinds of pictures, told by their first bytes, whatever the name of the file says.
package enum PictureKind: String {
  case png = "a PNG picture"
  case jpeg = "a JPEG picture"
  case gif = "a GIF picture"
  case webP = "a WebP picture"
  case bmp = "a BMP picture"
  case tiff = "a TIFF picture"
  case avif = "an AVIF or HEIC picture"

  package init?(_ data: Data) {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      data.dropFirst(offset).starts(with: text.utf8)
    }
    if data.starts(with: PNG.signature) {
      self = .png
    } else if data.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if has("GIF8") {
      self = .gif
    } else if has("RIFF"), has("WEBP", at: 8) {
      self = .webP
    } else if has("BM") {
      self = .bmp
    } else if has("II*\0") || has("MM\0*") {
      self = .tiff
    } else if has("ftyp", at: 4) {
      self = .avif
    } else {
      return nil
    }
  }

  /// The error for data of another kind than those `read` ("PNG"), which names theirs if it is known.
  static func refusal(of data: Data, file: String, read: String...) -> FormatError {
    guard let kind = PictureKind(data) else {
      let kinds = read.joined(separator: " or ")
      return FormatError(
        file: file, problem: "not a \(kinds) picture",
        advice: data.isEmpty ? "the file is empty: fetch it again" : "give a \(kinds) file")
    }
    let kinds = read.joined(separator: " and ") + (read.count == 1 ? " is" : " are")
    return FormatError(
      file: file, problem: "is \(kind.rawValue); only \(kinds) read",
      advice: PNG.conversion(of: file))
  }
}
