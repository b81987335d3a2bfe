import ByteKernels
import Foundation

/// How strongly a source pixel counts at a distance from the place of an output pixel, in pixels of
/// whichever image is the coarser. Named as in Pillow.
public enum ResampleFilter: Sendable {
  /// The mean of the pixels that lie under an output pixel.
  case box
  /// A triangle.
  case bilinear
  /// Cubic convolution (Keys 1981) with a = -1/2.
  case bicubic
  /// sinc(x) sinc(x/3).
  case lanczos

  /// The distance from which on nothing counts.
  var support: Double {
    switch self {
    case .box: 0.5
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// The weight at a distance, not normalised.
  func weight(_ distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    // Of two output pixels at the same distance the source pixel belongs to one.
    case .box: return distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - x)
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    case .lanczos: return x < 3 ? Self.sinc(x) * Self.sinc(x / 3) : 0
    }
  }

  private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }
}

extension RasterImage {
  /// The image scaled to a new size.
  ///
  /// When an axis shrinks, the filter grows by the same factor, so every source pixel counts and
  /// nothing aliases. Rows are scaled first and rounded, then columns, with weights of 22 fraction
  /// bits: the pixels of Pillow's `resize`. (Pillow 13 scales columns first where that is cheaper,
  /// which differs in between.)
  public func resized(
    width newWidth: Int, height newHeight: Int, filter: ResampleFilter = .bilinear
  ) -> RasterImage {
    precondition(newWidth > 0 && newHeight > 0, "an image of \(newWidth) × \(newHeight) pixels")
    let across = ResampleWeights(from: width, to: newWidth, filter)
    let down = ResampleWeights(from: height, to: newHeight, filter)
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

  init(from size: Int, to newSize: Int, _ filter: ResampleFilter) {
    let scale = Double(size) / Double(newSize)
    let stretch = max(scale, 1)
    let reach = filter.support * stretch
    stride = Int(reach.rounded(.up)) * 2 + 1
    for index in 0..<newSize {
      let centre = (Double(index) + 0.5) * scale
      let start = max(0, Int(centre - reach + 0.5))
      let end = min(size, Int(centre + reach + 0.5))
      let own = (start..<end).map { filter.weight((Double($0) - centre + 0.5) * (1 / stretch)) }
      let sum = own.reduce(0, +)
      starts.append(start)
      counts.append(own.count)
      let unit = Double(1 << resampleFractionBits)
      weights += own.map { Int32(($0 / sum * unit).rounded()) }
      weights += [Int32](repeating: 0, count: stride - own.count)
    }
  }
}
