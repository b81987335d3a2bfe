import Foundation
import Framework

/// How a network F is made a denoiser of images x = x_0 + σ e by Karras et al. 2022:
/// x_0 = c_skip x + c_out F(c_in x, c_noise).
///
/// Images of a run are divided by their signal first, so that any level is one of these, σ = s/a.
///
/// Source: Karras et al. 2022, Table 1.
struct EDMPreconditioning: NoiseConvention {
  /// By the names of their code.
  enum Class: String, CaseIterable {
    case edm = "EDMPrecond"
    case vp = "VPPrecond"
    case ve = "VEPrecond"
    case iddpm = "iDDPMPrecond"
  }

  private enum Form {
    /// Theirs, for data of the standard deviation `data`.
    case edm(data: Double)
    /// Song et al. 2021's, variance preserving; β rises from `betaMin` by `betaRange`.
    case vp(betaMin: Double, betaRange: Double, steps: Int)
    /// Song et al. 2021's, variance exploding.
    case ve
    /// Nichol & Dhariwal 2021's.
    case iddpm(steps: Int)
  }

  private let form: Form
  private let kind: Class
  /// The σ between which the network was trained.
  private let smallest: Double
  private let largest: Double

  init(_ kind: Class, _ config: ConfigReader) {
    func number(_ key: String, _ standard: Double) -> Double {
      config.positive(key, below: 1e6, standard: standard)
    }
    self.kind = kind
    switch kind {
    case .edm:
      form = .edm(data: number("sigma_data", 0.5))
      smallest = config.bound("sigma_min", standard: 0)
      largest = config.bound("sigma_max", standard: .infinity)
    case .vp:
      let (minimum, range) = (number("beta_min", 0.1), number("beta_d", 19.9))
      func sigma(_ t: Double) -> Double { expm1(0.5 * range * t * t + minimum * t).squareRoot() }
      form = .vp(
        betaMin: minimum, betaRange: range,
        steps: config.int("M", in: 2...1_000_000, standard: 1000))
      smallest = sigma(number("epsilon_t", 1e-5))
      largest = sigma(1)
    case .ve:
      form = .ve
      smallest = config.bound("sigma_min", standard: 0.02)
      largest = config.bound("sigma_max", standard: 100)
    case .iddpm:
      let steps = config.int("M", in: 2...1_000_000, standard: 1000)
      let levels = Self.levels(steps, smallest: number("C_1", 1e-3), shift: number("C_2", 8e-3))
      form = .iddpm(steps: steps)
      smallest = levels[steps - 1]
      largest = levels[0]
    }
  }

  /// The σ of Nichol & Dhariwal's cosine schedule, falling to 0: j = 0 … steps.
  static func levels(_ steps: Int, smallest: Double, shift: Double) -> [Double] {
    func cumulative(_ j: Int) -> Double {
      let root = sin(.pi / 2 * Double(j) / Double(steps) / (shift + 1))
      return root * root
    }
    var levels = [Double](repeating: 0, count: steps + 1)
    for j in (1...steps).reversed() {
      let ratio = max(cumulative(j - 1) / cumulative(j), smallest)
      levels[j - 1] = ((levels[j] * levels[j] + 1) / ratio - 1).squareRoot()
    }
    return levels
  }

  /// How many σ the network has a step for; nil where it takes any.
  var steps: Int? { if case .iddpm(let steps) = form { steps } else { nil } }

  func question(at level: NoiseLevel) throws -> NetworkQuestion {
    let sigma = level.sigma
    // The ends may have been rounded.
    guard sigma > 0, sigma >= 0.99 * smallest, sigma <= 1.01 * largest else {
      throw NetworkLevelError(level: level, smallest: smallest, largest: largest)
    }
    let unit = 1 / (sigma * sigma + 1).squareRoot()
    let (skip, output, input, time): (Double, Double, Double, Double)
    switch form {
    case .edm(let data):
      let total = sigma * sigma + data * data
      skip = data * data / total
      output = sigma * data / total.squareRoot()
      input = 1 / total.squareRoot()
      time = log(sigma) / 4
    case .vp(let minimum, let range, let steps):
      (skip, output, input) = (1, -sigma, unit)
      time = Double(Float(steps - 1) * Self.time(Float(sigma), Float(minimum), Float(range)))
    case .ve: (skip, output, input, time) = (1, sigma, 1, log(sigma / 2))
    case .iddpm: (skip, output, input, time) = (1, -sigma, unit, sigma)
    }
    return NetworkQuestion(
      time: time, inputFactor: input / level.signal,
      reading: .combination(image: skip / level.signal, answer: output))
  }

  /// The time at which a variance-preserving process reaches σ. In Float, as the networks saw it in
  /// training: 1 + σ² loses digits of a small σ.
  private static func time(_ sigma: Float, _ minimum: Float, _ range: Float) -> Float {
    let root = minimum * minimum + 2 * range * log(1 + sigma * sigma)
    return (root.squareRoot() - minimum) / range
  }

  var levelsText: String {
    if smallest == 0, largest == .infinity { return "any σ above 0" }
    let ends = [smallest, largest].map { String(format: "%.4g", $0) }.joined(separator: " to ")
    return "σ from " + ends + (steps.map { ", in \($0) steps" } ?? "")
  }

  var predictionText: String {
    switch form {
    case .edm(let data): "x_0 and noise mixed by σ, sigma_data \(data) (\(kind.rawValue))"
    case .vp, .iddpm: "epsilon (\(kind.rawValue))"
    case .ve: "-epsilon (\(kind.rawValue))"
    }
  }
}
