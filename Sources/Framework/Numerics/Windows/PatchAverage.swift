/// Adds up images, each pixel with the sum of the weights of the patches that cover it.
///
/// That sum is itself a sum over a window: over the patches, known by their first pixel, that begin
/// at most a patch's side before the pixel.
final class PatchAverage {
  private let patches: PlaceWindows
  private let weight: DistanceWeight
  /// Of every patch, the smallest distance and 1 / Σ w.
  private let least: Scratch<Float>
  private let shares: Scratch<Float>
  /// Sums of weights along columns, a row of patches for each row of pixels.
  private let cover: Scratch<Float>
  /// Weights of a column and of a row of patches between zeros on both sides.
  private let column: Scratch<Float>
  private let line: Scratch<Float>
  private let weights: Scratch<Float>
  /// Sixteen numbers for each channel and pixel.
  private let sums: Scratch<Float>

  init(_ patches: PlaceWindows, weight: DistanceWeight, _ totals: SoftmaxSums) {
    self.patches = patches
    self.weight = weight
    let (shape, lanes) = (patches.shape, ImageLanes.count)
    let (rows, columns) = (patches.rows.extent, patches.columns.extent)
    least = Scratch(count: patches.count)
    shares = Scratch(count: patches.count)
    for patch in 0..<patches.count {
      least.base[patch] = totals.least[patch]
      shares.base[patch] = Float(1 / totals.sums[patch])
    }
    cover = Scratch(count: shape.height * (patches.windowsInRow | 1) * lanes)
    column = Scratch(zeros: (patches.windowsInColumn + 2 * (rows - 1)) * lanes)
    line = Scratch(zeros: (patches.windowsInRow + 2 * (columns - 1)) * lanes)
    weights = Scratch(count: shape.width * lanes)
    sums = Scratch(zeros: shape.count * WindowSoftmax.lanes)
  }

  /// Adds 32 images.
  func add(_ group: LaneGroup, _ rowSums: PlaceWindows.Sums) {
    let (shape, kernels) = (patches.shape, rowSums.kernels)
    let coverStride = patches.windowsInRow | 1
    let hasWeights = kernels.cover(
      patches.windowsInColumn, patches.windowsInRow, patches.rows.extent, weight.scale,
      weight.margin, rowSums.plane.base, rowSums.stride, least.base, shares.base,
      rowSums.partial.base, column.base, cover.base, coverStride)
    if hasWeights {
      kernels.addCovered(
        patches.code.isBytes, shape.height, patches.windowsInRow, patches.columns.extent,
        shape.channels, cover.base, coverStride, group.images, line.base, rowSums.partial.base,
        weights.base, sums.base)
    }
  }

  /// The sums over the lanes, divided by the number of patches that cover the pixel, [c, h, w].
  var result: [Double] {
    let shape = patches.shape
    let pixels = shape.height * shape.width
    return (0..<shape.count).map { index in
      let (y, x) = (index % pixels).quotientAndRemainder(dividingBy: shape.width)
      let total = (0..<WindowSoftmax.lanes).reduce(0.0) {
        $0 + Double(sums.base[index * WindowSoftmax.lanes + $1])
      }
      let covering = Self.patches(at: y, patches.rows) * Self.patches(at: x, patches.columns)
      return total / Double(covering)
    }
  }

  /// How many windows of an axis cover a pixel.
  private static func patches(at pixel: Int, _ axis: WindowAxis) -> Int {
    let first = max(0, pixel - axis.extent + 1)
    return min(pixel, axis.size - axis.extent) - first + 1
  }
}
