/// The U-Net of the checkpoints that Lukoianov et al. 2025 use: `ddpm-unet`.
struct DDPMUNet: NetworkBody {
  static let architecture = "ddpm-unet"
  static let names = ["ddpmunet", "unet"]
  static let mark = "head.weight"

  let plan: ResidualUNet
  let channels: Int
  let scheduler: NetworkScheduler
  var convention: any NoiseConvention { scheduler }
  let image: [Int]? = nil

  init(_ config: ConfigReader) {
    let width = config.int("ch", in: 1...16384)
    let factors = config.ints("ch_mult", in: 1...64, count: 1...12)
    let attention =
      config.value("attn") == nil
      ? [] : config.ints("attn", in: 0...11, count: 0...12)
    for level in attention where level >= factors.count {
      config.report("\"attn\" names level \(level), but there are \(factors.count)")
    }
    var plan = ResidualUNet()
    plan.inputChannels = config.int("in_channels", in: 1...4096, standard: 3)
    plan.outputChannels = config.int(
      "out_channels", in: 1...4096, standard: plan.inputChannels)
    if plan.outputChannels != plan.inputChannels {
      config.report("\"out_channels\" differs from \"in_channels\"")
    }
    plan.widths = factors.map { $0 * width }
    plan.blocks = config.int("num_res_blocks", in: 1...64)
    plan.downAttention = factors.indices.map(attention.contains)
    plan.upAttention = plan.downAttention
    plan.embeddingSize = 4 * width
    plan.check(config)
    self.plan = plan
    channels = width
    scheduler = NetworkScheduler(config, countKey: "T")
  }

  func build(_ reader: WeightReader) -> any Network { DDPMUNetLayers(self, reader) }

  var inputChannels: Int { plan.inputChannels }
  var baseWidth: Int { 2 * (plan.widths.first ?? 1) }
  var divisor: Int { 1 << (plan.widths.count - 1) }
}

private struct DDPMUNetLayers: Network {
  /// The embedding of every t, [T, channels].
  let table: [Float]
  let channels: Int
  let embedding: (Linear, Linear)
  let layers: ResidualUNetLayers

  init(_ body: DDPMUNet, _ reader: WeightReader) {
    let name = "time_embedding.timembedding"
    let size = body.plan.embeddingSize
    channels = body.channels
    table = reader.tensor("\(name).0.weight", [body.scheduler.levels.count, body.channels])
    embedding = (
      reader.linear("\(name).1", body.channels, size), reader.linear("\(name).3", size, size)
    )
    layers = ResidualUNetLayers(body.plan, DDPMNames(), reader)
  }

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let t = Int(time)
    let row = Array(table[t * channels..<(t + 1) * channels])
    return layers(x, Linear.silu(embedding.1(Linear.silu(embedding.0(row)))))
  }
}

private struct DDPMNames: ResidualNames {
  let block = (
    norm1: "block1.0", conv1: "block1.2", time: "temb_proj.1", norm2: "block2.0",
    conv2: "block2.3", shortcut: "shortcut"
  )
  let head = "head"
  let tail = (norm: "tail.0", conv: "tail.2")
  let middle = ("middleblocks.0", "middleblocks.1")

  func attention(of block: String, _ reader: WeightReader) -> AttentionNames {
    AttentionNames(
      norm: "\(block).attn.group_norm", query: "\(block).attn.proj_q",
      key: "\(block).attn.proj_k", value: "\(block).attn.proj_v",
      projection: "\(block).attn.proj", areConvolutions: true)
  }

  func down(level: Int, index: Int, place: Int) -> String { "downblocks.\(place)" }
  func downsample(level: Int, place: Int) -> String { "downblocks.\(place).main" }
  func up(level: Int, index: Int, place: Int) -> String { "upblocks.\(place)" }
  func upsample(level: Int, place: Int) -> String { "upblocks.\(place).main" }
}
