import Framework

/// Kamb & Ganguli's `MinimalResNet`: convolutions in a row, each added to what went in: `kamb-resnet`.
///
/// Source: Kamb & Ganguli 2024 ('An analytic theory of creativity in convolutional diffusion models').
struct KambResNet: NetworkBody {
  static let architecture = "kamb-resnet"
  static let names = ["kambresnet", "minimalresnet"]
  static let mark = "up_projection.weight"
  static let groups = 8
  static let epsilon = 1e-5

  let parts: KambParts
  let layers: Int
  let isNormalised: Bool
  /// Whether the time is added once more at the end; the map is doubled otherwise.
  let addsTimeAtEnd: Bool

  let image: [Int]? = nil
  let divisor = 1
  let convention: any NoiseConvention = KambConvention()

  init(_ config: ConfigReader) {
    parts = KambParts(config)
    layers = config.int("num_layers", in: 1...1000, standard: 6)
    // Any value that is not null turns it on.
    isNormalised = config.value("normalization") != nil
    config.expect("add_one", oneOf: [true, false])
    addsTimeAtEnd = config.value("add_one")?.bool ?? true
    if parts.embeddingSize % Self.groups != 0 {
      config.report(
        "\"emb_dim\" is \(parts.embeddingSize), which \(Self.groups) groups cannot divide")
    }
    config.refuseOthers()
  }

  func build(_ reader: WeightReader) -> any Network {
    return KambResNetLayers(self, reader)
  }

  var inputChannels: Int { parts.channels }
  var baseWidth: Int { 2 * parts.embeddingSize }
  var classes: NetworkClasses { parts.classes }
}

private struct KambResNetLayers: Network {
  /// What the time and class add to the map.
  struct Term: Sendable {
    let linear: Linear
    let norm: GroupNorm

    func callAsFunction(_ embedding: [Float]) -> [Float] {
      let vector = norm(FeatureMap(vector: linear(embedding)), activates: false)
      return norm.engine.activated(vector, .relu).values
    }
  }

  struct Layer: Sendable {
    let term: Term
    let convolution: PaddedConvolution
    let norm: GroupNorm?
  }

  let embedding: KambEmbedding
  let first: PaddedConvolution
  let layers: [Layer]
  let lastTerm: Term?
  let lastNorm: GroupNorm?
  let last: PaddedConvolution
  let engine: NetworkEngine

  init(_ body: KambResNet, _ reader: WeightReader) {
    let (parts, width) = (body.parts, body.parts.embeddingSize)
    func norm(_ name: String) -> GroupNorm {
      reader.groupNorm(
        name, width, groups: KambResNet.groups, epsilon: KambResNet.epsilon)
    }
    func term(_ index: Int) -> Term {
      Term(
        linear: reader.linear("embs.\(index).0", width, width),
        norm: norm("embs.\(index).1"))
    }
    engine = reader.engine
    embedding = KambEmbedding(parts, reader)
    first = reader.padded(
      "up_projection", parts.channels, width, side: parts.side, mode: parts.mode)
    layers = (0..<body.layers).map { index in
      Layer(
        term: term(index),
        convolution: reader.padded(
          "convs.\(index).0", width, width, side: parts.side, mode: parts.mode),
        norm: body.isNormalised ? norm("convs.\(index).1") : nil)
    }
    lastTerm = body.addsTimeAtEnd ? term(body.layers) : nil
    lastNorm = body.isNormalised ? norm("down_projection.0") : nil
    last = reader.padded(
      "down_projection\(body.isNormalised ? ".1" : "")", width, parts.channels,
      side: parts.lastSide, mode: parts.mode)
  }

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let e = embedding(time, label)
    var sum = first(x)
    for layer in layers {
      let answer = layer.convolution(sum, adding: layer.term(e))
      sum = engine.activated(
        layer.norm?(answer, activates: false) ?? answer, .relu, adding: sum)
    }
    // Without a last term the map is added to itself.
    let (factor, terms) = (Float(lastTerm == nil ? 2 : 1), lastTerm?(e))
    guard let lastNorm else { return last(sum, scaledBy: factor, adding: terms) }
    let shifted = engine.shifted(sum, scaledBy: factor, by: terms, border: 0)
    return last(lastNorm(shifted, activates: false))
  }
}
