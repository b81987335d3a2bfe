import Framework

/// Rows of images in one picture, scaled up by a whole factor, with gaps between them.
enum PictureGrid {
  /// Side that a small image is scaled up to at most.
  private static let shownSide = 64
  static let gap = 2

  /// How often every pixel is repeated, across and down.
  static func factor(_ shape: ImageShape) -> Int {
    max(1, shownSide / max(shape.height, shape.width))
  }

  /// - Parameters:
  ///   - gap: white pixels between images.
  /// - Precondition: every row has as many images, and there is one at least.
  static func image(
    _ rows: [PixelRow], shape: ImageShape, factor: Int? = nil, gap: Int = gap
  ) -> RasterImage {
    let scale = factor ?? Self.factor(shape)
    let channels = PixelRow.shownChannels(shape)
    let (height, width) = (scale * shape.height, scale * shape.width)
    let columns = rows[0].images.count
    let size = (
      height: rows.count * (height + gap) - gap, width: columns * (width + gap) - gap
    )
    var pixels = [UInt8](repeating: 255, count: size.height * size.width * channels)
    for (row, images) in rows.enumerated() {
      for (column, image) in images.images.enumerated() {
        guard let image else { continue }
        for y in 0..<height {
          let line = (row * (height + gap) + y) * size.width + column * (width + gap)
          for x in 0..<width {
            let from = (y / scale * shape.width + x / scale) * channels
            let to = (line + x) * channels
            for channel in 0..<channels { pixels[to + channel] = image[from + channel] }
          }
        }
      }
    }
    return RasterImage(
      width: size.width, height: size.height, channels: channels, pixels: pixels)
  }
}
