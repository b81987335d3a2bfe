/// Flow matching: x_t = t x_1 + (1 − t) e, in k equal steps from noise at t = 0 to the image at 1.
///
/// With it every denoiser is a flow in closed form: its velocity is (x̂_1 − x)/(1 − t). The signal is
/// kept above 10⁻³, so that the denoiser is asked at t = 0 too; a network whose noisiest level lies below
/// answers there. Sources: Lipman et al. 2023; Bertrand
/// et al. 2025.
public struct Flow: Schedule {
  public static let name = "flow"
  public static let summary = "Flow matching: straight paths from noise to image, Euler or Heun"
  public static let algorithmVersion = 1
  public static let citations = [Citation.lipman2023, .bertrand2025]

  public enum SamplerName: String, ChoiceParameter {
    case euler = "flow-euler"
    case heun = "flow-heun"
    case ddim
  }

  public struct Parameters: ParameterSet {
    @Parameter(
      "k, the number of steps: equally spaced from \"start\" on, the last ends at 1.",
      in: 1...100_000)
    public var steps = 20
    @Parameter(
      "First t; 0 is noise alone, a ratio of 1000 here, where most networks answer as at their noisiest "
        + "level (0.01 is 99).",
      in: 0..<1)
    public var start = 0.0
    @Parameter("\"flow-euler\" or \"flow-heun\" in the time of the flow, or \"ddim\".")
    public var sampler = SamplerName.euler
    public init() {}
  }

  public let levels: [NoiseLevel]
  public let sampler: any Sampler

  public init(_ parameters: Parameters) throws {
    let k = parameters.steps
    levels = (0..<k).map { step in
      let t = parameters.start + (1 - parameters.start) * Double(step) / Double(k)
      return NoiseLevel(
        signal: max(t, 1e-3), noise: 1 - t, step: step, t: t, isForAnyNetwork: true)
    }
    sampler =
      switch parameters.sampler {
      case .euler: FlowEuler()
      case .heun: FlowHeun()
      case .ddim: DDIM()
      }
  }
}
