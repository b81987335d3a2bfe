import Foundation

/// DDPM's linear β schedule.
///
/// β runs linearly from `beta_start` to `beta_end` over `train_steps`; ᾱ_t is the running product of
/// 1 − β. k steps visit t = (k − 1)·⌊T/k⌋ … 0; the step after t = 0 has ᾱ = 1.
/// Source: Ho et al. 2020, Sec. 4.
public struct DDPMLinear: Schedule {
  public static let name = "ddpm-linear"
  public static let summary = "Linear betas of DDPM, sampled with deterministic DDIM, Euler or Heun"
  public static let algorithmVersion = 1
  public static let citations = [Citation.ho2020, .song2021]

  /// The t that are visited, by the names of diffusers.
  public enum Spacing: String, ChoiceParameter { case leading, trailing }

  public struct Parameters: ParameterSet {
    @Parameter(
      "k, the number of denoising steps: t = (k - 1)·⌊T/k⌋ … ⌊T/k⌋, 0 (diffusers' \"leading\"; T is "
        + "train_steps). Sampling starts from noise, so the first t should be near T.",
      in: 1...100_000)
    public var steps = 10
    @Parameter(
      "Which t are visited: \"leading\" as above, or \"trailing\", t = round(T·(1 - i/k)) - 1 for i = 0 … "
        + "k - 1, which begins at the last.", identifiesAtDefault: false)
    public var spacing = Spacing.leading
    @Parameter("How the reverse process is integrated.")
    public var sampler = SamplerName.ddim
    @Parameter(
      "Whether \"ddim\" clips the x_0 of each update to [-1, 1]; reported ones stay unclipped.")
    public var clip = true
    @Parameter(
      "η: the noise that \"ddim\" adds; 0 adds none, 1 as much as DDPM's ancestral sampler.",
      in: 0...1, identifiesAtDefault: false)
    public var eta = 0.0
    @Parameter(
      "First beta.", in: Bounds(lower: 0, lowerIncluded: false, upper: 1, upperIncluded: false))
    public var betaStart = 1e-4
    @Parameter(
      "Last beta.", in: Bounds(lower: 0, lowerIncluded: false, upper: 1, upperIncluded: false))
    public var betaEnd = 0.02
    @Parameter("Number of betas, the length of the training schedule.", in: 1...100_000)
    public var trainSteps = 1000
    public init() {}
  }

  public let levels: [NoiseLevel]
  public let sampler: any Sampler

  public init(_ parameters: Parameters) throws {
    guard parameters.steps <= parameters.trainSteps else {
      throw SpecIssue(
        "steps (\(parameters.steps)) may not exceed train_steps (\(parameters.trainSteps))")
    }
    try StochasticDDIM.check(eta: parameters.eta, isUsed: parameters.sampler == .ddim)
    let cumulative = Self.cumulativeAlphas(
      count: parameters.trainSteps, from: parameters.betaStart, to: parameters.betaEnd)
    levels = (0..<parameters.steps).map { step in
      let t = parameters.time(of: step)
      return NoiseLevel(
        signal: cumulative[t].squareRoot(), noise: (1 - cumulative[t]).squareRoot(), step: step,
        t: Double(t))
    }
    sampler = parameters.sampler.sampler(clip: parameters.clip, eta: parameters.eta)
  }

  /// ᾱ_t for t = 0 ..< count.
  package static func cumulativeAlphas(count: Int, from first: Double, to last: Double) -> [Double]
  {
    var product = 1.0
    return (0..<count).map { t in
      let fraction = count == 1 ? 0 : Double(t) / Double(count - 1)
      product *= 1 - (first + (last - first) * fraction)
      return product
    }
  }
}

extension DDPMLinear.Parameters {
  /// The t of a step, 0 the noisiest.
  fileprivate func time(of step: Int) -> Int {
    switch spacing {
    case .leading: return (steps - 1 - step) * (trainSteps / steps)
    case .trailing:
      let share = 1 - Double(step) / Double(steps)
      return Int((Double(trainSteps) * share).rounded(.toNearestOrEven)) - 1
    }
  }
}
