import Framework

/// The U-Net of the checkpoints that Lukoianov et al. 2025 use: `ddpm-unet`.
struct DDPMUNet: NetworkBody {
  static let architecture = "ddpm-unet"
  static let names = ["ddpmunet", "unet"]
  static let mark = "head.weight"
  static let groups = 32

  /// Width of the stored vectors of time.
  let channels: Int
  let inputChannels: Int
  /// Channels of each level.
  let widths: [Int]
  /// Residual blocks of a level on the way down; there is one more on the way up.
  let blocks: Int
  /// Levels whose blocks have attention.
  let attention: Set<Int>
  let scheduler: NetworkScheduler
  let image: [Int]? = nil

  init(_ config: ConfigReader) {
    channels = config.int("ch", in: 1...16384)
    let factors = config.ints("ch_mult", in: 1...64, count: 1...12)
    let levels =
      config.value("attn") == nil ? [] : config.ints("attn", in: 0...11, count: 0...12)
    for level in levels where level >= factors.count {
      config.report("\"attn\" names level \(level), but there are \(factors.count)")
    }
    attention = Set(levels)
    inputChannels = config.int("in_channels", in: 1...4096, standard: 3)
    let outputs = config.int("out_channels", in: 1...4096, standard: inputChannels)
    if outputs != inputChannels { config.report("\"out_channels\" differs from \"in_channels\"") }
    let width = channels
    widths = factors.map { $0 * width }
    blocks = config.int("num_res_blocks", in: 1...64)
    config.expect(widths, dividedBy: Self.groups, into: "\(Self.groups) groups")
    scheduler = NetworkScheduler(config, countKey: "T")
  }

  func build(_ reader: WeightReader) -> any Network { DDPMUNetLayers(self, reader) }

  var embeddingSize: Int { 4 * channels }
  var baseWidth: Int { 2 * (widths.first ?? 1) }
  var divisor: Int { 1 << (widths.count - 1) }
  var convention: any NoiseConvention { scheduler }
}

private struct DDPMUNetLayers: Network {
  /// The embedding of every t, [T, channels].
  let table: [Float]
  let channels: Int
  let embedding: (Linear, Linear)
  let layers: UNetLayers

  init(_ body: DDPMUNet, _ reader: WeightReader) {
    let name = "time_embedding.timembedding"
    let size = body.embeddingSize
    channels = body.channels
    table = reader.tensor("\(name).0.weight", [body.scheduler.levels.count, body.channels])
    embedding = (
      reader.linear("\(name).1", body.channels, size), reader.linear("\(name).3", size, size)
    )
    layers = body.layers(reader)
  }

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let t = Int(time)
    let row = Array(table[t * channels..<(t + 1) * channels])
    return layers(x, Linear.silu(embedding.1(Linear.silu(embedding.0(row)))))
  }
}

// MARK: - Layers

extension DDPMUNet {
  fileprivate func layers(_ reader: WeightReader) -> UNetLayers {
    var builder = UNetBuilder(
      reader.convolution("head", .init(inputs: inputChannels, outputs: widths[0])))
    var place = 0
    for (level, width) in widths.enumerated() {
      for _ in 0..<blocks {
        builder.descend(
          to: width,
          block("downblocks.\(place)", builder.width, width, attention.contains(level), reader))
        place += 1
      }
      if level + 1 < widths.count {
        let name = "downblocks.\(place).main"
        builder.descend(to: width, [reader.downsampling(name, width, padding: 1)])
        place += 1
      }
    }
    let width = builder.width
    builder.middle =
      block("middleblocks.0", width, width, true, reader)
      + block("middleblocks.1", width, width, false, reader)
    place = 0
    for (level, width) in widths.enumerated().reversed() {
      for index in 0...blocks {
        var step = block(
          "upblocks.\(place)", builder.width + builder.taken, width, attention.contains(level),
          reader)
        place += 1
        if index == blocks, level > 0 {
          step.append(reader.upsampling("upblocks.\(place).main", width))
          place += 1
        }
        builder.ascend(to: width, step)
      }
    }
    return builder.finished(
      reader.groupNorm("tail.0", builder.width, groups: Self.groups, epsilon: 1e-5),
      reader.convolution("tail.2", .init(inputs: builder.width, outputs: inputChannels)),
      engine: reader.engine)
  }

  private func block(
    _ name: String, _ inputs: Int, _ outputs: Int, _ hasAttention: Bool, _ reader: WeightReader
  ) -> UNetLayers.Step {
    let style = ResidualStyle(
      names: .init(
        norm1: "block1.0", conv1: "block1.2", time: "temb_proj.1", norm2: "block2.0",
        conv2: "block2.3", shortcut: "shortcut"), embeddingSize: embeddingSize)
    let block = reader.residualBlock(
      name, style, from: inputs, to: outputs, groups: (Self.groups, Self.groups))
    guard hasAttention else { return [block] }
    let attention = reader.attention(
      AttentionNames(
        norm: "\(name).attn.group_norm", query: "\(name).attn.proj_q",
        key: "\(name).attn.proj_k", value: "\(name).attn.proj_v",
        projection: "\(name).attn.proj", areConvolutions: true), channels: outputs, heads: 1,
      groups: Self.groups, epsilon: 1e-5)
    return [block, attention]
  }
}
