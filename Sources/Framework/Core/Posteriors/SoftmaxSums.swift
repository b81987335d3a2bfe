import Foundation

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

  /// Adds the sums over other images, each counted `factor` times.
  mutating func add(_ other: SoftmaxSums, times factor: Double = 1) {
    let places = least.count
    for place in 0..<places {
      let nearest = min(least[place], other.least[place])
      // Where a side has seen nothing its sums are 0, and its distance is infinite.
      let mine = least[place] == nearest ? 1 : exp(Double(nearest - least[place]) * scale)
      let its =
        other.least[place] == nearest ? 1 : exp(Double(nearest - other.least[place]) * scale)
      for index in stride(from: place, to: sums.count, by: places) {
        sums[index] = mine * sums[index] + factor * its * other.sums[index]
      }
      least[place] = nearest
    }
  }

  /// The sums with every image counted `factor` times.
  func times(_ factor: Double) -> SoftmaxSums {
    var result = self
    for index in sums.indices { result.sums[index] *= factor }
    return result
  }

  /// Σ w X_c / Σ w, [c, place].
  var means: [Float] {
    let places = least.count
    return (places..<sums.count).map { Float(sums[$0] / sums[$0 % places]) }
  }
}
