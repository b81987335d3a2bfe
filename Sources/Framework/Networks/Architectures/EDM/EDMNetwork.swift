import Framework

/// A network of Karras et al. 2022, SongUNet or DhariwalUNet, inside one of their four
/// preconditionings: `edm`.
struct EDMNetwork: NetworkBody {
  static let architecture = "edm"
  static let names = ["edm"] + EDMPreconditioning.Class.allCases.map { $0.rawValue.lowercased() }
  static let mark = "model.map_layer0.weight"

  let plan: EDMUNet
  let preconditioning: EDMPreconditioning

  init(_ config: ConfigReader) {
    let kind: EDMPreconditioning.Class = config.choice("class")
    preconditioning = EDMPreconditioning(kind, config)
    plan = EDMUNet(config, kind)
    config.ignore("architecture", "dropout", "label_dropout", "use_fp16")
    if config.scheduler != nil {
      config.report("a scheduler_config.json is for networks of diffusers, this is none; remove it")
    }
    config.refuseOthers()
  }

  func build(_ reader: WeightReader) -> any Network { EDMLayers(self, reader) }

  var inputChannels: Int { plan.channels }
  var image: [Int]? { [plan.channels, plan.resolution, plan.resolution] }
  var divisor: Int { 1 << (plan.widths.count - 1) }
  var baseWidth: Int { 2 * (plan.widths.first ?? 1) }
  var convention: any NoiseConvention { preconditioning }
  /// Without a class its row of ones and zeros is all zeros.
  var classes: NetworkClasses {
    plan.labels == 0 ? .none : .numbered(count: plan.labels, orNone: true)
  }
}

/// The layers of an ``EDMNetwork``.
private struct EDMLayers: Network {
  /// The σ that iDDPMPrecond has steps for, falling; empty for the others.
  let levels: [Float]
  let embedding: EDMEmbedding
  let layers: EDMUNetLayers

  init(_ body: EDMNetwork, _ reader: WeightReader) {
    levels = body.preconditioning.steps.map { reader.tensor("u", [$0 + 1]) } ?? []
    embedding = EDMEmbedding(body.plan, reader)
    layers = EDMUNetLayers(body.plan, reader)
  }

  /// - Parameter time: c_noise; σ where the network has steps, since c_noise then counts the steps to
  ///   the nearest σ.
  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    layers(x, embedding(levels.isEmpty ? time : step(nearest: Float(time)), label))
  }

  /// M − 1 − j for the nearest level j. The last level, σ = 0, was not trained.
  private func step(nearest sigma: Float) -> Double {
    let trained = levels.indices.dropLast()
    let nearest = trained.min { abs(levels[$0] - sigma) < abs(levels[$1] - sigma) } ?? 0
    return Double(trained.count - 1 - nearest)
  }
}
