import Foundation

/// State of the softmaxes of one query over some of the images, one at every place: with d the least
/// distance of a place, Σ w and Σ w X_c with w = exp((d - distance) · scale).
struct SoftmaxState: Sendable {
  private(set) var least: [Float]
  /// Σ w of every place, then Σ w X_c of every channel and place.
  private(set) var sums: [Double]
  private let scale: Double

  init(least: [Float], sums: [Double], scale: Float) {
    self.least = least
    self.sums = sums
    self.scale = Double(scale)
  }

  /// Adds the state over other images, each counted `factor` times.
  mutating func add(_ other: SoftmaxState, times factor: Double = 1) {
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

  /// The state with every image counted `factor` times.
  func times(_ factor: Double) -> SoftmaxState {
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
