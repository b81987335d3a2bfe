/// The samplers that come with Locus.
public enum BuiltInSamplers {
  public static let all: [any Sampler.Type] = [
    DDIM.self,
    Euler.self,
    Heun.self,
    Kamb.self,
    FlowEuler.self,
    FlowHeun.self,
  ]
}

/// The samplers that go through any noise levels, as a schedule's parameter names them.
public enum SamplerName: String, ChoiceParameter {
  case ddim, euler, heun

  /// - Parameters:
  ///   - clip: whether DDIM clips; the others have nothing to clip.
  ///   - eta: how much noise DDIM adds; the others add none.
  public func sampler(clip: Bool = false, eta: Double = 0) -> any Sampler {
    switch self {
    case .ddim: eta == 0 ? DDIM(clip: clip) : StochasticDDIM(eta: eta, clip: clip)
    case .euler: Euler()
    case .heun: Heun()
    }
  }
}
