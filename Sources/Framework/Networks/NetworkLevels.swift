import Foundation
import Framework

/// The noise levels that a network was trained at: a table of signal and noise over t.
struct NetworkLevels: Sendable {
  private let cumulative: [Double]

  /// DDPM's linear β; the values of Ho et al. 2020 by default.
  init(count: Int = 1000, betaStart: Double = 1e-4, betaEnd: Double = 0.02) {
    cumulative = DDPMLinear.cumulativeAlphas(count: count, from: betaStart, to: betaEnd)
  }

  /// Reads `train_timesteps`, `beta_start`, `beta_end` and `beta_schedule`, all optional.
  init(_ config: ConfigReader) {
    config.expect("prediction", oneOf: ["epsilon"])
    config.expect("beta_schedule", oneOf: ["linear"])
    self.init(
      count: config.int("train_timesteps", in: 2...100_000, standard: 1000),
      betaStart: config.positive("beta_start", below: 1, standard: 1e-4),
      betaEnd: config.positive("beta_end", below: 1, standard: 0.02))
  }

  var count: Int { cumulative.count }

  func signal(_ t: Int) -> Double { cumulative[t].squareRoot() }

  /// ln(s/a) at t.
  private func logRatio(_ t: Int) -> Double { 0.5 * log((1 - cumulative[t]) / cumulative[t]) }

  /// The t whose noise-to-signal ratio is nearest to the level's, by its logarithm.
  ///
  /// - Throws: ``NetworkLevelError`` if the ratio lies beyond the table by more than its last step.
  func nearest(to level: NoiseLevel) throws -> Int {
    let wanted = log(level.noise / level.signal)
    let last = count - 1
    let lowest = 2 * logRatio(0) - logRatio(1)
    let highest = 2 * logRatio(last) - logRatio(last - 1)
    guard wanted >= lowest - 1e-9, wanted <= highest + 1e-9 else {
      throw NetworkLevelError(
        level: level, smallest: exp(logRatio(0)), largest: exp(logRatio(last)))
    }
    // The ratio grows with t: the first entry that is not below, or the one before it.
    var (low, high) = (0, last)
    while low < high {
      let middle = (low + high) / 2
      if logRatio(middle) < wanted { low = middle + 1 } else { high = middle }
    }
    if low > 0, wanted - logRatio(low - 1) < logRatio(low) - wanted { return low - 1 }
    return low
  }
}

/// A noise level that a network was not trained for.
public struct NetworkLevelError: Error, Equatable, CustomStringConvertible {
  public let level: NoiseLevel
  /// The smallest and the largest noise-to-signal ratio that the network knows.
  public let smallest: Double
  public let largest: Double

  public var description: String {
    func text(_ value: Double) -> String { String(format: "%.4g", value) }
    return "step \(level.step) has the noise-to-signal ratio \(text(level.noise / level.signal)), "
      + "and the network was trained for \(text(smallest)) to \(text(largest)) only; "
      + "choose a schedule within that range"
  }
}
