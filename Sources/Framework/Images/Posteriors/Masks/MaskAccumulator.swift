/// Adds groups of images to the softmax of every mask of one query.
final class MaskAccumulator {
  private let kernels: any MaskKernelSet.Type
  private let averages: Bool
  /// Σ w and then Σ w X, if that is wanted, of every mask.
  private let softmax: SoftmaxAccumulator

  /// - Parameters:
  ///   - averages: whether images are averaged; otherwise only the weights are added up.
  ///   - known: least distances to other images; images beyond them by the margin are left out.
  init(
    masks: Int, averages: Bool, weight: DistanceWeight, known: [Float]?,
    kernels: any MaskKernelSet.Type
  ) {
    self.kernels = kernels
    self.averages = averages
    softmax = SoftmaxAccumulator(
      places: masks, vectors: averages ? 2 : 1, weight: weight, known: known)
  }

  /// Adds a group of images for some masks.
  ///
  /// - Parameters:
  ///   - distances: 32 numbers for each of the masks.
  ///   - images: what is averaged, 32 numbers for every mask there is.
  func add(
    _ range: Range<Int>, distances: UnsafePointer<Float>, images: UnsafePointer<Float>
  ) {
    let (least, sums) = softmax.pointers(from: range.lowerBound)
    kernels.accumulate(
      count: range.count, averages: averages, scale: softmax.weight.scale,
      margin: softmax.weight.margin, distances: distances,
      images: images + range.lowerBound * ImageGroup.size, least: least, sums: sums)
  }

  var state: SoftmaxState { softmax.state }
}
