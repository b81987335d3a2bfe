import Framework

/// Reads the layers of a ``GuidedUNet``, whose tensors are named by the place of each step.
struct GuidedUNetBuilder {
  let body: GuidedUNet
  let reader: WeightReader

  func layers() -> UNetLayers {
    let widths = body.widths
    var builder = UNetBuilder(
      reader.convolution(
        "input_blocks.0.0", .init(inputs: body.inputChannels, outputs: widths[0])))
    var place = 1
    for (level, width) in widths.enumerated() {
      for _ in 0..<body.blocks {
        let name = "input_blocks.\(place)"
        builder.descend(
          to: width,
          [block("\(name).0", builder.width, width)] + attention("\(name).1", width, level))
        place += 1
      }
      if level + 1 < widths.count {
        builder.descend(to: width, [halving("input_blocks.\(place).0", width)])
        place += 1
      }
    }
    let width = builder.width
    builder.middle = [
      block("middle_block.0", width, width), attention("middle_block.1", width, isUp: false),
      block("middle_block.2", width, width),
    ]
    place = 0
    for (level, width) in widths.enumerated().reversed() {
      for index in 0...body.blocks {
        let name = "output_blocks.\(place)"
        var step: UNetLayers.Step =
          [block("\(name).0", builder.width + builder.taken, width)]
          + attention("\(name).1", width, level, isUp: true)
        if index == body.blocks, level > 0 {
          step.append(doubling("\(name).\(step.count)", width))
        }
        builder.ascend(to: width, step)
        place += 1
      }
    }
    return builder.finished(
      reader.groupNorm(
        "out.0", builder.width, groups: GuidedUNet.groups, epsilon: GuidedUNet.epsilon),
      reader.convolution(
        "out.2", .init(inputs: builder.width, outputs: body.outputChannels)),
      engine: reader.engine)
  }

  private func block(
    _ name: String, _ inputs: Int, _ outputs: Int, _ resizing: ResidualBlock.Resizing = .none
  ) -> ResidualBlock {
    let style = ResidualStyle(
      names: .init(
        norm1: "in_layers.0", conv1: "in_layers.2", time: "emb_layers.1", norm2: "out_layers.0",
        conv2: "out_layers.3", shortcut: "skip_connection"),
      embeddingSize: body.embeddingSize, epsilon: GuidedUNet.epsilon, modulates: body.modulates)
    return reader.residualBlock(
      name, style, from: inputs, to: outputs, groups: (GuidedUNet.groups, GuidedUNet.groups),
      resizing: resizing)
  }

  private func halving(_ name: String, _ width: Int) -> any UNetLayer {
    body.resizesInBlocks
      ? block(name, width, width, .halving(.box))
      : reader.downsampling("\(name).op", width, padding: body.resizesByConvolution ? 1 : nil)
  }

  private func doubling(_ name: String, _ width: Int) -> any UNetLayer {
    body.resizesInBlocks
      ? block(name, width, width, .doubling(.box))
      : reader.upsampling(
        "\(name).conv", width, hasConvolution: body.resizesByConvolution)
  }

  /// The attention of a level that has one.
  private func attention(
    _ name: String, _ width: Int, _ level: Int, isUp: Bool = false
  ) -> UNetLayers.Step {
    body.attention.contains(1 << level) ? [attention(name, width, isUp: isUp)] : []
  }

  private func attention(_ name: String, _ width: Int, isUp: Bool) -> Attention {
    reader.attention(
      .init(
        norm: "\(name).norm", inputs: "\(name).qkv", projection: "\(name).proj_out", side: [1]),
      channels: width, heads: body.heads.number(width, isUp: isUp), order: body.heads.order,
      groups: GuidedUNet.groups, epsilon: GuidedUNet.epsilon)
  }
}
