/// A picture of 8-bit samples, interleaved and row by row from the top left.
public struct RasterImage: Equatable, Sendable {
  public let width: Int
  public let height: Int
  /// 1 (gray) or 3 (RGB).
  public let channels: Int
  /// Sample c of the pixel at (x, y) is at index (y width + x) channels + c.
  public let pixels: [UInt8]

  /// - Precondition: `channels` is 1 or 3, sizes are positive and `pixels` has as many samples.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(channels == 1 || channels == 3, "1 or 3 channels, not \(channels)")
    precondition(width > 0 && height > 0, "an image of \(width) × \(height) pixels")
    precondition(
      pixels.count == width * height * channels,
      "\(pixels.count) samples for \(width) × \(height) × \(channels)")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// The part of the given size whose top left pixel is at (`x`, `y`).
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> RasterImage {
    precondition(
      x >= 0 && y >= 0 && x + width <= self.width && y + height <= self.height,
      "the part leaves the image")
    var part: [UInt8] = []
    part.reserveCapacity(width * height * channels)
    for row in y..<y + height {
      let start = (row * self.width + x) * channels
      part += pixels[start..<start + width * channels]
    }
    return RasterImage(width: width, height: height, channels: channels, pixels: part)
  }
}
