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
    self.init(variance: noise * noise, terms: terms, tolerance: tolerance)
  }

  /// The same for a variance s² that need not be the noise's.
  init(variance: Double, terms: Int, tolerance: Double) {
    // So large a scale stands for any larger one: it leaves only equal distances in.
    scale = Float(min(1 / (2 * variance), 1e30))
    let g = max(0, log(2 * Double(terms) / tolerance))
    margin = tolerance > 0 ? Float(g * 2 * variance) : .infinity
  }
}
