/// A component's samples, of which there may be fewer than pixels.
public struct JPEGPlane {
  let samples: UnsafePointer<UInt8>
  /// Samples of a row in memory.
  let stride: Int
  let columns: Int
  let rows: Int
  /// Pixels for each sample.
  let across: Int
  let down: Int

  public init(
    _ samples: UnsafePointer<UInt8>, stride: Int, columns: Int, rows: Int, across: Int, down: Int
  ) {
    self.samples = samples
    self.stride = stride
    self.columns = columns
    self.rows = rows
    self.across = across
    self.down = down
  }

  /// Writes the `columns` · `across` pixels of row `y`.
  ///
  /// Where a direction has half as many samples as pixels, a pixel takes 3/4 of the sample it lies in
  /// and 1/4 of the nearer neighbour; other ratios, and planes too narrow for that, repeat samples.
  @inline(never)
  public func expandRow(_ y: Int, _ output: UnsafeMutablePointer<UInt8>) {
    let near = samples + y / down &* stride
    let beside = max(0, min(rows &- 1, y / down &+ (y & 1 == 0 ? -1 : 1)))
    let far = samples + beside &* stride
    switch (across, down) {
    case (1, 1): output.update(from: near, count: columns)
    case (1, 2):
      // Halves are rounded down in even rows and up in odd ones.
      let bias = 1 &+ y & 1
      for x in 0..<columns {
        let sum = 3 &* Int(near[x]) &+ Int(far[x])
        output[x] = UInt8(truncatingIfNeeded: (sum &+ bias) &>> 2)
      }
    case (2, 1) where columns > 2:
      expand(output, bias: (1, 2), shift: 2) { Int(near[$0]) }
    case (2, 2) where columns > 2:
      expand(output, bias: (8, 7), shift: 4) { 3 &* Int(near[$0]) &+ Int(far[$0]) }
    default:
      for x in 0..<columns {
        (output + x &* across).update(repeating: near[x], count: across)
      }
    }
  }

  /// Two pixels for each sample, with biases that alternate so that halves do not brighten a picture.
  @inline(__always)
  private func expand(
    _ output: UnsafeMutablePointer<UInt8>, bias: (Int, Int), shift: Int, _ sample: (Int) -> Int
  ) {
    var before = sample(0)
    var here = before
    for x in 0..<columns {
      let after = x &+ 1 < columns ? sample(x &+ 1) : here
      let (left, right) = (3 &* here &+ before &+ bias.0, 3 &* here &+ after &+ bias.1)
      output[2 &* x] = UInt8(truncatingIfNeeded: left &>> shift)
      output[2 &* x &+ 1] = UInt8(truncatingIfNeeded: right &>> shift)
      (before, here) = (here, after)
    }
  }
}

/// Turns `count` pixels of luma and chroma into RGB (ITU-R BT.601, full range, as JFIF says), with
/// constants of 16 fractional bits. The rows of the three components lie `stride` apart.
@inline(never)
public func convertJPEGRow(
  _ rows: UnsafePointer<UInt8>, stride: Int, count: Int, _ output: UnsafeMutablePointer<UInt8>
) {
  @inline(__always)
  func clamped(_ value: Int32) -> UInt8 { UInt8(truncatingIfNeeded: max(0, min(255, value))) }
  for x in 0..<count {
    let luma = Int32(rows[x])
    let blue = Int32(rows[stride &+ x]) &- 128
    let red = Int32(rows[2 &* stride &+ x]) &- 128
    // 1.402, 0.344136, 0.714136 and 1.772.
    let pixel = output + 3 &* x
    pixel[0] = clamped(luma &+ (91881 &* red &+ 32768) &>> 16)
    pixel[1] = clamped(luma &+ (32768 &- 22554 &* blue &- 46802 &* red) &>> 16)
    pixel[2] = clamped(luma &+ (116130 &* blue &+ 32768) &>> 16)
  }
}

/// Interleaves `count` pixels of three components, whose rows lie `stride` apart.
@inline(never)
public func interleaveJPEGRow(
  _ rows: UnsafePointer<UInt8>, stride: Int, count: Int, _ output: UnsafeMutablePointer<UInt8>
) {
  for x in 0..<count {
    for channel in 0..<3 { output[3 &* x &+ channel] = rows[channel &* stride &+ x] }
  }
}
