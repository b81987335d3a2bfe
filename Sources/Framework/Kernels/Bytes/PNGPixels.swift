/// Copies the first `kept` of `stored` channels of every pixel out of unfiltered PNG rows, each
/// of which has one byte in front.
@inline(never)
public func extractPNGPixels(
  _ rows: UnsafePointer<UInt8>, width: Int, height: Int, stored: Int, kept: Int,
  _ output: UnsafeMutablePointer<UInt8>
) {
  let rowStride = width &* stored &+ 1
  for y in 0..<height {
    let source = rows + (y &* rowStride &+ 1)
    let target = output + y &* width &* kept
    if stored == kept {
      target.update(from: source, count: width &* kept)
      continue
    }
    for x in 0..<width {
      for channel in 0..<kept { target[x &* kept &+ channel] = source[x &* stored &+ channel] }
    }
  }
}

/// Replaces palette indices of `depth` bits (1, 2, 4 or 8, the first pixel highest) by RGB.
///
/// Returns the largest index met that `palette`, of `colourCount` colours, does not have, or -1.
@inline(never)
public func expandPNGPalette(
  _ rows: UnsafePointer<UInt8>, width: Int, height: Int, depth: Int,
  palette: UnsafePointer<UInt8>, colourCount: Int, _ output: UnsafeMutablePointer<UInt8>
) -> Int {
  let rowBytes = (width &* depth &+ 7) / 8
  let perByte = 8 / depth
  let mask = (1 &<< depth) &- 1
  var worst = -1
  for y in 0..<height {
    let source = rows + (y &* (rowBytes &+ 1) &+ 1)
    let target = output + y &* width &* 3
    for x in 0..<width {
      let shift = 8 &- depth &* (x % perByte &+ 1)
      let index = Int(source[x / perByte]) &>> shift & mask
      if index >= colourCount {
        worst = max(worst, index)
        continue
      }
      for channel in 0..<3 { target[x &* 3 &+ channel] = palette[index &* 3 &+ channel] }
    }
  }
  return worst
}
