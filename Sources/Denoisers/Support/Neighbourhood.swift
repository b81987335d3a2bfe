import Foundation
import Framework

/// The training images near a noisy one, weighted by the part 1/T of the evidence: softmax of
/// −|x − aX_i|² / 2s²T.
struct Neighbourhood: Sendable {
  let temperature: Double
  /// The images' weights; they add up to 1.
  let weights: [Double]

  /// Where T ends: the weights are equal long before.
  private static let largestLogarithm = 40.0

  /// - Parameters:
  ///   - distances: |x − aX_i|², one for each image.
  ///   - variance: s².
  init(distances: [Float], variance: Double, temperature: Double) {
    self.temperature = temperature
    weights = Self.weights(distances, 2 * variance * temperature)
  }

  /// With the smallest T ≥ 1 that gives `images` effective images, 1/Σw².
  ///
  /// The effective number grows with T, as the logits come closer to each other.
  init(distances: [Float], variance: Double, images: Double) {
    func isEnough(_ logarithm: Double) -> Bool {
      Self.effectiveNumber(distances, 2 * variance * exp(logarithm)) >= images
    }
    var (low, high) = (0.0, Self.largestLogarithm)
    if isEnough(low) {
      high = 0
    } else {
      while high - low > 1e-9 {
        let middle = (low + high) / 2
        if isEnough(middle) { high = middle } else { low = middle }
      }
    }
    self.init(distances: distances, variance: variance, temperature: exp(high))
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
