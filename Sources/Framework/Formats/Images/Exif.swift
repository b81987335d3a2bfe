import ByteKernels
import Foundation

/// What EXIF data say of a picture (CIPA DC-008): a TIFF file of tags.
enum Exif {
  private static let orientationTag = 0x0112
  private static let shortType = 3

  /// The orientation, 1 to 8, of the first directory of tags.
  ///
  /// - Parameter tiff: from the byte order on.
  /// - Returns: 1, the pixels as they are stored, where nothing sound is said.
  static func orientation(_ tiff: Data) -> Int {
    let bytes = [UInt8](tiff.prefix(1 << 16))
    let isBig = bytes.starts(with: "MM".utf8)
    guard isBig || bytes.starts(with: "II".utf8) else { return 1 }
    func number(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, offset <= bytes.count - count else { return nil }
      let part = bytes[offset..<offset + count]
      return (isBig ? Array(part) : part.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(2, 2) == 42, let start = number(4, 4), let count = number(start, 2) else {
      return 1
    }
    for entry in 0..<count {
      let offset = start + 2 + 12 * entry
      guard let tag = number(offset, 2) else { return 1 }
      guard tag == orientationTag else { continue }
      guard number(offset + 2, 2) == shortType, number(offset + 4, 4) == 1,
        let value = number(offset + 8, 2), (1...8).contains(value)
      else { return 1 }
      return value
    }
    return 1
  }
}

extension RasterImage {
  /// The image as it is meant to be seen when its pixels are stored in an orientation of EXIF: 2 to
  /// 4 are mirrored or upside down, 5 to 8 have rows for columns; 1, and any other number, is as it
  /// is.
  public func upright(from orientation: Int) -> RasterImage {
    guard (2...8).contains(orientation) else { return self }
    let (newWidth, newHeight) = orientation < 5 ? (width, height) : (height, width)
    let last = width * height - 1
    // The stored pixel of the upper left corner, and the way to the next in a row and in a column.
    let (start, dx, dy) =
      switch orientation {
      case 2: (width - 1, -1, width)
      case 3: (last, -1, -width)
      case 4: (last - (width - 1), 1, -width)
      case 5: (0, width, 1)
      case 6: (last - (width - 1), -width, 1)
      case 7: (last, -width, -1)
      default: (width - 1, width, -1)
      }
    let result = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, initializedCount in
      guard let output = target.baseAddress else { return }
      copyPixels(
        pixels, channels: channels, output, width: newWidth, height: newHeight, start: start,
        dx: dx, dy: dy)
      initializedCount = pixels.count
    }
    return RasterImage(width: newWidth, height: newHeight, channels: channels, pixels: result)
  }
}
