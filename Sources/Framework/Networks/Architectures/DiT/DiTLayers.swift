import Framework

/// Patches of an image as tokens, each with the stored numbers of its place.
struct DiTTokens: Sendable {
  let patches: Convolution
  /// [width, tokens].
  let positions: [Float]

  init(_ body: DiT, _ reader: WeightReader) {
    let count = (body.side / body.patch) * (body.side / body.patch)
    let width = body.width
    patches = reader.convolution(
      "x_embedder.proj",
      .patches(inputs: body.channels, outputs: width, side: body.patch))
    let stored = reader.tensor("pos_embed", [1, count, width])
    positions =
      stored.isEmpty
      ? [] : (0..<width * count).map { stored[$0 % count * width + $0 / count] }
  }

  func callAsFunction(_ x: FeatureMap) -> FeatureMap {
    let result = patches(x)
    precondition(result.imageStride == positions.count, "a transformer has one size of image")
    defer { result.keepAlive() }
    for image in 0..<result.count {
      patches.engine.table.float.addScaled(
        count: positions.count, by: 1, positions, to: result.plane(image, 0))
    }
    return result
  }
}

/// The vector of time and class.
struct DiTConditions: Sendable {
  static let waves = 256

  let layers: (Linear, Linear)
  /// [rows, width]; the last row stands for no class where there is one more than classes.
  let table: [Float]
  let rowOfNone: Int

  init(_ body: DiT, _ reader: WeightReader) {
    let width = body.width
    layers = (
      reader.linear("t_embedder.mlp.0", Self.waves, width),
      reader.linear("t_embedder.mlp.2", width, width)
    )
    rowOfNone = body.classCount
    table = reader.tensor(
      "y_embedder.embedding_table.weight", [body.classCount + (body.hasNone ? 1 : 0), width])
  }

  func callAsFunction(_ time: Double, _ label: NetworkLabel) -> [Float] {
    let waves = TimeEmbedding.flipped(
      TimeEmbedding.sineThenCosine(time, size: Self.waves, shift: 0))
    let embedded = layers.1(Linear.silu(layers.0(waves)))
    var row = rowOfNone
    if case .number(let number) = label { row = number }
    return embedded.adding(row: row, of: table)
  }
}

/// Attention among the tokens, then an MLP on each, both scaled and shifted before and scaled again
/// after by numbers that come from time and class.
struct DiTBlock: Sendable {
  let modulation: Linear
  let norm: LayerNorm
  let attention: Attention
  let inner: Convolution
  let outer: Convolution
  let engine: NetworkEngine

  init(_ body: DiT, _ reader: WeightReader, name: String) {
    let width = body.width
    engine = reader.engine
    modulation = reader.linear("\(name).adaLN_modulation.1", width, 6 * width)
    norm = LayerNorm(epsilon: 1e-6, engine: reader.engine)
    attention = reader.attention(
      .init(norm: nil, inputs: "\(name).attn.qkv", projection: "\(name).attn.proj"),
      channels: width, heads: body.heads, order: .planar, groups: 1, epsilon: 0)
    inner = reader.tokenLinear("\(name).mlp.fc1", width, body.inner)
    outer = reader.tokenLinear("\(name).mlp.fc2", body.inner, width)
  }

  /// - Parameter condition: SiLU of the vector of time and class.
  func callAsFunction(_ x: FeatureMap, _ condition: [Float]) -> FeatureMap {
    // Shift, scale and gate for attention, then for the MLP.
    let parts = modulation(condition).cut(into: 6)
    func normed(_ x: FeatureMap, _ first: Int) -> FeatureMap {
      norm(x, scale: parts[first + 1].map { 1 + $0 }, shift: parts[first])
    }
    let h = engine.sum(x, attention.answer(to: normed(x, 0)), scaledBy: parts[2])
    let hidden = engine.activated(inner(normed(h, 3)), .hyperbolicGELU)
    return engine.sum(h, outer(hidden), scaledBy: parts[5])
  }
}

extension WeightReader {
  /// A layer [outputs, inputs] that acts on every token.
  func tokenLinear(_ name: String, _ inputs: Int, _ outputs: Int) -> Convolution {
    Convolution(
      .pointwise(inputs: inputs, outputs: outputs),
      weights: tensor("\(name).weight", [outputs, inputs]),
      bias: tensor("\(name).bias", [outputs]), engine: engine)
  }
}

extension [Float] {
  /// Equal parts, one after the other.
  func cut(into count: Int) -> [[Float]] {
    let size = self.count / count
    return (0..<count).map { Array(self[$0 * size..<($0 + 1) * size]) }
  }
}
