import Foundation

/// The cosine schedule, sampled with the loop of Kamb & Ganguli's released machine or another.
///
/// signal = cos((t + o)/1.008 · π/2) at t = i/n. The release drops the offset o = 0.008 of
/// Nichol & Dhariwal 2021, Eq. 17 ("legacy"); with an offset, signal² is divided by its value at
/// t = 0, so that the noise there is 0. The machine visits i = n − 1 … 1 and so makes n − 1
/// evaluations; the other samplers start at i = n, where the signal is kept above 10⁻³.
public struct Cosine: Schedule {
  public static let name = "cosine"
  public static let summary =
    "Cosine schedule of Kamb & Ganguli's machine (legacy or textbook offset)"
  public static let algorithmVersion = 1
  public static let citations = [Citation.nichol2021, .kamb2025]

  public enum SamplerName: String, ChoiceParameter { case kamb, ddim, euler, heun }

  public struct Parameters: ParameterSet {
    @Parameter("n: the grid is t = i/n; \"kamb\" evaluates n - 1 times.", in: 2...100_000)
    public var steps = 20
    @Parameter("Offset o: 0 is the release (legacy), 0.008 the textbook.", in: 0..<1)
    public var offset = 0.0
    @Parameter("\"kamb\": the released machine's loop; the others start at t = 1.")
    public var sampler = SamplerName.kamb
    @Parameter(
      "Whether \"ddim\" clips the x_0 of each update to [-1, 1]; reported ones stay unclipped.",
      identifiesAtDefault: false)
    public var clip = true
    @Parameter(
      "η: the noise that \"ddim\" adds; 0 adds none, 1 as much as an ancestral sampler.", in: 0...1,
      identifiesAtDefault: false)
    public var eta = 0.0
    public init() {}
  }

  public let levels: [NoiseLevel]
  public let sampler: any Sampler

  public init(_ parameters: Parameters) throws {
    try StochasticDDIM.check(eta: parameters.eta, isUsed: parameters.sampler == .ddim)
    let n = parameters.steps
    let indices =
      parameters.sampler == .kamb
      ? Array((1..<n).reversed()) : Array((1...n).reversed())
    levels = indices.enumerated().map { step, index in
      let t = Double(index) / Double(n)
      let signal = max(Self.signal(at: t, offset: parameters.offset), 1e-3)
      return NoiseLevel(
        signal: signal, noise: max(1 - signal * signal, 0).squareRoot(), step: step, t: t)
    }
    sampler =
      switch parameters.sampler {
      case .kamb: Kamb()
      case .ddim where parameters.eta > 0:
        StochasticDDIM(eta: parameters.eta, clip: parameters.clip)
      case .ddim: DDIM(clip: parameters.clip)
      case .euler: Euler()
      case .heun: Heun()
      }
  }

  static func signal(at t: Double, offset: Double) -> Double {
    func angle(_ t: Double) -> Double { (t + offset) / 1.008 * .pi / 2 }
    return cos(angle(t)) / cos(angle(0))
  }
}
