import Framework

/// A residual block of an ``EDMUNet``: two convolutions of normalised maps, the second told of noise
/// level and class; perhaps with half or twice the height and width, perhaps with attention.
///
/// Source: Karras et al. 2022, App. F.
struct EDMBlock: Sendable {
  enum Change: Sendable { case none, down, up }

  let norm0: GroupNorm
  let conv0: Convolution
  let affine: Linear
  let norm1: GroupNorm
  let conv1: Convolution
  let skip: Convolution?
  let attention: Attention?
  let change: Change
  let plan: EDMUNet
  let engine: NetworkEngine

  init(
    _ name: String, _ inputs: Int, _ outputs: Int, _ change: Change = .none,
    hasAttention: Bool = false, _ plan: EDMUNet, _ reader: WeightReader
  ) {
    self.change = change
    self.plan = plan
    engine = reader.engine
    let isSong = plan.form == .song
    norm0 = reader.groupNorm("\(name).norm0", inputs, plan)
    conv0 = reader.convolution("\(name).conv0", .init(inputs: inputs, outputs: outputs))
    affine = reader.linear(
      "\(name).affine", plan.embeddingSize, isSong ? outputs : 2 * outputs)
    norm1 = reader.groupNorm("\(name).norm1", outputs, plan)
    conv1 = reader.convolution("\(name).conv1", .init(inputs: outputs, outputs: outputs))
    skip =
      inputs != outputs || isSong && change != .none
      ? reader.convolution("\(name).skip", .pointwise(inputs: inputs, outputs: outputs)) : nil
    if change != .none {
      for part in ["conv0", "skip"] { reader.check("\(name).\(part)", plan.filter) }
    }
    attention =
      !hasAttention
      ? nil
      : plan.heads(outputs).map { heads in
        reader.attention(
          .init(
            norm: "\(name).norm2", inputs: "\(name).qkv", projection: "\(name).proj",
            side: [1, 1]),
          channels: outputs, heads: heads, order: .interleaved, groups: plan.groups(outputs),
          epsilon: plan.epsilon, factor: plan.factor)
      }
  }

  /// - Parameter embedding: what ``EDMEmbedding`` says.
  func callAsFunction(_ x: FeatureMap, _ embedding: [Float]) -> FeatureMap {
    let terms = affine(embedding)
    let border = change == .none ? 1 : plan.filter.reach
    let input = changed(norm0(x, activates: true, border: border), border: 1)
    let h =
      plan.form == .song
      ? norm1(conv0(input, adding: terms), activates: true, border: 1)
      : norm1(conv0(input), modulatedBy: Modulation(terms), activates: true, border: 1)
    let other = changed(x, border: 0)
    let sum = conv1(h, residual: skip?(other) ?? other, factor: plan.factor)
    return attention?(sum) ?? sum
  }

  private func changed(_ map: FeatureMap, border: Int) -> FeatureMap {
    switch change {
    case .none: map
    case .down: engine.halved(map, by: plan.filter, border: border)
    case .up: engine.enlarged(map, by: plan.filter, border: border)
    }
  }
}

extension WeightReader {
  func groupNorm(_ name: String, _ channels: Int, _ plan: EDMUNet) -> GroupNorm {
    groupNorm(name, channels, groups: plan.groups(channels), epsilon: plan.epsilon)
  }

  /// Whether the filter that a file has for a layer is the config's; files may lack it.
  func check(_ layer: String, _ filter: ResamplingFilter) {
    let name = "\(layer).resample_filter"
    guard has(name) else { return }
    let taps = filter.taps.map(Float.init)
    let total = taps.reduce(0, +)
    let values = tensor(name, [1, 1, taps.count, taps.count])
    let expected = taps.flatMap { row in taps.map { row * $0 / (total * total) } }
    if !values.isEmpty, values != expected {
      report("\"\(name)\" is not the filter of \(filter.taps)")
    }
  }
}
