import Framework

/// A residual block: two convolutions of normalised maps, the second told of time and class; perhaps
/// with half or twice the height and width.
///
/// Source: Ho et al. 2020, App. B; Dhariwal & Nichol 2021, Sec. 3.
struct ResidualBlock: UNetLayer {
  enum Resizing: Sendable {
    case none
    case halving(ResamplingFilter)
    case doubling(ResamplingFilter)
  }

  let norm1: GroupNorm
  let conv1: Convolution
  let time: Linear
  let norm2: GroupNorm
  let conv2: Convolution
  let shortcut: Convolution?
  let activation: Activation
  /// Whether time and class scale and shift the second normalised map, rather than being added before.
  let modulates: Bool
  let resizing: Resizing
  /// Of the result, the block's input added.
  let factor: Float

  func apply(to state: inout UNetState) { state.map = self(state.map, state.embedding) }

  func callAsFunction(_ x: FeatureMap, _ embedding: [Float]) -> FeatureMap {
    let (input, other) = resized(x)
    let values = time(embedding)
    let h =
      modulates
      ? norm2(conv1(input), modulatedBy: Modulation(values), activation, border: 1)
      : norm2(conv1(input, adding: values), activation, border: 1)
    return conv2(h, residual: shortcut?(other) ?? other, factor: factor)
  }

  /// What goes into the first convolution, and past both.
  private func resized(_ x: FeatureMap) -> (input: FeatureMap, other: FeatureMap) {
    let engine = conv1.engine
    switch resizing {
    case .none: return (norm1(x, activation, border: 1), x)
    case .halving(let filter):
      let h = norm1(x, activation, border: filter.reach)
      return (engine.halved(h, by: filter, border: 1), engine.halved(x, by: filter))
    case .doubling(let filter):
      let h = norm1(x, activation, border: filter.reach)
      return (engine.enlarged(h, by: filter, border: 1), engine.enlarged(x, by: filter))
    }
  }
}

extension GroupNorm {
  /// The normalised map, activated.
  func callAsFunction(
    _ input: FeatureMap, modulatedBy modulation: Modulation? = nil, _ activation: Activation,
    border: Int
  ) -> FeatureMap {
    if activation == .silu {
      return self(input, modulatedBy: modulation, activates: true, border: border)
    }
    return engine.activated(
      self(input, modulatedBy: modulation, activates: false), activation, border: border)
  }
}

/// What the residual blocks of a network have in common.
struct ResidualStyle: Sendable {
  /// How their parts are called.
  struct Names: Sendable {
    let norm1, conv1, time, norm2, conv2, shortcut: String
  }

  let names: Names
  let embeddingSize: Int
  var epsilon = 1e-5
  var activation = Activation.silu
  var modulates = false
}

extension WeightReader {
  /// - Parameters:
  ///   - groups: of both norms.
  ///   - hasShortcut: whether what goes past the convolutions is mixed; nil: if channels change.
  func residualBlock(
    _ name: String, _ style: ResidualStyle, from inputs: Int, to outputs: Int, groups: (Int, Int),
    resizing: ResidualBlock.Resizing = .none, hasShortcut: Bool? = nil, factor: Float = 1
  ) -> ResidualBlock {
    let names = style.names
    return ResidualBlock(
      norm1: groupNorm(
        "\(name).\(names.norm1)", inputs, groups: groups.0, epsilon: style.epsilon),
      conv1: convolution("\(name).\(names.conv1)", .init(inputs: inputs, outputs: outputs)),
      time: linear(
        "\(name).\(names.time)", style.embeddingSize, style.modulates ? 2 * outputs : outputs),
      norm2: groupNorm(
        "\(name).\(names.norm2)", outputs, groups: groups.1, epsilon: style.epsilon),
      conv2: convolution("\(name).\(names.conv2)", .init(inputs: outputs, outputs: outputs)),
      shortcut: hasShortcut ?? (inputs != outputs)
        ? convolution("\(name).\(names.shortcut)", .pointwise(inputs: inputs, outputs: outputs))
        : nil,
      activation: style.activation, modulates: style.modulates, resizing: resizing, factor: factor)
  }
}
