import Foundation
import Framework

/// The noise that Kamb & Ganguli's networks were trained on: x_t = √(1−β) x_0 + √β e with
/// β(t) = 1 − cos²(t/1.008 · π/2) for t in [0, 1]. They predict e.
///
/// The noise-to-signal ratio at t is tan(t/1.008 · π/2), so every level has a t of its own, which need
/// not be rounded.
struct KambConvention: NoiseConvention {
  /// Steps of the training: t was one of i/1000.
  private static let steps = 1000.0

  private static func angle(_ t: Double) -> Double { t / 1.008 * .pi / 2 }

  /// - Throws: ``NetworkLevelError`` for a level beyond t = 1 by more than one step of the training.
  func question(at level: NoiseLevel) throws -> NetworkQuestion {
    let largest = tan(Self.angle(1))
    let highest = largest * largest / tan(Self.angle(1 - 1 / Self.steps))
    guard level.noise > 0, level.sigma <= highest * (1 + 1e-9) else {
      throw NetworkLevelError(level: level, smallest: 0, largest: largest)
    }
    let t = min(1, atan(level.sigma) * 2 / .pi * 1.008)
    return NetworkQuestion(
      time: t, inputFactor: cos(Self.angle(t)) / level.signal, reading: .noise(level))
  }

  var levelsText: String { "any t in [0, 1], cosine without offset" }
  var predictionText: String { NetworkPrediction.epsilon.rawValue }
}
