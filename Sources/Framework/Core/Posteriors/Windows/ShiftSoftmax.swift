/// A softmax over places of images at every pixel, in one pass over images that come in 16 at a time.
final class ShiftSoftmax {
  /// Lanes of a sum over images.
  static let lanes = SoftmaxLanes.count

  let weight: DistanceWeight
  private let sums: SoftmaxLanes

  /// - Parameter known: distances of other images; those beyond them by the margin are left out.
  init(shape: ImageShape, weight: DistanceWeight, known: [Float]?) {
    self.weight = weight
    sums = SoftmaxLanes(
      places: shape.height * shape.width, vectors: 1 + shape.channels, known: known)
  }

  /// Where the distances and the sums of the pixels from `pixel` on stand.
  func state(from pixel: Int) -> (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) {
    sums.state(from: pixel)
  }

  /// The sums over the lanes.
  var result: SoftmaxSums { sums.result(scale: weight.scale) }
}
