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
  let isInterlaced: Bool

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

  /// Bytes of a pixel when every sample has bytes of its own.
  var pixelBytes: Int { depth < 8 ? 1 : storedChannels * depth / 8 }

  /// Bytes of a row of `width` pixels without the filter's number.
  func rowBytes(_ width: Int) -> Int { (width * storedChannels * depth + 7) / 8 }

  /// A picture inside the picture: every `dx`-th column from `x` on of every `dy`-th row from `y`
  /// on.
  struct Pass {
    let x, y, dx, dy, width, height: Int
  }

  /// The passes that hold pixels, in the order of the file: one, or up to seven of an interlaced
  /// picture.
  var passes: [Pass] {
    let starts =
      isInterlaced
      ? [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2),
      ] : [(0, 0, 1, 1)]
    return starts.compactMap { x, y, dx, dy in
      guard x < width, y < height else { return nil }
      return Pass(
        x: x, y: y, dx: dx, dy: dy, width: (width - x + dx - 1) / dx,
        height: (height - y + dy - 1) / dy)
    }
  }

  /// Bytes of the rows of all passes with their filters' numbers; nil if no `Int` holds it.
  var storedSize: Int? {
    var sum = 0
    for pass in passes {
      let (size, overflow) = (rowBytes(pass.width) + 1).multipliedReportingOverflow(by: pass.height)
      let (total, carry) = sum.addingReportingOverflow(size)
      guard !overflow, !carry else { return nil }
      sum = total
    }
    return sum
  }

  /// Bytes of the picture in memory; nil if no `Int` holds it.
  var rasterSize: Int? {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    let (size, more) = pixels.multipliedReportingOverflow(by: max(channels, pixelBytes))
    return overflow || more ? nil : size
  }

  /// Reads the chunk's content.
  ///
  /// - Throws: `FormatError` for what PNG does not define.
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
    let depths: Set =
      switch colour {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgba: [8, 16]
      }
    guard depths.contains(depth) else {
      throw PNG.damaged(file, "the header has values that PNG does not define")
    }
    self.colour = colour
    isInterlaced = interlace == 1
  }
}
