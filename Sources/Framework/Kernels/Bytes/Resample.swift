/// Number of fraction bits of the weights of `resampleRows` and `resampleColumns`.
///
/// Weights of one output pixel sum to 1, so 8 bits of pixel and a sign fit above 22 bits.
public let resampleFractionBits = 22

/// Resamples every row of an interleaved image to `targetWidth` pixels.
///
/// Output pixel i is the sum of source pixels `starts[i] ..< starts[i] + counts[i]` times the
/// weights at `weights[i * weightStride]`.
@inline(never)
public func resampleRows(
  _ source: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int,
  _ target: UnsafeMutablePointer<UInt8>, targetWidth: Int, starts: UnsafePointer<Int>,
  counts: UnsafePointer<Int>, weights: UnsafePointer<Int32>, weightStride: Int
) {
  for y in 0..<height {
    let row = source + y &* width &* channels
    let output = target + y &* targetWidth &* channels
    for x in 0..<targetWidth {
      let first = row + starts[x] &* channels
      let own = weights + x &* weightStride
      for channel in 0..<channels {
        var sum: Int32 = 1 &<< Int32(resampleFractionBits &- 1)
        for k in 0..<counts[x] { sum &+= Int32(first[k &* channels &+ channel]) &* own[k] }
        output[x &* channels &+ channel] = clamped(sum)
      }
    }
  }
}

/// Resamples the columns of an image whose rows have `rowBytes` bytes to `targetHeight` rows.
@inline(never)
public func resampleColumns(
  _ source: UnsafePointer<UInt8>, rowBytes: Int, _ target: UnsafeMutablePointer<UInt8>,
  targetHeight: Int, starts: UnsafePointer<Int>, counts: UnsafePointer<Int>,
  weights: UnsafePointer<Int32>, weightStride: Int
) {
  for y in 0..<targetHeight {
    let first = source + starts[y] &* rowBytes
    let own = weights + y &* weightStride
    for x in 0..<rowBytes {
      var sum: Int32 = 1 &<< Int32(resampleFractionBits &- 1)
      for k in 0..<counts[y] { sum &+= Int32(first[k &* rowBytes &+ x]) &* own[k] }
      target[y &* rowBytes &+ x] = clamped(sum)
    }
  }
}

@inline(__always)
private func clamped(_ sum: Int32) -> UInt8 {
  UInt8(truncatingIfNeeded: min(max(sum &>> Int32(resampleFractionBits), 0), 255))
}
