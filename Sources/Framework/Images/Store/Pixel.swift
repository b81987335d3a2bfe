/// A place in an image.
public struct Pixel: Hashable, Sendable {
  public let y: Int
  public let x: Int

  public init(y: Int, x: Int) {
    self.y = y
    self.x = x
  }
}

extension ImageShape {
  /// Every pixel, row by row.
  public var pixels: [Pixel] {
    (0..<height * width).map { Pixel(y: $0 / width, x: $0 % width) }
  }
}
