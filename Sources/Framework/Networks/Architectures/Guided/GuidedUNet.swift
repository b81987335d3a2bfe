import Framework

/// The `UNetModel` of OpenAI's guided-diffusion, also called ADM: `guided-diffusion`.
///
/// It predicts the noise, or x_0; where it learns variances too, these are the second half of its
/// channels and have no part in x_0.
///
/// Source: Dhariwal & Nichol 2021 ('Diffusion models beat GANs on image synthesis'), Sec. 3.
struct GuidedUNet: NetworkBody {
  static let architecture = "guided-diffusion"
  static let names = ["guideddiffusion", "unetmodel", "guidedunet"]
  static let mark = "input_blocks.0.0.weight"
  static let groups = 32
  static let epsilon = 1e-5

  let inputChannels: Int
  let outputChannels: Int
  let image: [Int]?
  /// Number of waves of the time.
  let timeSize: Int
  /// Channels of each level.
  let widths: [Int]
  /// Residual blocks of a level on the way down; there is one more on the way up.
  let blocks: Int
  /// Factors of halving at which blocks have attention.
  let attention: Set<Int>
  let heads: GuidedHeads
  let modulates: Bool
  /// Whether levels change by residual blocks; else by convolutions, or without any.
  let resizesInBlocks: Bool
  let resizesByConvolution: Bool
  let classCount: Int?
  let scheduler: NetworkScheduler

  init(_ config: ConfigReader) {
    func flag(_ key: String, standard: Bool = false) -> Bool {
      config.expect(key, oneOf: [true, false])
      return config.value(key)?.bool ?? standard
    }
    inputChannels = config.int("in_channels", in: 1...4096, standard: 3)
    outputChannels = Self.outputs(config, inputs: inputChannels)
    image = Self.image(config, channels: inputChannels)
    timeSize = config.int("model_channels", in: 2...16384)
    widths = Self.widths(config, of: timeSize)
    blocks = config.int("num_res_blocks", in: 1...64)
    attention = Set(config.ints("attention_resolutions", in: 1...65536, count: 0...12))
    modulates = flag("use_scale_shift_norm")
    resizesInBlocks = flag("resblock_updown")
    resizesByConvolution = flag("conv_resample", standard: true)
    classCount =
      config.value("num_classes") == nil ? nil : config.int("num_classes", in: 1...1_000_000)
    heads = GuidedHeads(config)
    heads.check(config, widths: widths, attention: attention)
    config.expect(widths, dividedBy: Self.groups, into: "\(Self.groups) groups")
    config.expect("dims", oneOf: [2])
    scheduler = NetworkScheduler(openAI: config)
    config.ignore("architecture", "class", "dropout", "use_checkpoint", "use_fp16")
    config.refuseOthers()
  }

  /// Twice the channels where variances are learned.
  private static func outputs(_ config: ConfigReader, inputs: Int) -> Int {
    config.expect("learn_sigma", oneOf: [true, false])
    let learned = config.value("learn_sigma")?.bool
    let outputs = config.int(
      "out_channels", in: 1...8192, standard: learned == true ? 2 * inputs : inputs)
    let allowed = learned.map { [$0 ? 2 * inputs : inputs] } ?? [inputs, 2 * inputs]
    if !allowed.contains(outputs) {
      config.report(
        "\"out_channels\" is \(outputs); with \(inputs) channels of input it must be "
          + allowed.map(String.init).joined(separator: " or "))
    }
    return outputs
  }

  private static func image(_ config: ConfigReader, channels: Int) -> [Int]? {
    guard config.value("image_size") != nil else { return nil }
    let side = config.int("image_size", in: 1...65536)
    return [channels, side, side]
  }

  /// Factors of `channel_mult` may be fractions.
  private static func widths(_ config: ConfigReader, of channels: Int) -> [Int] {
    guard let value = config.value("channel_mult") else {
      return [1, 2, 4, 8].map { $0 * channels }
    }
    let factors = (value.array ?? []).compactMap(\.double)
    guard factors.count == value.array?.count, (1...12).contains(factors.count),
      factors.allSatisfy({ $0 > 0 && $0 <= 64 })
    else {
      config.report(
        "\"channel_mult\" is \(value.prettyText(width: 40)), not a list of 1 to 12 numbers in (0, 64]"
      )
      return []
    }
    return factors.map { Int($0 * Double(channels)) }
  }

  func build(_ reader: WeightReader) -> any Network { GuidedUNetLayers(self, reader) }

  var embeddingSize: Int { 4 * timeSize }
  var baseWidth: Int { 2 * (widths.first ?? 1) }
  var divisor: Int { 1 << (widths.count - 1) }
  var convention: any NoiseConvention { scheduler }
  var classes: NetworkClasses {
    classCount.map { .numbered(count: $0, orNone: false) } ?? .none
  }
}

private struct GuidedUNetLayers: Network {
  let timeSize: Int
  let embedding: (Linear, Linear)
  /// [classes, size]; nil without classes.
  let table: [Float]?
  let layers: UNetLayers

  init(_ body: GuidedUNet, _ reader: WeightReader) {
    let size = body.embeddingSize
    timeSize = body.timeSize
    embedding = (
      reader.linear("time_embed.0", body.timeSize, size),
      reader.linear("time_embed.2", size, size)
    )
    table = body.classCount.map { reader.tensor("label_emb.weight", [$0, size]) }
    layers = GuidedUNetBuilder(body: body, reader: reader).layers()
  }

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let waves = TimeEmbedding.flipped(
      TimeEmbedding.sineThenCosine(time, size: timeSize, shift: 0))
    // An odd size has a zero at its end.
    let input = waves + [Float](repeating: 0, count: timeSize - waves.count)
    var e = embedding.1(Linear.silu(embedding.0(input)))
    if let table, case .number(let number) = label {
      e = e.adding(row: number, of: table)
    }
    return layers(x, Linear.silu(e))
  }
}
