/// Spreads the samples of unfiltered PNG rows, each of which has one byte in front, over a picture
/// of `pictureWidth` pixels a row: the pixel at (i, j) goes to (`x` + i `dx`, `y` + j `dy`).
///
/// A sample of up to 8 bits becomes a byte of that value, one of 16 stays two bytes, the high one
/// first. A pixel has `samples` of `depth` bits; those of less than 8 bits have one, the first
/// pixel in the highest bits.
@inline(never)
public func placePNGSamples(
  _ rows: UnsafePointer<UInt8>, width: Int, height: Int, samples: Int, depth: Int,
  _ picture: UnsafeMutablePointer<UInt8>, pictureWidth: Int, x: Int, y: Int, dx: Int, dy: Int
) {
  let rowBytes = (width &* samples &* depth &+ 7) / 8
  let pixelBytes = depth < 8 ? 1 : samples &* depth / 8
  let mask = UInt8(truncatingIfNeeded: (1 &<< depth) &- 1)
  for j in 0..<height {
    let source = rows + (j &* (rowBytes &+ 1) &+ 1)
    let target = picture + ((y &+ j &* dy) &* pictureWidth &+ x) &* pixelBytes
    if depth < 8 {
      let perByte = 8 / depth
      for i in 0..<width {
        let shift = 8 &- depth &* (i % perByte &+ 1)
        target[i &* dx] = source[i / perByte] &>> UInt8(shift) & mask
      }
    } else if dx == 1 {
      target.update(from: source, count: rowBytes)
    } else {
      for i in 0..<width {
        for k in 0..<pixelBytes {
          target[i &* dx &* pixelBytes &+ k] = source[i &* pixelBytes &+ k]
        }
      }
    }
  }
}

/// Copies the first `kept` of the `stored` samples of every pixel, times `scale`; of samples of two
/// bytes the first.
@inline(never)
public func extractPNGPixels(
  _ samples: UnsafePointer<UInt8>, pixels: Int, stored: Int, bytesPerSample: Int, kept: Int,
  scale: UInt8, _ output: UnsafeMutablePointer<UInt8>
) {
  let pixelBytes = stored &* bytesPerSample
  for pixel in 0..<pixels {
    for channel in 0..<kept {
      output[pixel &* kept &+ channel] =
        samples[pixel &* pixelBytes &+ channel &* bytesPerSample] &* scale
    }
  }
}

/// Replaces palette indices by RGB.
///
/// Returns the largest index met that `palette`, of `colourCount` colours, does not have, or -1.
@inline(never)
public func expandPNGPalette(
  _ indices: UnsafePointer<UInt8>, pixels: Int, palette: UnsafePointer<UInt8>, colourCount: Int,
  _ output: UnsafeMutablePointer<UInt8>
) -> Int {
  var worst = -1
  for pixel in 0..<pixels {
    let index = Int(indices[pixel])
    if index >= colourCount {
      worst = max(worst, index)
      continue
    }
    for channel in 0..<3 { output[pixel &* 3 &+ channel] = palette[index &* 3 &+ channel] }
  }
  return worst
}
