import Framework

/// The layers of a ``KambUNet``.
struct KambUNetLayers: Network {
  enum Norm: Sendable {
    case none
    case group(GroupNorm)
    case batch(BatchNorm)

    func callAsFunction(_ x: FeatureMap) -> FeatureMap {
      switch self {
      case .none: x
      case .group(let norm): norm(x, activates: false)
      case .batch(let norm): norm(x)
      }
    }
  }

  /// Two convolutions; the time and class are added to what goes in.
  struct Block: Sendable {
    let term: Linear
    let first: (convolution: PaddedConvolution, norm: Norm)
    let second: (convolution: PaddedConvolution, norm: Norm)
    let engine: NetworkEngine

    func callAsFunction(_ x: FeatureMap, _ embedding: [Float]) -> FeatureMap {
      let h = first.norm(first.convolution(x, adding: term(embedding)))
      return engine.activated(
        second.norm(second.convolution(engine.activated(h, .relu))), .relu)
    }
  }

  let embedding: KambEmbedding
  let down: [Block]
  let bottleneck: Block
  let up: [(enlarging: TransposedConvolution, block: Block)]
  let lastTerm: Linear
  let lastNorm: Norm
  let last: PaddedConvolution
  let engine: NetworkEngine

  init(_ body: KambUNet, _ reader: WeightReader) {
    let builder = KambUNetBuilder(body: body, reader: reader)
    let widths = body.widths
    let inputs = [body.parts.channels] + widths
    engine = reader.engine
    embedding = KambEmbedding(body.parts, reader)
    down = widths.indices.dropLast().map {
      builder.block("feature_blocks.\($0)", inputs[$0], widths[$0], side: body.parts.side)
    }
    bottleneck = builder.block(
      "bottleneck", inputs[widths.count - 1], widths[widths.count - 1], side: body.parts.side)
    up = widths.indices.dropLast().reversed().enumerated().map { index, level in
      (
        builder.enlarging("upsamples.\(index)", widths[level + 1], widths[level]),
        // Kernels of these have side 3 whatever the config says.
        builder.block("output_blocks.\(index)", 2 * widths[level], widths[level], side: 3)
      )
    }
    lastTerm = reader.linear("last_emb.1", body.parts.embeddingSize, widths[0])
    lastNorm = body.normalisesLast ? builder.norm("last_normalizer", widths[0]) : .none
    last = reader.padded(
      "output_conv", widths[0], body.parts.channels, side: body.parts.lastSide,
      mode: body.parts.mode)
  }

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let e = engine.activated(embedding(time, label), .relu)
    var h = x
    var remembered: [FeatureMap] = []
    for block in down {
      h = block(h, e)
      remembered.append(h)
      h = engine.pooledLargest(h)
    }
    h = bottleneck(h, e)
    for (enlarging, block) in up {
      h = block(engine.concatenated(remembered.removeLast(), enlarging(h)), e)
    }
    return last(lastNorm(engine.shifted(h, by: lastTerm(e), border: 0)))
  }
}

/// Reads the parts of a ``KambUNet``.
private struct KambUNetBuilder {
  let body: KambUNet
  let reader: WeightReader

  func norm(_ name: String, _ channels: Int) -> KambUNetLayers.Norm {
    switch body.normalization {
    case nil: .none
    case .group:
      .group(
        reader.groupNorm(name, channels, groups: min(32, channels), epsilon: 1e-5))
    case .batch: .batch(reader.batchNorm(name, channels))
    }
  }

  func block(
    _ name: String, _ inputs: Int, _ outputs: Int, side: Int
  ) -> KambUNetLayers.Block {
    // A norm takes a place of its own in the list of layers.
    let second = body.normalization == nil ? 2 : 3
    func stage(_ place: Int, _ inputs: Int) -> (PaddedConvolution, KambUNetLayers.Norm) {
      (
        reader.padded(
          "\(name).model.\(place)", inputs, outputs, side: side, mode: body.parts.mode),
        norm("\(name).model.\(place + 1)", outputs)
      )
    }
    return KambUNetLayers.Block(
      term: reader.linear("\(name).emb.1", body.parts.embeddingSize, inputs),
      first: stage(0, inputs), second: stage(second, outputs), engine: reader.engine)
  }

  func enlarging(_ name: String, _ inputs: Int, _ outputs: Int) -> TransposedConvolution {
    TransposedConvolution(
      inputs: inputs, outputs: outputs,
      weights: reader.tensor("\(name).weight", [inputs, outputs, 2, 2]),
      bias: reader.tensor("\(name).bias", [outputs]), engine: reader.engine)
  }
}

extension WeightReader {
  /// The layer `name` with its numbers [channels].
  fileprivate func batchNorm(_ name: String, _ channels: Int) -> BatchNorm {
    ignore("\(name).num_batches_tracked")
    return BatchNorm(
      mean: tensor("\(name).running_mean", [channels]),
      variance: tensor("\(name).running_var", [channels]),
      weight: tensor("\(name).weight", [channels]), bias: tensor("\(name).bias", [channels]),
      engine: engine)
  }
}
