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
