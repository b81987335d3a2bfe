import Framework

/// A diffusion transformer on pixels: patches of the image are tokens, and time and class scale and
/// shift them between its layers: `dit`.
///
/// Source: Peebles & Xie 2023 ('Scalable diffusion models with transformers'), Sec. 3, adaLN-Zero.
struct DiT: NetworkBody {
  static let architecture = "dit"
  static let names = ["dit"]
  static let mark = "x_embedder.proj.weight"

  let channels: Int
  let outputs: Int
  /// Sides of image and patch.
  let side: Int
  let patch: Int
  let width: Int
  let depth: Int
  let heads: Int
  /// Numbers between the two layers of an MLP.
  let inner: Int
  let classCount: Int
  /// Whether the last row of the table of classes stands for none.
  let hasNone: Bool
  let scheduler: NetworkScheduler

  init(_ config: ConfigReader) {
    if config.value("in_channels") == nil {
      config.report(
        "\"in_channels\" is missing: DiT's own value is 4, for latents of an autoencoder; a network of "
          + "pixels says 3 or 1")
    }
    channels = config.int("in_channels", in: 1...4096, standard: 4)
    side = config.int("input_size", in: 1...65536, standard: 32)
    patch = config.int("patch_size", in: 1...1024, standard: 2)
    width = config.int("hidden_size", in: 4...65536, standard: 1152)
    depth = config.int("depth", in: 1...1000, standard: 28)
    heads = config.int("num_heads", in: 1...65536, standard: 16)
    let ratio = config.positive("mlp_ratio", below: 1000, standard: 4)
    inner = max(1, Int(Double(width) * ratio))
    classCount = config.int("num_classes", in: 1...1_000_000, standard: 1000)
    hasNone =
      config.fraction("class_dropout_prob", standard: 0.1) > 0
    config.expect("learn_sigma", oneOf: [true, false])
    outputs = (config.value("learn_sigma")?.bool ?? true) ? 2 * channels : channels
    if side % patch != 0 {
      config.report("\"input_size\" is \(side), which \"patch_size\" \(patch) does not divide")
    }
    if width % heads != 0 {
      config.report("\"hidden_size\" is \(width), which \"num_heads\" \(heads) does not divide")
    }
    scheduler = NetworkScheduler(openAI: config)
    config.ignore("architecture", "class")
    config.refuseOthers()
  }

  func build(_ reader: WeightReader) -> any Network { DiTLayers(self, reader) }

  var inputChannels: Int { channels }
  var image: [Int]? { [channels, side, side] }
  var divisor: Int { patch }
  /// Numbers for each pixel: the widest maps have one token for a whole patch.
  var baseWidth: Int { max(1, max(3 * width, inner) / (patch * patch)) + 2 * channels }
  var convention: any NoiseConvention { scheduler }
  var classes: NetworkClasses { .numbered(count: classCount, orNone: hasNone) }
}

/// The layers of a ``DiT``. Tokens are the pixels of maps with as many channels as a token has
/// numbers, so that a layer that acts on every token is one product of matrices.
private struct DiTLayers: Network {
  let tokens: DiTTokens
  let conditions: DiTConditions
  let blocks: [DiTBlock]
  let lastModulation: Linear
  let lastNorm: LayerNorm
  let last: Convolution
  let engine: NetworkEngine
  let patch: Int

  init(_ body: DiT, _ reader: WeightReader) {
    let width = body.width
    engine = reader.engine
    patch = body.patch
    tokens = DiTTokens(body, reader)
    conditions = DiTConditions(body, reader)
    blocks = (0..<body.depth).map { DiTBlock(body, reader, name: "blocks.\($0)") }
    lastModulation = reader.linear("final_layer.adaLN_modulation.1", width, 2 * width)
    lastNorm = LayerNorm(epsilon: 1e-6, engine: reader.engine)
    last = reader.tokenLinear(
      "final_layer.linear", width, body.patch * body.patch * body.outputs)
  }

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let condition = Linear.silu(conditions(time, label))
    var h = tokens(x)
    for block in blocks { h = block(h, condition) }
    let modulation = lastModulation(condition).cut(into: 2)
    let normed = lastNorm(h, scale: modulation[1].map { 1 + $0 }, shift: modulation[0])
    return engine.channelsToPixels(last(normed), side: patch)
  }
}
