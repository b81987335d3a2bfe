/// State of a streaming softmax over images at many places, whose sums over images keep their lanes:
/// the smallest distance so far, and the sums relative to it.
final class SoftmaxLanes {
  /// Lanes of a sum over images.
  static let count = 16

  let least: Scratch<Float>
  /// Σ w and then Σ w X of everything that is averaged: `vectors` vectors for each place.
  let sums: Scratch<Float>
  private let places: Int
  private let vectors: Int

  /// - Parameter known: distances of other images; those beyond them by the margin are left out.
  init(places: Int, vectors: Int, known: [Float]?) {
    self.places = places
    self.vectors = vectors
    least = Scratch(count: places)
    for place in 0..<places { least.base[place] = known?[place] ?? .infinity }
    sums = Scratch(zeros: vectors * places * Self.count)
  }

  /// Where the distances and the sums of the places from `place` on stand.
  func state(from place: Int) -> (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) {
    (least.base + place, sums.base + place * vectors * Self.count)
  }

  /// The sums over the lanes, of weights exp(-scale · distance).
  func result(scale: Float) -> SoftmaxSums {
    SoftmaxSums(
      least: (0..<places).map { least.base[$0] },
      sums: (0..<vectors * places).map { index in
        let (vector, place) = index.quotientAndRemainder(dividingBy: places)
        let lanes = sums.base + (place * vectors + vector) * Self.count
        return (0..<Self.count).reduce(0.0) { $0 + Double(lanes[$1]) }
      }, scale: scale)
  }
}
