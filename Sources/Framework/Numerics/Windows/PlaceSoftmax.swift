import Foundation

/// How a squared distance becomes a weight, exp(-d / 2s²), and which weights may be left out.
struct DistanceWeight: Sendable {
  /// 1 / 2s².
  let scale: Float
  /// Distances that exceed the smallest by more than this are left out; +∞ leaves out nothing.
  let margin: Float

  /// Terms below e^-g times the largest, `terms` of them, change an estimate of data in [-1, 1] by
  /// at most 2 · terms · e^-g, which is `tolerance`.
  init(noise: Double, terms: Int, tolerance: Double) {
    let doubleVariance = 2 * noise * noise
    scale = Float(1 / doubleVariance)
    let g = max(0, log(2 * Double(terms) / tolerance))
    margin = tolerance > 0 ? Float(g * doubleVariance) : .infinity
  }
}

/// A softmax over images at every place, in one pass over images that come in 32 at a time:
/// the smallest distance so far, and the sums of weights and weighted images relative to it.
final class PlaceSoftmax {
  /// Lanes of a sum over images.
  static let lanes = 16

  private let kernels: any WindowKernelSet.Type
  private let places: Int
  private let channels: Int
  private let weight: DistanceWeight
  private let least: Scratch<Float>
  /// Σ w and then Σ w X_c for each channel: 1 + channels vectors for each place.
  private let sums: Scratch<Float>

  /// - Parameters:
  ///   - channels: of the images to average; 0 for the weights' sums alone.
  ///   - known: distances of other images; those beyond them by the margin are left out.
  init(
    places: Int, channels: Int, weight: DistanceWeight, known: [Float]?,
    kernels: any WindowKernelSet.Type
  ) {
    self.kernels = kernels
    self.places = places
    self.channels = channels
    self.weight = weight
    least = Scratch(count: places)
    for place in 0..<places { least.base[place] = known?[place] ?? .infinity }
    sums = Scratch(zeros: (1 + channels) * places * Self.lanes)
  }

  /// Adds 32 images at `count` places from `place` on.
  ///
  /// - Parameters:
  ///   - distances: 32 numbers for each place.
  ///   - images: what is averaged at the first place; channels are `stride` places apart.
  func add(
    _ count: Int, at place: Int, distances: UnsafePointer<Float>, images: UnsafePointer<Float>,
    stride: Int
  ) {
    kernels.accumulate(
      count, channels, weight.scale, weight.margin, distances, images, stride, least.base + place,
      sums.base + place * (1 + channels) * Self.lanes)
  }

  /// The sums over the lanes.
  var result: SoftmaxSums {
    SoftmaxSums(
      least: (0..<places).map { least.base[$0] },
      sums: (0..<(1 + channels) * places).map { index in
        let (sum, place) = index.quotientAndRemainder(dividingBy: places)
        let lanes = sums.base + (place * (1 + channels) + sum) * Self.lanes
        return (0..<Self.lanes).reduce(0.0) { $0 + Double(lanes[$1]) }
      }, scale: weight.scale)
  }
}

/// Sums of a softmax over some of the images: with d the smallest distance of a place, Σ w and
/// Σ w X_c with w = exp((d - distance) · scale).
struct SoftmaxSums: Sendable {
  private(set) var least: [Float]
  /// Σ w of every place, then Σ w X_c of every channel and place.
  private(set) var sums: [Double]
  private let scale: Double

  init(least: [Float], sums: [Double], scale: Float) {
    self.least = least
    self.sums = sums
    self.scale = Double(scale)
  }

  /// The sums over all groups of images, for each query: the first group goes alone, and the others
  /// know the smallest distances that it found.
  ///
  /// - Parameter sums: of one group for each query, with the distances that are known.
  static func total(
    over groups: [Range<Int>],
    _ sums: @Sendable (_ group: Range<Int>, _ known: [[Float]]?) -> [SoftmaxSums]
  ) -> [SoftmaxSums] {
    var totals = sums(groups[0], nil)
    let known = totals.map(\.least)
    for part in WorkPool.shared.map(groups.count - 1, { sums(groups[$0 + 1], known) }) {
      for query in totals.indices { totals[query].add(part[query]) }
    }
    return totals
  }

  /// Adds the sums over other images.
  mutating func add(_ other: SoftmaxSums) {
    let places = least.count
    for place in 0..<places {
      let nearest = min(least[place], other.least[place])
      // Where a side has seen nothing its sums are 0, and its distance is infinite.
      let mine = least[place] == nearest ? 1 : exp(Double(nearest - least[place]) * scale)
      let its =
        other.least[place] == nearest ? 1 : exp(Double(nearest - other.least[place]) * scale)
      for index in stride(from: place, to: sums.count, by: places) {
        sums[index] = mine * sums[index] + its * other.sums[index]
      }
      least[place] = nearest
    }
  }

  /// Σ w X_c / Σ w, [c, place].
  var means: [Float] {
    let places = least.count
    return (places..<sums.count).map { Float(sums[$0] / sums[$0 % places]) }
  }
}
