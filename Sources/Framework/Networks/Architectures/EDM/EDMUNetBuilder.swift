/// Reads the layers of an ``EDMUNet`` in the order in which an image passes them, keeping count of the
/// channels.
struct EDMUNetBuilder {
  let plan: EDMUNet
  let reader: WeightReader
  /// Channels at this point of the way.
  private var width = 0
  /// Channels of the maps that the way up takes.
  private var remembered: [Int] = []

  init(plan: EDMUNet, reader: WeightReader) {
    self.plan = plan
    self.reader = reader
  }

  private func name(_ part: String, _ level: Int, _ layer: String) -> String {
    let side = plan.side(level)
    return "model.\(part).\(side)x\(side)_\(layer)"
  }

  private mutating func block(
    _ name: String, inputs: Int, outputs: Int, _ change: EDMBlock.Change = .none,
    hasAttention: Bool = false
  ) -> EDMBlock {
    width = outputs
    return EDMBlock(
      name, inputs, outputs, change, hasAttention: hasAttention, plan, reader)
  }

  mutating func head() -> Convolution {
    width = plan.baseWidth
    remembered = [width]
    return reader.convolution(
      name("enc", 0, "conv"), .init(inputs: plan.channels, outputs: width))
  }

  mutating func down() -> [EDMUNetLayers.Down] {
    var imageChannels = plan.channels
    return plan.widths.indices.map { level in
      var entry: EDMBlock?
      var image: Convolution?
      if level > 0 {
        entry = block(name("enc", level, "down"), inputs: width, outputs: width, .down)
        image = self.image(level, channels: imageChannels)
        if plan.encoder == .residual { imageChannels = width }
        remembered.append(width)
      }
      let hasAttention = plan.attention.contains(plan.side(level))
      let blocks = (0..<plan.blocks).map { index in
        let block = block(
          name("enc", level, "block\(index)"), inputs: width, outputs: plan.widths[level],
          hasAttention: hasAttention)
        remembered.append(width)
        return block
      }
      return .init(entry: entry, image: image, blocks: blocks)
    }
  }

  /// What mixes the image into a level.
  private func image(_ level: Int, channels: Int) -> Convolution? {
    switch plan.encoder {
    case .standard: return nil
    case .skip:
      reader.check(name("enc", level, "aux_down"), plan.filter)
      return reader.convolution(
        name("enc", level, "aux_skip"), .pointwise(inputs: channels, outputs: width))
    case .residual:
      let layer = name("enc", level, "aux_residual")
      reader.check(layer, plan.filter)
      return reader.convolution(layer, .init(inputs: channels, outputs: width))
    }
  }

  mutating func up() -> [EDMUNetLayers.Up] {
    plan.widths.indices.reversed().map { level in
      let entry =
        level == plan.widths.count - 1
        ? [
          block(name("dec", level, "in0"), inputs: width, outputs: width, hasAttention: true),
          block(name("dec", level, "in1"), inputs: width, outputs: width),
        ] : [block(name("dec", level, "up"), inputs: width, outputs: width, .up)]
      let isAttentive = plan.attention.contains(plan.side(level))
      let blocks = (0...plan.blocks).map { index in
        block(
          name("dec", level, "block\(index)"), inputs: width + remembered.removeLast(),
          outputs: plan.widths[level],
          hasAttention: isAttentive && (plan.form == .dhariwal || index == plan.blocks))
      }
      return .init(entry: entry, blocks: blocks, image: output(level))
    }
  }

  /// What makes an image of a level.
  private func output(_ level: Int) -> (norm: GroupNorm, conv: Convolution)? {
    guard level == 0 || plan.decoder == .skip else { return nil }
    let isSong = plan.form == .song
    if plan.decoder == .skip, level + 1 < plan.widths.count {
      reader.check(name("dec", level, "aux_up"), plan.filter)
    }
    return (
      reader.groupNorm(
        isSong ? name("dec", level, "aux_norm") : "model.out_norm", width, plan),
      reader.convolution(
        isSong ? name("dec", level, "aux_conv") : "model.out_conv",
        .init(inputs: width, outputs: plan.outputs))
    )
  }
}
