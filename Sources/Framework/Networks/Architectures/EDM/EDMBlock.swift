import Framework

/// A block of an ``EDMUNet``: a residual block that is told of noise level and class, perhaps with
/// half or twice the height and width, and perhaps attention.
///
/// Source: Karras et al. 2022, App. F.
struct EDMBlock: Sendable {
  enum Change: Sendable { case none, down, up }

  private let residual: ResidualBlock
  private let attention: Attention?

  private static let names = ResidualStyle.Names(
    norm1: "norm0", conv1: "conv0", time: "affine", norm2: "norm1", conv2: "conv1",
    shortcut: "skip")

  init(
    _ name: String, _ inputs: Int, _ outputs: Int, _ change: Change = .none,
    hasAttention: Bool = false, _ plan: EDMUNet, _ reader: WeightReader
  ) {
    let isSong = plan.form == .song
    residual = reader.residualBlock(
      name,
      ResidualStyle(
        names: Self.names, embeddingSize: plan.embeddingSize, epsilon: plan.epsilon,
        modulates: !isSong),
      from: inputs, to: outputs, groups: (plan.groups(inputs), plan.groups(outputs)),
      resizing: change.resizing(by: plan.filter),
      hasShortcut: inputs != outputs || isSong && change != .none, factor: plan.factor)
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
    let sum = residual(x, embedding)
    return attention?(sum) ?? sum
  }
}

extension EDMBlock.Change {
  func resizing(by filter: ResamplingFilter) -> ResidualBlock.Resizing {
    switch self {
    case .none: .none
    case .down: .halving(filter)
    case .up: .doubling(filter)
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
