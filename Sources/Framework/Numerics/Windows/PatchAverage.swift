/// Adds up images, each pixel with the sum of the weights of the patches that cover it.
///
/// That sum is itself a sum over a window: over the patches, known by their first pixel, that begin
/// at most a patch's side before the pixel.
final class PatchAverage {
  private let kernels: any WindowKernelSet.Type
  private let shape: ImageShape
  private let rows: WindowAxis
  private let columns: WindowAxis
  /// Weights of a row of patches between zeros on both sides.
  private let weights: Scratch<Float>
  private let partial: Scratch<Float>
  private var cover: ColumnSums
  /// Sixteen numbers for each channel and pixel.
  private let sums: Scratch<Float>

  init(
    shape: ImageShape, rows: WindowAxis, columns: WindowAxis, kernels: any WindowKernelSet.Type
  ) {
    self.kernels = kernels
    self.shape = shape
    self.rows = rows
    self.columns = columns
    weights = Scratch(zeros: (shape.width + columns.extent - 1) * ImageLanes.count)
    partial = Scratch(count: columns.extent * ImageLanes.count)
    cover = ColumnSums(columns: shape.width, extent: rows.extent, kernels: kernels)
    sums = Scratch(zeros: shape.count * PlaceSoftmax.lanes)
  }

  /// Takes one row of patches of 32 images; rows come from the top, all of one 32 before those
  /// of the next.
  ///
  /// - Parameters:
  ///   - row: the patches' first row of pixels.
  ///   - distances: 32 numbers for each patch.
  ///   - least: the smallest distance of every patch of the query.
  ///   - shares: 1 / Σ w of every patch of the query.
  func add(
    row: Int, distances: UnsafePointer<Float>, least: [Float], shares: [Float],
    weight: DistanceWeight, _ images: ImageLanes
  ) {
    let count = columns.shifts[0].places.count
    if row == 0 { cover.reset() }
    let hasWeights = least.withUnsafeBufferPointer { least in
      shares.withUnsafeBufferPointer { shares in
        guard let least = least.baseAddress, let shares = shares.baseAddress else { return false }
        return kernels.weights(
          count, weight.scale, weight.margin, distances, least + row * count,
          shares + row * count, weights.base + (columns.extent - 1) * ImageLanes.count)
      }
    }
    if hasWeights {
      kernels.sums(shape.width, columns.extent, weights.base, partial.base, cover.nextRow)
    }
    add(cover.add(zeros: !hasWeights), toRow: row, images)
    // Below the last patches' first row they still cover pixels.
    if row == rows.shifts[0].places.upperBound - 1 {
      for y in row + 1..<shape.height { add(cover.add(zeros: true), toRow: y, images) }
    }
  }

  private func add(_ weights: UnsafePointer<Float>?, toRow y: Int, _ images: ImageLanes) {
    guard let weights else { return }
    let first = y * shape.width
    kernels.addWeighted(
      shape.width, shape.channels, weights, images.base + first * ImageLanes.count,
      shape.height * shape.width, sums.base + first * PlaceSoftmax.lanes,
      shape.height * shape.width)
  }

  /// The sums over the lanes, divided by the number of patches that cover the pixel, [c, h, w].
  var result: [Double] {
    let pixels = shape.height * shape.width
    return (0..<shape.count).map { index in
      let (y, x) = (index % pixels).quotientAndRemainder(dividingBy: shape.width)
      let total = (0..<PlaceSoftmax.lanes).reduce(0.0) {
        $0 + Double(sums.base[index * PlaceSoftmax.lanes + $1])
      }
      return total / Double(Self.patches(at: y, rows) * Self.patches(at: x, columns))
    }
  }

  /// How many windows of an axis cover a pixel.
  private static func patches(at pixel: Int, _ axis: WindowAxis) -> Int {
    let first = max(0, pixel - axis.extent + 1)
    return min(pixel, axis.size - axis.extent) - first + 1
  }
}
