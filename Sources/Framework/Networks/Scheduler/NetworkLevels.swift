import Foundation
import Framework

/// The noise levels that a network was trained at: a table of signal and noise over t.
struct NetworkLevels: Sendable {
  /// Number of the network's timesteps.
  let count: Int
  /// ᾱ of those t that have a signal.
  private let cumulative: [Double]

  /// The levels of β that noise an image step by step: ᾱ_t is the running product of 1 − β.
  ///
  /// A last t without any signal stands for no level of a run, which always has one, so it is never
  /// asked.
  ///
  /// - Parameters:
  ///   - betas: one for each t, in (0, 1); the last may be 1.
  ///   - endsInNoise: whether √ᾱ is shifted and scaled until the last is 0 and the first as before
  ///     ('zero terminal SNR'; Lin et al. 2023, Alg. 1).
  init(betas: [Double], endsInNoise: Bool = false) {
    var product = 1.0
    var cumulative = betas.map { beta in
      product *= 1 - beta
      return product
    }
    if endsInNoise, let first = cumulative.first?.squareRoot(),
      let last = cumulative.last?.squareRoot()
    {
      cumulative = cumulative.map { value in
        let signal = (value.squareRoot() - last) * first / (first - last)
        return signal * signal
      }
    }
    count = cumulative.count
    self.cumulative = Array(cumulative.prefix { $0 > 0 })
  }

  /// The noisiest t that has a signal.
  var last: Int { cumulative.count - 1 }

  func signal(_ t: Int) -> Double { cumulative[t].squareRoot() }

  func noise(_ t: Int) -> Double { (1 - cumulative[t]).squareRoot() }

  /// ln(s/a) at t.
  private func logRatio(_ t: Int) -> Double { 0.5 * log((1 - cumulative[t]) / cumulative[t]) }

  /// The t whose noise-to-signal ratio is nearest to the level's, by its logarithm.
  ///
  /// - Throws: ``NetworkLevelError`` if the ratio lies beyond the table by more than its last step.
  func nearest(to level: NoiseLevel) throws -> Int {
    let wanted = log(level.noise / level.signal)
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
    guard level.noise > 0 else {
      return
        "step \(level.step) has no noise, and the network answers for noisy images only; choose a "
        + "schedule that ends above 0"
    }
    return "step \(level.step) has the noise-to-signal ratio \(text(level.noise / level.signal)), "
      + "and the network was trained for \(text(smallest)) to \(text(largest)) only; "
      + "choose a schedule within that range"
  }
}
