import Foundation

/// The IHDR chunk of a PNG file: size and kind of the picture.
struct PNGHeader {
  enum Colour: UInt8 {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgba = 6
  }

  let width: Int
  let height: Int
  let depth: Int
  let colour: Colour

  /// Samples of a pixel in the file, and in the decoded picture.
  var storedChannels: Int {
    switch colour {
    case .gray, .palette: 1
    case .grayAlpha: 2
    case .rgb: 3
    case .rgba: 4
    }
  }

  var channels: Int {
    switch colour {
    case .gray, .grayAlpha: 1
    case .rgb, .rgba, .palette: 3
    }
  }

  /// Bytes of a row without the filter's number.
  var rowBytes: Int { (width * storedChannels * depth + 7) / 8 }

  /// Reads the chunk's content.
  ///
  /// - Throws: `FormatError` for kinds of PNG that are not read, with how to convert them.
  init(_ content: Data, file: String) throws {
    var reader = ByteReader(content, file: file)
    width = Int(try reader.uint32BE())
    height = Int(try reader.uint32BE())
    depth = Int(try reader.uint8())
    let colourType = try reader.uint8()
    let compression = try reader.uint8()
    let filter = try reader.uint8()
    let interlace = try reader.uint8()
    guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
      throw PNG.damaged(file, "the header gives a size of \(width) × \(height) pixels")
    }
    guard let colour = Colour(rawValue: colourType), compression == 0, filter == 0, interlace <= 1
    else { throw PNG.damaged(file, "the header has values that PNG does not define") }
    self.colour = colour
    let depths: Set = colour == .palette ? [1, 2, 4, 8] : [8]
    guard depths.contains(depth) else {
      throw FormatError(
        file: file, problem: "is a PNG with \(depth) bits a sample; 8 are read",
        advice: PNG.conversion(of: file, options: "-define png:bit-depth=8 "))
    }
    guard interlace == 0 else {
      throw FormatError(
        file: file, problem: "is an interlaced PNG, which is not read",
        advice: PNG.conversion(of: file, options: "-interlace none "))
    }
  }
}
