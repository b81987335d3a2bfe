/// The streaming softmax over images of every mask of one query: the smallest distance so far, and
/// the sums of weights and weighted images relative to it.
final class MaskSoftmax {
  /// Lanes of a sum over images.
  static let lanes = 16

  private let kernels: any MaskKernelSet.Type
  private let masks: Int
  private let averages: Bool
  private let weight: DistanceWeight
  private let least: Scratch<Float>
  /// Σ w and then Σ w X, if that is wanted, of every mask.
  private let sums: Scratch<Float>

  /// - Parameters:
  ///   - averages: whether images are averaged; otherwise only the weights are added up.
  ///   - known: distances of other images; those beyond them by the margin are left out.
  init(
    masks: Int, averages: Bool, weight: DistanceWeight, known: [Float]?,
    kernels: any MaskKernelSet.Type
  ) {
    self.kernels = kernels
    self.masks = masks
    self.averages = averages
    self.weight = weight
    least = Scratch(count: masks)
    for mask in 0..<masks { least.base[mask] = known?[mask] ?? .infinity }
    sums = Scratch(zeros: (averages ? 2 : 1) * masks * Self.lanes)
  }

  /// Adds 32 images for some masks.
  ///
  /// - Parameters:
  ///   - distances: 32 numbers for each of the masks.
  ///   - images: what is averaged, 32 numbers for every mask there is.
  func add(
    _ range: Range<Int>, distances: UnsafePointer<Float>, images: UnsafePointer<Float>
  ) {
    let first = range.lowerBound
    kernels.accumulate(
      range.count, averages, weight.scale, weight.margin, distances,
      images + first * ImageLanes.count, least.base + first,
      sums.base + first * (averages ? 2 : 1) * Self.lanes)
  }

  /// The sums over the lanes.
  var result: SoftmaxSums {
    let kinds = averages ? 2 : 1
    return SoftmaxSums(
      least: (0..<masks).map { least.base[$0] },
      sums: (0..<kinds * masks).map { index in
        let (kind, mask) = index.quotientAndRemainder(dividingBy: masks)
        let lanes = sums.base + (mask * kinds + kind) * Self.lanes
        return (0..<Self.lanes).reduce(0.0) { $0 + Double(lanes[$1]) }
      }, scale: weight.scale)
  }
}
