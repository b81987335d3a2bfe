/// Reads the layers of a ``ResidualUNet`` in the order in which an image passes them, keeping count
/// of the channels.
struct ResidualUNetBuilder {
  let plan: ResidualUNet
  let names: any ResidualNames
  let reader: WeightReader
  /// Channels at this point of the way.
  private var width = 0
  /// Channels of the maps that the way up takes.
  private var remembered: [Int] = []

  init(plan: ResidualUNet, names: any ResidualNames, reader: WeightReader) {
    self.plan = plan
    self.names = names
    self.reader = reader
  }

  mutating func head() -> Convolution {
    width = plan.widths[0]
    remembered = [width]
    return reader.convolution(
      names.head, .init(inputs: plan.inputChannels, outputs: width))
  }

  mutating func down() -> [ResidualUNetLayers.Level] {
    var place = 0
    return plan.widths.indices.map { level in
      let blocks = (0..<plan.blocks).map { index in
        let name = names.down(level: level, index: index, place: place)
        place += 1
        let block = block(
          name, width, plan.widths[level], hasAttention: plan.downAttention[level])
        width = plan.widths[level]
        remembered.append(width)
        return block
      }
      guard level + 1 < plan.widths.count else { return .init(blocks: blocks, change: nil) }
      let change = reader.convolution(
        names.downsample(level: level, place: place),
        .init(inputs: width, outputs: width, stride: 2, padding: plan.downPadding))
      place += 1
      remembered.append(width)
      return .init(blocks: blocks, change: change)
    }
  }

  mutating func middle() -> [ResidualUNetLayers.Block] {
    [
      block(names.middle.0, width, width, hasAttention: plan.middleAttention),
      block(names.middle.1, width, width, hasAttention: false),
    ]
  }

  mutating func up() -> [ResidualUNetLayers.Level] {
    var place = 0
    return plan.widths.indices.map { level in
      let place0 = plan.widths.count - 1 - level
      let blocks = (0...plan.blocks).map { index in
        let name = names.up(level: level, index: index, place: place)
        place += 1
        let block = block(
          name, width + remembered.removeLast(), plan.widths[place0],
          hasAttention: plan.upAttention[place0])
        width = plan.widths[place0]
        return block
      }
      guard place0 > 0 else { return .init(blocks: blocks, change: nil) }
      let change = reader.convolution(
        names.upsample(level: level, place: place), .init(inputs: width, outputs: width))
      place += 1
      return .init(blocks: blocks, change: change)
    }
  }

  func tail() -> (GroupNorm, Convolution) {
    (
      norm(names.tail.norm, width),
      reader.convolution(names.tail.conv, .init(inputs: width, outputs: plan.outputChannels))
    )
  }

  // MARK: Parts

  private func norm(_ name: String, _ channels: Int) -> GroupNorm {
    reader.groupNorm(name, channels, groups: plan.groups, epsilon: plan.epsilon)
  }

  private func block(
    _ name: String, _ inputs: Int, _ outputs: Int, hasAttention: Bool
  ) -> ResidualUNetLayers.Block {
    let parts = names.block
    return ResidualUNetLayers.Block(
      norm1: norm("\(name).\(parts.norm1)", inputs),
      conv1: reader.convolution("\(name).\(parts.conv1)", .init(inputs: inputs, outputs: outputs)),
      time: reader.linear("\(name).\(parts.time)", plan.embeddingSize, outputs),
      norm2: norm("\(name).\(parts.norm2)", outputs),
      conv2: reader.convolution(
        "\(name).\(parts.conv2)", .init(inputs: outputs, outputs: outputs)),
      shortcut: inputs == outputs
        ? nil
        : reader.convolution(
          "\(name).\(parts.shortcut)", .pointwise(inputs: inputs, outputs: outputs)),
      attention: hasAttention
        ? attention(names.attention(of: name, reader), outputs) : nil)
  }

  private func attention(_ names: AttentionNames, _ channels: Int) -> Attention {
    let shape = [channels, channels] + (names.areConvolutions ? [1, 1] : [])
    func tensors(_ layers: [String]) -> Convolution {
      Convolution(
        .pointwise(inputs: channels, outputs: channels * layers.count),
        weights: layers.flatMap { reader.tensor("\($0).weight", shape) },
        bias: layers.flatMap { reader.tensor("\($0).bias", [channels]) }, engine: reader.engine)
    }
    return Attention(
      norm: norm(names.norm, channels), inputs: tensors([names.query, names.key, names.value]),
      projection: tensors([names.projection]), heads: plan.headSize.map { channels / $0 } ?? 1,
      engine: reader.engine)
  }
}
