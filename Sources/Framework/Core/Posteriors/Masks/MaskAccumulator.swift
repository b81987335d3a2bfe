/// The streaming softmax over images of every mask of one query: the smallest distance so far, and
/// the sums of weights and weighted images relative to it.
final class MaskSoftmax {
  /// Lanes of a sum over images.
  static let lanes = SoftmaxLanes.count

  private let kernels: any MaskKernelSet.Type
  private let averages: Bool
  private let weight: DistanceWeight
  /// Σ w and then Σ w X, if that is wanted, of every mask.
  private let sums: SoftmaxLanes

  /// - Parameters:
  ///   - averages: whether images are averaged; otherwise only the weights are added up.
  ///   - known: distances of other images; those beyond them by the margin are left out.
  init(
    masks: Int, averages: Bool, weight: DistanceWeight, known: [Float]?,
    kernels: any MaskKernelSet.Type
  ) {
    self.kernels = kernels
    self.averages = averages
    self.weight = weight
    sums = SoftmaxLanes(places: masks, vectors: averages ? 2 : 1, known: known)
  }

  /// Adds 32 images for some masks.
  ///
  /// - Parameters:
  ///   - distances: 32 numbers for each of the masks.
  ///   - images: what is averaged, 32 numbers for every mask there is.
  func add(
    _ range: Range<Int>, distances: UnsafePointer<Float>, images: UnsafePointer<Float>
  ) {
    let (least, sums) = sums.state(from: range.lowerBound)
    kernels.accumulate(
      count: range.count, averages: averages, scale: weight.scale, margin: weight.margin,
      distances: distances, images: images + range.lowerBound * ImageLanes.count, least: least,
      sums: sums)
  }

  /// The sums over the lanes.
  var result: SoftmaxSums { sums.result(scale: weight.scale) }
}
