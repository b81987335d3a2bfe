/// Adds up images, each pixel with the sum of the weights of the patches that cover it.
///
/// That sum is itself a sum over a window: over the patches, known by their first pixel, that begin
/// at most a patch's side before the pixel.
final class PatchAverage {
  private let patches: PlaceWindows
  private let weight: DistanceWeight
  private let kernels: any PlaceKernelSet.Type
  /// Of every patch, the smallest distance and 1 / Σ w.
  private let least: Scratch<Float>
  private let shares: Scratch<Float>
  /// Groups of images whose weights are known, and how many of them are added up together.
  private var waiting: [UnsafeRawPointer] = []
  private let capacity: Int
  /// Copies of those whose numbers do not stay in place.
  private var copies: Scratch<UInt8>?
  /// For each of them, sums of weights along columns: a row of patches for each row of pixels.
  private let cover: Scratch<Float>
  private let coverStride: Int
  /// Working memory for a column of patches, for a patch's side and for a row of pixels.
  private let column: Scratch<Float>
  private let partial: Scratch<Float>
  private let weights: Scratch<Float>
  /// Sixteen numbers for each channel and pixel.
  private let sums: Scratch<Float>

  init(
    _ patches: PlaceWindows, weight: DistanceWeight, _ state: SoftmaxState,
    kernels: any PlaceKernelSet.Type
  ) {
    self.patches = patches
    self.weight = weight
    self.kernels = kernels
    let (shape, lanes) = (patches.shape, ImageGroup.size)
    least = Scratch(count: patches.count)
    shares = Scratch(count: patches.count)
    for patch in 0..<patches.count {
      least.base[patch] = state.least[patch]
      shares.base[patch] = Float(1 / state.sums[patch])
    }
    // Bytes stay where they are; Floats are laid out anew for every group.
    capacity = patches.code.isBytes ? 4 : 1
    coverStride = patches.windowsInRow | 1
    cover = Scratch(count: capacity * shape.height * coverStride * lanes)
    column = Scratch(count: patches.windowsInColumn * lanes)
    partial = Scratch(count: max(patches.rows.extent, patches.columns.extent) * lanes)
    weights = Scratch(count: shape.width * lanes)
    sums = Scratch(zeros: shape.count * SoftmaxAccumulator.lanes)
  }

  /// Adds a group of images; bytes may be read as late as in ``result()``.
  func add(_ group: ImageGroup, _ rowSums: PlaceWindows.RowSums) {
    let hasWeights = kernels.cover(
      rows: patches.windowsInColumn, columns: patches.windowsInRow, size: patches.rows.extent,
      scale: weight.scale,
      margin: weight.margin, plane: rowSums.plane.base, stride: rowSums.stride, least: least.base,
      shares: shares.base, partial: partial.base,
      column: column.base,
      cover: cover.base + waiting.count * patches.shape.height * coverStride * ImageGroup.size,
      coverStride: coverStride)
    guard hasWeights else { return }
    waiting.append(lasting(group))
    if waiting.count == capacity { addWaiting() }
  }

  /// The numbers of a group until it is added.
  private func lasting(_ group: ImageGroup) -> UnsafeRawPointer {
    // Alone, a group is added at once.
    guard capacity > 1, !group.staysInPlace else { return group.numbers }
    let size = patches.shape.count * ImageGroup.size
    let copies = copies ?? Scratch(count: capacity * size)
    self.copies = copies
    let copy = UnsafeMutableRawPointer(copies.base + waiting.count * size)
    copy.copyMemory(from: group.numbers, byteCount: size)
    return UnsafeRawPointer(copy)
  }

  private func addWaiting() {
    let shape = patches.shape
    waiting.withUnsafeBufferPointer { images in
      guard let base = images.baseAddress else { return }
      kernels.addCovered(
        isBytes: patches.code.isBytes, groups: images.count, height: shape.height,
        columns: patches.windowsInRow,
        size: patches.columns.extent, channels: shape.channels, cover: cover.base,
        coverStride: coverStride, images: base, partial: partial.base,
        weights: weights.base, weighted: sums.base)
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// The sums over the lanes, divided by the number of patches that cover the pixel, [c, h, w].
  func result() -> [Double] {
    addWaiting()
    let shape = patches.shape
    let pixels = shape.area
    return (0..<shape.count).map { index in
      let (y, x) = (index % pixels).quotientAndRemainder(dividingBy: shape.width)
      let total = (0..<SoftmaxAccumulator.lanes).reduce(0.0) {
        $0 + Double(sums.base[index * SoftmaxAccumulator.lanes + $1])
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
