/// The samplers that come with Locus.
public enum BuiltInSamplers {
  public static let all: [any Sampler.Type] = [
    DDIM.self,
    Euler.self,
    Heun.self,
    Kamb.self,
  ]
}

/// The samplers that go through any noise levels, as a schedule's parameter names them.
public enum SamplerName: String, ChoiceParameter {
  case ddim, euler, heun

  /// - Parameter clip: whether DDIM clips; the others have nothing to clip.
  public func sampler(clip: Bool = false) -> any Sampler {
    switch self {
    case .ddim: DDIM(clip: clip)
    case .euler: Euler()
    case .heun: Heun()
    }
  }
}
