import Framework

/// Reads the layers of a ``DiffusersUNet``.
struct DiffusersUNetBuilder {
  let plan: DiffusersPlan
  let embeddingSize: Int
  let reader: WeightReader

  /// By which the results of blocks of NCSN++ are multiplied.
  private static let skipFactor = Float(0.5.squareRoot())
  /// Groups of the attention in blocks of NCSN++.
  private static let skipGroups = 32

  func layers() -> UNetLayers {
    let widths = plan.widths
    var builder = UNetBuilder(
      reader.convolution("conv_in", .init(inputs: plan.channels, outputs: widths[0])))
    for level in widths.indices { descend(level, &builder) }
    builder.middle = middle(builder.width)
    for index in widths.indices { ascend(index, &builder) }
    return builder.finished(
      reader.groupNorm(
        "conv_norm_out", builder.width,
        groups: plan.groups ?? DiffusersPlan.groups(of: builder.width), epsilon: plan.epsilon),
      reader.convolution("conv_out", .init(inputs: builder.width, outputs: plan.channels)),
      engine: reader.engine)
  }

  private func descend(_ level: Int, _ builder: inout UNetBuilder) {
    let (kind, width) = (plan.down[level], plan.widths[level])
    let name = "down_blocks.\(level)"
    for index in 0..<plan.blocks {
      var step: UNetLayers.Step = [
        block("\(name).resnets.\(index)", builder.width, width, isSkip: kind.isSkip)
      ]
      if kind.hasAttention {
        step.append(attention("\(name).attentions.\(index)", width, isSkip: kind.isSkip))
      }
      builder.descend(to: width, step)
    }
    guard level + 1 < plan.widths.count else { return }
    builder.descend(to: width, [halving(kind, name, width)])
  }

  private func halving(
    _ kind: DiffusersPlan.Block, _ name: String, _ width: Int
  ) -> any UNetLayer {
    if kind.isSkip {
      return SkipDown(
        block: resizingSkipBlock("\(name).resnet_down", width, .halving(.binomial)),
        convolution: reader.convolution(
          "\(name).skip_conv", .pointwise(inputs: plan.channels, outputs: width)))
    }
    if plan.resizesInBlock(kind, isUp: false) {
      return block("\(name).downsamplers.0", width, width, .halving(.box))
    }
    return reader.downsampling("\(name).downsamplers.0.conv", width, padding: plan.padding)
  }

  private func middle(_ width: Int) -> UNetLayers.Step {
    guard let middle = plan.middle else { return [] }
    let factor = Float(1 / middle.divisor)
    let groups = plan.groups ?? DiffusersPlan.groups(of: width)
    func block(_ index: Int) -> ResidualBlock {
      reader.residualBlock(
        "mid_block.resnets.\(index)", style, from: width, to: width, groups: (groups, groups),
        factor: factor)
    }
    guard middle.hasAttention else { return [block(0), block(1)] }
    return [
      block(0),
      attention(
        "mid_block.attentions.0", width,
        groups: middle.normalisesAttention ? middle.attentionGroups ?? groups : nil,
        factor: factor),
      block(1),
    ]
  }

  private func ascend(_ index: Int, _ builder: inout UNetBuilder) {
    let kind = plan.up[index]
    let isLast = index + 1 == plan.widths.count
    let width = plan.widths[plan.widths.count - 1 - index]
    let name = "up_blocks.\(index)"
    for place in 0...plan.blocks {
      let (own, taken) = (builder.width, builder.taken)
      var step: UNetLayers.Step = [
        block(
          "\(name).resnets.\(place)", own + taken, width, isSkip: kind.isSkip,
          // The precedence in the release's own sum, which files are made for.
          skipGroups: kind == .attentionSkip ? min(own + taken / 4, 32) : nil)
      ]
      // Blocks of NCSN++ have one attention, after all residual blocks.
      if kind.hasAttention, !kind.isSkip || place == plan.blocks {
        let number = kind.isSkip ? 0 : place
        step.append(attention("\(name).attentions.\(number)", width, isSkip: kind.isSkip))
      }
      if place == plan.blocks { step += doubling(kind, name, width, isLast: isLast) }
      builder.ascend(to: width, step)
    }
  }

  private func doubling(
    _ kind: DiffusersPlan.Block, _ name: String, _ width: Int, isLast: Bool
  ) -> UNetLayers.Step {
    if kind.isSkip {
      return [SkipUp(parts: isLast ? nil : skipParts(name, width), engine: reader.engine)]
    }
    if isLast { return [] }
    if plan.resizesInBlock(kind, isUp: true) {
      return [block("\(name).upsamplers.0", width, width, .doubling(.box))]
    }
    return [reader.upsampling("\(name).upsamplers.0.conv", width)]
  }

  private func skipParts(_ name: String, _ width: Int) -> SkipUp.Parts {
    SkipUp.Parts(
      norm: reader.groupNorm(
        "\(name).skip_norm", width, groups: DiffusersPlan.groups(of: width),
        epsilon: plan.epsilon),
      convolution: reader.convolution(
        "\(name).skip_conv", .init(inputs: width, outputs: plan.channels)),
      block: resizingSkipBlock("\(name).resnet_up", width, .doubling(.binomial)))
  }

  // MARK: Parts

  private var style: ResidualStyle {
    ResidualStyle(
      names: .init(
        norm1: "norm1", conv1: "conv1", time: "time_emb_proj", norm2: "norm2", conv2: "conv2",
        shortcut: "conv_shortcut"), embeddingSize: embeddingSize, epsilon: plan.epsilon,
      activation: plan.activation, modulates: plan.modulates)
  }

  /// - Parameter skipGroups: of the first norm in a block of NCSN++; nil: by the channels.
  private func block(
    _ name: String, _ inputs: Int, _ outputs: Int, _ resizing: ResidualBlock.Resizing = .none,
    isSkip: Bool = false, skipGroups: Int? = nil
  ) -> ResidualBlock {
    let byChannels = (DiffusersPlan.groups(of: inputs), DiffusersPlan.groups(of: outputs))
    let groups =
      isSkip
      ? (skipGroups ?? byChannels.0, byChannels.1)
      : (plan.groups ?? byChannels.0, plan.groups ?? byChannels.1)
    return reader.residualBlock(
      name, style, from: inputs, to: outputs, groups: groups, resizing: resizing,
      factor: isSkip ? Self.skipFactor : 1)
  }

  /// A residual block that changes a level of NCSN++.
  private func resizingSkipBlock(
    _ name: String, _ width: Int, _ resizing: ResidualBlock.Resizing
  ) -> ResidualBlock {
    let groups = DiffusersPlan.groups(of: width)
    return reader.residualBlock(
      name, style, from: width, to: width, groups: (groups, groups), resizing: resizing,
      hasShortcut: true, factor: Self.skipFactor)
  }

  private func attention(_ name: String, _ width: Int, isSkip: Bool) -> Attention {
    attention(
      name, width,
      groups: isSkip ? Self.skipGroups : plan.groups ?? DiffusersPlan.groups(of: width),
      factor: isSkip ? Self.skipFactor : 1)
  }

  /// Older releases called the parts query, key, value and proj_attn.
  ///
  /// - Parameter groups: nil for an attention without a norm.
  private func attention(
    _ name: String, _ width: Int, groups: Int?, factor: Float
  ) -> Attention {
    let isOld = reader.has("\(name).query.weight")
    return reader.attention(
      AttentionNames(
        norm: groups == nil ? nil : "\(name).group_norm",
        query: "\(name).\(isOld ? "query" : "to_q")", key: "\(name).\(isOld ? "key" : "to_k")",
        value: "\(name).\(isOld ? "value" : "to_v")",
        projection: "\(name).\(isOld ? "proj_attn" : "to_out.0")"), channels: width,
      heads: plan.headSize.map { width / $0 } ?? 1, groups: groups ?? 1, epsilon: plan.epsilon,
      factor: factor)
  }
}
