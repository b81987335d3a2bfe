import Foundation

/// How a squared distance becomes a weight, exp(-d / 2v), and which weights may be left out.
struct DistanceWeight: Sendable {
  /// 1 / 2v.
  let scale: Float
  /// Distances that exceed the smallest by more than this are left out; +∞ leaves out nothing.
  let margin: Float

  /// Terms below e^-g times the largest, `terms` of them, change an estimate of data in [-1, 1] by
  /// at most 2 · terms · e^-g, which is `tolerance`.
  ///
  /// - Parameter variance: v > 0; s², or that times a temperature.
  init(variance: Double, terms: Int, tolerance: Double) {
    // So large a scale stands for any larger one: it leaves only equal distances in. One that is 0
    // would make an infinite distance count for something.
    scale = Float(min(max(1 / (2 * variance), Double(Float.leastNormalMagnitude)), 1e30))
    let g = max(0, log(2 * Double(terms) / tolerance))
    margin = tolerance > 0 ? Float(g * 2 * variance) : .infinity
  }
}
