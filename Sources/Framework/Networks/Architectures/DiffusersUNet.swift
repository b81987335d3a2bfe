/// A `UNet2DModel` of Hugging Face's diffusers, as most pretrained pixel-space DDPMs come:
/// `diffusers-unet`.
struct DiffusersUNet: NetworkBody {
  static let architecture = "diffusers-unet"
  static let names = ["unet2dmodel", "diffusersunet"]
  static let mark = "conv_in.weight"

  let plan: ResidualUNet
  let image: [Int]?
  let scheduler: NetworkScheduler
  var convention: any NoiseConvention { scheduler }
  private let timeSize: Int
  private let flipsSine: Bool
  private let frequencyShift: Double

  init(_ config: ConfigReader) {
    var plan = ResidualUNet()
    plan.inputChannels = config.int("in_channels", in: 1...4096, standard: 3)
    plan.outputChannels = config.int("out_channels", in: 1...4096, standard: 3)
    if plan.outputChannels != plan.inputChannels {
      config.report("\"out_channels\" differs from \"in_channels\"")
    }
    plan.widths = config.ints("block_out_channels", in: 1...65536, count: 1...12)
    plan.blocks = config.int("layers_per_block", in: 1...64, standard: 2)
    plan.downAttention = Self.attention(
      config, "down_block_types", plain: "DownBlock2D", with: "AttnDownBlock2D", plan.widths.count)
    plan.upAttention = Self.attention(
      config, "up_block_types", plain: "UpBlock2D", with: "AttnUpBlock2D", plan.widths.count
    ).reversed()
    plan.middleAttention = config.value("add_attention")?.bool ?? true
    if config.value("attention_head_dim") != nil {
      plan.headSize = config.int("attention_head_dim", in: 1...65536)
    } else if config.json["attention_head_dim"] == nil {
      plan.headSize = 8
    }
    plan.groups = config.int("norm_num_groups", in: 1...65536, standard: 32)
    plan.epsilon = config.positive("norm_eps", below: 1, standard: 1e-5)
    plan.downPadding = config.int("downsample_padding", in: 0...1, standard: 1)
    let first = plan.widths.first ?? 1
    plan.embeddingSize = config.int("time_embedding_dim", in: 1...262144, standard: 4 * first)
    plan.check(config)
    self.plan = plan
    timeSize = first
    if first % 2 != 0 { config.report("the first of \"block_out_channels\" must be even") }
    flipsSine = config.value("flip_sin_to_cos")?.bool ?? true
    frequencyShift = Double(config.int("freq_shift", in: 0...1, standard: 0))
    scheduler = Self.scheduler(config)
    image = Self.image(config, channels: plan.inputChannels)
    Self.refuseTheRest(config)
  }

  /// What the scheduler's config says; without one, what most networks were trained with.
  private static func scheduler(_ config: ConfigReader) -> NetworkScheduler {
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

  private static func attention(
    _ config: ConfigReader, _ key: String, plain: String, with attention: String, _ count: Int
  ) -> [Bool] {
    let names = config.value(key)?.array?.map { $0.string ?? "?" } ?? []
    for name in names where name != plain && name != attention {
      config.report("\"\(key)\" has \"\(name)\"; only \(plain) and \(attention) are supported")
    }
    if names.count != count {
      config.report("\"\(key)\" has \(names.count) entries, \"block_out_channels\" \(count)")
      return [Bool](repeating: false, count: count)
    }
    return names.map { $0 == attention }
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

  private static func refuseTheRest(_ config: ConfigReader) {
    config.ignore(
      "_class_name", "_diffusers_version", "_name_or_path", "architecture", "dropout")
    // How an average over training was taken (EMAModel); the weights are the average itself.
    config.ignore(
      "decay", "inv_gamma", "min_decay", "optimization_step", "power", "update_after_step",
      "use_ema_warmup")
    config.expect("act_fn", oneOf: ["silu", "swish"])
    config.expect("add_attention", oneOf: [true, false])
    config.expect("center_input_sample", oneOf: [false])
    config.expect("flip_sin_to_cos", oneOf: [true, false])
    config.expect("mid_block_scale_factor", oneOf: [1])
    config.expect("mid_block_type", oneOf: ["UNetMidBlock2D"])
    config.expect("time_embedding_type", oneOf: ["positional"])
    config.expect("resnet_time_scale_shift", oneOf: ["default"])
    config.expect("downsample_type", oneOf: ["conv"])
    config.expect("upsample_type", oneOf: ["conv"])
    for key in ["attn_norm_num_groups", "class_embed_type", "num_class_embeds"] {
      config.expect(key, oneOf: [])
    }
    config.refuseOthers()
  }

  func build(_ reader: WeightReader) -> any Network {
    DiffusersUNetLayers(
      timeSize: timeSize, flipsSine: flipsSine, frequencyShift: frequencyShift, plan, reader)
  }

  var inputChannels: Int { plan.inputChannels }
  var baseWidth: Int { 2 * (plan.widths.first ?? 1) }
  var divisor: Int { 1 << (plan.widths.count - 1) }
}

private struct DiffusersUNetLayers: Network {
  let timeSize: Int
  let flipsSine: Bool
  let frequencyShift: Double
  let embedding: (Linear, Linear)
  let layers: ResidualUNetLayers

  init(
    timeSize: Int, flipsSine: Bool, frequencyShift: Double, _ plan: ResidualUNet,
    _ reader: WeightReader
  ) {
    self.timeSize = timeSize
    self.flipsSine = flipsSine
    self.frequencyShift = frequencyShift
    let size = plan.embeddingSize
    embedding = (
      reader.linear("time_embedding.linear_1", timeSize, size),
      reader.linear("time_embedding.linear_2", size, size)
    )
    layers = ResidualUNetLayers(plan, DiffusersNames(), reader)
  }

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let waves = TimeEmbedding.sineThenCosine(time, size: timeSize, shift: frequencyShift)
    let input = flipsSine ? TimeEmbedding.flipped(waves) : waves
    return layers(x, Linear.silu(embedding.1(Linear.silu(embedding.0(input)))))
  }
}

private struct DiffusersNames: ResidualNames {
  let block = (
    norm1: "norm1", conv1: "conv1", time: "time_emb_proj", norm2: "norm2", conv2: "conv2",
    shortcut: "conv_shortcut"
  )
  let head = "conv_in"
  let tail = (norm: "conv_norm_out", conv: "conv_out")
  let middle = ("mid_block.resnets.0", "mid_block.resnets.1")

  /// Older releases called the parts query, key, value and proj_attn.
  func attention(of block: String, _ reader: WeightReader) -> AttentionNames {
    let name = block.replacing("resnets", with: "attentions")
    let isOld = reader.has("\(name).query.weight")
    return AttentionNames(
      norm: "\(name).group_norm", query: "\(name).\(isOld ? "query" : "to_q")",
      key: "\(name).\(isOld ? "key" : "to_k")", value: "\(name).\(isOld ? "value" : "to_v")",
      projection: "\(name).\(isOld ? "proj_attn" : "to_out.0")", areConvolutions: false)
  }

  func down(level: Int, index: Int, place: Int) -> String {
    "down_blocks.\(level).resnets.\(index)"
  }
  func downsample(level: Int, place: Int) -> String { "down_blocks.\(level).downsamplers.0.conv" }
  func up(level: Int, index: Int, place: Int) -> String { "up_blocks.\(level).resnets.\(index)" }
  func upsample(level: Int, place: Int) -> String { "up_blocks.\(level).upsamplers.0.conv" }
}
