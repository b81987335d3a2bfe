/// A ``SoftmaxState`` of one query while kernels add images to it: sums over images are kept in lanes,
/// relative to the least distance so far.
final class SoftmaxAccumulator {
  /// Lanes of a sum over images.
  static let lanes = 16

  let weight: DistanceWeight
  private let least: Scratch<Float>
  /// Σ w and then Σ w X of everything that is averaged: `vectors` vectors for each place.
  private let sums: Scratch<Float>
  private let places: Int
  private let vectors: Int

  /// - Parameters:
  ///   - vectors: 1 for Σ w and one more for each number that is averaged at a place.
  ///   - known: least distances to other images; images beyond them by the margin are left out.
  init(places: Int, vectors: Int, weight: DistanceWeight, known: [Float]?) {
    self.places = places
    self.vectors = vectors
    self.weight = weight
    least = Scratch(count: places)
    for place in 0..<places { least.base[place] = known?[place] ?? .infinity }
    sums = Scratch(zeros: vectors * places * Self.lanes)
  }

  /// Where the least distances and the sums of the places from `place` on stand.
  func pointers(
    from place: Int
  ) -> (least: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>) {
    (least.base + place, sums.base + place * vectors * Self.lanes)
  }

  /// The state, lanes added up.
  var state: SoftmaxState {
    SoftmaxState(
      least: (0..<places).map { least.base[$0] },
      sums: (0..<vectors * places).map { index in
        let (vector, place) = index.quotientAndRemainder(dividingBy: places)
        let lanes = sums.base + (place * vectors + vector) * Self.lanes
        return (0..<Self.lanes).reduce(0.0) { $0 + Double(lanes[$1]) }
      }, scale: weight.scale)
  }
}
