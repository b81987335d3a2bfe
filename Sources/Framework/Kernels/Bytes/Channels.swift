/// Takes interleaved channels apart: sample c of pixel i goes to c · pixels + i.
@inline(never)
public func separateChannels(
  _ source: UnsafePointer<UInt8>, pixels: Int, channels: Int,
  _ target: UnsafeMutablePointer<UInt8>
) {
  for channel in 0..<channels {
    let plane = target + channel &* pixels
    for pixel in 0..<pixels { plane[pixel] = source[pixel &* channels &+ channel] }
  }
}

/// The luma of ITU-R BT.601 of interleaved RGB, rounded to whole levels.
@inline(never)
public func lumaOfRGB(
  _ source: UnsafePointer<UInt8>, pixels: Int, _ target: UnsafeMutablePointer<UInt8>
) {
  for pixel in 0..<pixels {
    let red = Int(source[3 &* pixel])
    let green = Int(source[3 &* pixel &+ 1])
    let blue = Int(source[3 &* pixel &+ 2])
    let sum = 299 &* red &+ 587 &* green &+ 114 &* blue &+ 500
    target[pixel] = UInt8(truncatingIfNeeded: sum / 1000)
  }
}

/// Copies pixels to a picture of `width` × `height`: that at (x, y) is the pixel `start` + x `dx` +
/// y `dy` of the source, counted row by row.
@inline(never)
public func copyPixels(
  _ source: UnsafePointer<UInt8>, channels: Int, _ target: UnsafeMutablePointer<UInt8>,
  width: Int, height: Int, start: Int, dx: Int, dy: Int
) {
  for y in 0..<height {
    for x in 0..<width {
      let from = source + (start &+ x &* dx &+ y &* dy) &* channels
      let to = target + (y &* width &+ x) &* channels
      for channel in 0..<channels { to[channel] = from[channel] }
    }
  }
}
