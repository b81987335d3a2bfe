import Framework

/// A `UNet2DModel` of Hugging Face's diffusers, as most pretrained pixel-space DDPMs come:
/// `diffusers-unet`.
struct DiffusersUNet: NetworkBody {
  static let architecture = "diffusers-unet"
  static let names = ["unet2dmodel", "diffusersunet"]
  static let mark = "conv_in.weight"

  let plan: DiffusersPlan
  let embedding: DiffusersEmbedding
  let image: [Int]?
  let convention: any NoiseConvention

  init(_ config: ConfigReader) {
    plan = DiffusersPlan(config)
    embedding = DiffusersEmbedding(config, first: plan.widths.first ?? 2)
    convention = Self.convention(config, embedding)
    image = Self.image(config, channels: plan.channels)
    config.ignore(
      "_class_name", "_diffusers_version", "_name_or_path", "architecture", "dropout")
    // How an average over training was taken (EMAModel); the weights are the average itself.
    config.ignore(
      "decay", "inv_gamma", "min_decay", "optimization_step", "power", "update_after_step",
      "use_ema_warmup")
    config.expect("center_input_sample", oneOf: [false])
    config.refuseOthers()
  }

  /// What the scheduler's config says; without one, what most networks were trained with.
  private static func convention(
    _ config: ConfigReader, _ embedding: DiffusersEmbedding
  ) -> any NoiseConvention {
    if case .fourier = embedding.waves {
      // σ has no number of steps.
      config.ignore("num_train_timesteps")
      return ScoreConvention(config.scheduler)
    }
    let count = config.int("num_train_timesteps", in: 2...100_000, standard: 1000)
    guard let own = config.scheduler else {
      var standard = NetworkScheduler(count: count)
      standard.remark =
        "no scheduler_config.json: taken as epsilon, \(standard.betas), \(count) timesteps; put the "
        + "pipeline's scheduler_config.json beside config.json if it was trained otherwise"
      return standard
    }
    let scheduler = NetworkScheduler(diffusers: own)
    if config.value("num_train_timesteps") != nil, scheduler.levels.count != count {
      config.report(
        "\"num_train_timesteps\" is \(count), and \(scheduler.levels.count) in the scheduler's "
          + "config")
    }
    return scheduler
  }

  /// `sample_size` is one number or [height, width].
  private static func image(_ config: ConfigReader, channels: Int) -> [Int]? {
    guard let size = config.value("sample_size") else { return nil }
    if size.array != nil {
      return [channels] + config.ints("sample_size", in: 1...65536, count: 2...2)
    }
    let side = config.int("sample_size", in: 1...65536)
    return [channels, side, side]
  }

  func build(_ reader: WeightReader) -> any Network {
    DiffusersUNetLayers(
      embedding: DiffusersEmbeddingLayers(embedding, reader),
      layers: DiffusersUNetBuilder(
        plan: plan, embeddingSize: embedding.size, reader: reader
      ).layers(),
      activation: plan.activation)
  }

  var inputChannels: Int { plan.channels }
  var baseWidth: Int { 2 * (plan.widths.first ?? 1) }
  var divisor: Int { 1 << (plan.widths.count - 1) }
  var classes: NetworkClasses { embedding.classes }
}

private struct DiffusersUNetLayers: Network {
  let embedding: DiffusersEmbeddingLayers
  let layers: UNetLayers
  let activation: Activation

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let e = layers.engine.activated(embedding(time, label), activation)
    // A network of scores is told σ, and its answer is divided by it.
    if case .fourier = embedding.plan.waves { return layers(x, e, factor: Float(1 / time)) }
    return layers(x, e)
  }
}
