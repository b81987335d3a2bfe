/// A softmax over places of images at every pixel, in one pass over images that come in 16 at a time:
/// the smallest distance so far, and the sums of weights and weighted images relative to it.
final class ShiftSoftmax {
  /// Lanes of a sum over images.
  static let lanes = 16

  let weight: DistanceWeight
  private let pixels: Int
  private let channels: Int
  private let least: Scratch<Float>
  /// Σ w and then Σ w X_c for each channel: 1 + channels vectors for each pixel.
  private let sums: Scratch<Float>

  /// - Parameter known: distances of other images; those beyond them by the margin are left out.
  init(shape: ImageShape, weight: DistanceWeight, known: [Float]?) {
    self.weight = weight
    pixels = shape.height * shape.width
    channels = shape.channels
    least = Scratch(count: pixels)
    for pixel in 0..<pixels { least.base[pixel] = known?[pixel] ?? .infinity }
    sums = Scratch(zeros: (1 + channels) * pixels * Self.lanes)
  }

  /// Where the distances and the sums of the pixels from `pixel` on stand.
  func state(from pixel: Int) -> (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) {
    (least.base + pixel, sums.base + pixel * (1 + channels) * Self.lanes)
  }

  /// The sums over the lanes.
  var result: SoftmaxSums {
    SoftmaxSums(
      least: (0..<pixels).map { least.base[$0] },
      sums: (0..<(1 + channels) * pixels).map { index in
        let (sum, pixel) = index.quotientAndRemainder(dividingBy: pixels)
        let lanes = sums.base + (pixel * (1 + channels) + sum) * Self.lanes
        return (0..<Self.lanes).reduce(0.0) { $0 + Double(lanes[$1]) }
      }, scale: weight.scale)
  }
}
