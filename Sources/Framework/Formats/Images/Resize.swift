import ByteKernels

extension RasterImage {
  /// The image scaled to a new size with a triangle filter.
  ///
  /// When an axis shrinks, the filter grows by the same factor, so every source pixel counts and
  /// nothing aliases. Pillow's `BILINEAR` gives the same to within one grey level, the rounding
  /// between the two axes.
  public func resized(width newWidth: Int, height newHeight: Int) -> RasterImage {
    precondition(newWidth > 0 && newHeight > 0, "an image of \(newWidth) × \(newHeight) pixels")
    let across = ResampleWeights(from: width, to: newWidth)
    let down = ResampleWeights(from: height, to: newHeight)
    let wide = newWidth * channels * height
    let rows = [UInt8](unsafeUninitializedCapacity: wide) { target, count in
      guard let start = target.baseAddress else { return }
      resampleRows(
        pixels, width: width, height: height, channels: channels, start, targetWidth: newWidth,
        starts: across.starts, counts: across.counts, weights: across.weights,
        weightStride: across.stride)
      count = wide
    }
    let rowBytes = newWidth * channels
    let result = [UInt8](unsafeUninitializedCapacity: rowBytes * newHeight) { target, count in
      guard let start = target.baseAddress else { return }
      resampleColumns(
        rows, rowBytes: rowBytes, start, targetHeight: newHeight, starts: down.starts,
        counts: down.counts, weights: down.weights, weightStride: down.stride)
      count = rowBytes * newHeight
    }
    return RasterImage(width: newWidth, height: newHeight, channels: channels, pixels: result)
  }

  /// The central square of the image at `side` × `side` pixels: the short side is scaled to `side`,
  /// then the long one is cropped evenly, with the rounding of torchvision's `Resize` and
  /// `CenterCrop`.
  public func resized(toSquare side: Int) -> RasterImage {
    let short = min(width, height)
    let scaled = resized(width: side * width / short, height: side * height / short)
    return scaled.cropped(
      x: Self.margin(scaled.width - side), y: Self.margin(scaled.height - side), width: side,
      height: side)
  }

  private static func margin(_ surplus: Int) -> Int {
    Int((Double(surplus) / 2).rounded(.toNearestOrEven))
  }
}

/// For each pixel of a scaled axis, the source pixels it is made of and their weights.
private struct ResampleWeights {
  private(set) var starts: [Int] = []
  private(set) var counts: [Int] = []
  private(set) var weights: [Int32] = []
  /// Distance between the first weights of neighbouring output pixels.
  let stride: Int

  init(from size: Int, to newSize: Int) {
    let scale = Double(size) / Double(newSize)
    let reach = max(scale, 1)
    stride = Int(reach.rounded(.up)) * 2 + 1
    for index in 0..<newSize {
      let centre = (Double(index) + 0.5) * scale
      let start = max(0, Int(centre - reach + 0.5))
      let end = min(size, Int(centre + reach + 0.5))
      let own = (start..<end).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / reach)) }
      let sum = own.reduce(0, +)
      starts.append(start)
      counts.append(own.count)
      let unit = Double(1 << resampleFractionBits)
      weights += own.map { Int32(($0 / sum * unit).rounded()) }
      weights += [Int32](repeating: 0, count: stride - own.count)
    }
  }
}
