import Foundation
import Framework

/// The training images near a noisy one, weighted by the part 1/T of the evidence: softmax of
/// −|x − aX_i|² / 2s²T.
struct Neighbourhood: Sendable {
  let temperature: Double
  /// The images' weights; they add up to 1.
  let weights: [Double]
  /// Whether T was found for this noisy image, and lies between its bounds.
  let isFound: Bool

  /// Where T ends: the weights are equal long before.
  private static let largestLogarithm = 40.0
  /// Of ln T where T is found.
  private static let tolerance = 1e-9

  /// - Parameters:
  ///   - distances: |x − aX_i|², one for each image.
  ///   - variance: s².
  init(distances: [Float], variance: Double, temperature: Double) {
    self.init(
      distances: distances, variance: variance, temperature: temperature, isFound: false)
  }

  private init(distances: [Float], variance: Double, temperature: Double, isFound: Bool) {
    (self.temperature, self.isFound) = (temperature, isFound)
    weights = Self.weights(distances, 2 * variance * temperature)
  }

  /// With the smallest T ≥ 1 that gives `images` effective images, 1/Σw².
  ///
  /// The effective number grows with T, as the logits come closer to each other.
  init(distances: [Float], variance: Double, images: Double) {
    let (logarithm, isFound) = Self.root(upTo: Self.largestLogarithm) {
      log(Self.effectiveNumber(distances, 2 * variance * exp($0))) - log(images)
    }
    self.init(
      distances: distances, variance: variance, temperature: exp(logarithm), isFound: isFound)
  }

  /// The place in 0...limit, to 1e-9, from which on a growing function is not negative; a bound where
  /// there is none between them.
  ///
  /// By false position (Illinois): some ten evaluations, each of which goes over all images, where
  /// halving takes forty.
  private static func root(
    upTo limit: Double, of value: (Double) -> Double
  ) -> (place: Double, isInside: Bool) {
    var (low, high) = (0.0, 1.0)
    var below = value(low)
    guard below < 0 else { return (low, false) }
    var above = value(high)
    while above < 0 {
      guard high < limit else { return (limit, false) }
      (low, below) = (high, above)
      high = min(2 * high, limit)
      above = value(high)
    }
    var (side, slow) = (0, 0)
    while high - low > tolerance {
      let width = high - low
      // Halved where false position has hardly moved for a while.
      let share = slow < 3 ? below / (below - above) : 0.5
      let place = min(max(low + width * share, low + 0.4 * tolerance), high - 0.4 * tolerance)
      let found = value(place)
      if found >= 0 {
        (high, above) = (place, found)
        if side > 0 { below /= 2 }
        side = 1
      } else {
        (low, below) = (place, found)
        if side < 0 { above /= 2 }
        side = -1
      }
      slow = slow < 3 && high - low > width / 2 ? slow + 1 : 0
    }
    return (high, true)
  }

  private static func weights(_ distances: [Float], _ scale: Double) -> [Double] {
    let least = Double(distances.min() ?? 0)
    let parts = distances.map { exp((least - Double($0)) / scale) }
    let total = parts.reduce(0, +)
    return parts.map { $0 / total }
  }

  private static func effectiveNumber(_ distances: [Float], _ scale: Double) -> Double {
    let least = Double(distances.min() ?? 0)
    var (sum, squares) = (0.0, 0.0)
    for distance in distances {
      let part = exp((least - Double(distance)) / scale)
      sum += part
      squares += part * part
    }
    return sum * sum / squares
  }

  /// The images without those that carry at most `share` of the weight together.
  func images(leavingOut share: Double) -> [Int] {
    let least = share / Double(weights.count)
    return weights.indices.filter { weights[$0] > least }
  }
}
