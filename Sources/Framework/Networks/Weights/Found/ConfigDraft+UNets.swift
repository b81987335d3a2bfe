import Framework

/// U-Nets whose tensors tell all of the config, or its beginning.
extension ConfigDraft {
  static func convUNet(_ evidence: WeightEvidence) -> ConfigDraft? {
    guard let input = evidence.shape("inp.weight", rank: 4),
      let embedding = evidence.shape("embed.0.weight", rank: 2)
    else { return nil }
    let levels = evidence.count { "down.\($0).conv1.weight" }
    let widths = (0..<levels).compactMap {
      evidence.shape("down.\($0).conv1.weight", rank: 4)?[0]
    }
    return ConfigDraft(
      [
        "architecture": "conv-unet", "channels": .integer(input[1]),
        "widths": .array(widths.map(JSON.integer)), "emb": .integer(embedding[0]),
      ], origin: evidence.origin + ", with linear betas 0.0001 to 0.02 over 1000 steps")
  }

  /// The blocks lie in one list; a block `main` halves the image and ends a level.
  static func ddpmUNet(_ evidence: WeightEvidence) -> ConfigDraft? {
    guard let head = evidence.shape("head.weight", rank: 4), head[0] > 0,
      let table = evidence.shape("time_embedding.timembedding.0.weight", rank: 2)
    else { return nil }
    var levels: [(width: Int, blocks: Int, hasAttention: Bool)] = [(0, 0, false)]
    var place = 0
    while true {
      let name = "downblocks.\(place)"
      if let conv = evidence.shape("\(name).block1.2.weight", rank: 4) {
        let last = levels.count - 1
        levels[last].width = conv[0]
        levels[last].blocks += 1
        if evidence.has("\(name).attn.proj.weight") { levels[last].hasAttention = true }
      } else if evidence.has("\(name).main.weight") {
        levels.append((0, 0, false))
      } else {
        break
      }
      place += 1
    }
    return ConfigDraft(
      [
        "architecture": "ddpm-unet", "T": .integer(table[0]), "ch": .integer(head[0]),
        "ch_mult": .array(levels.map { .integer($0.width / head[0]) }),
        "attn": .array(levels.indices.filter { levels[$0].hasAttention }.map(JSON.integer)),
        "num_res_blocks": .integer(levels[0].blocks), "in_channels": .integer(head[1]),
      ], origin: evidence.origin + ", with linear betas 0.0001 to 0.02")
  }

  /// guided-diffusion keeps no arguments in its files; heads and resolutions cannot be seen.
  static func guidedUNet(_ evidence: WeightEvidence) -> ConfigDraft? {
    guard let input = evidence.shape("input_blocks.0.0.weight", rank: 4),
      let output = evidence.shape("out.2.weight", rank: 4)
    else { return nil }
    let classes = evidence.shape("label_emb.weight", rank: 2)?[0]
    return ConfigDraft(
      "guided-diffusion", class: "UNetModel",
      [
        ("image_size", 64), ("in_channels", .integer(input[1])),
        ("model_channels", .integer(input[0])), ("out_channels", .integer(output[0])),
        ("num_res_blocks", 2), ("attention_resolutions", [2, 4]),
        ("channel_mult", [1, 2, 3, 4]), ("num_classes", classes.map(JSON.integer)),
        ("num_heads", 4), ("use_scale_shift_norm", true), ("resblock_updown", true),
      ], origin: evidence.origin
    )
    .asking("init_kwargs", "all arguments that the network was made with")
  }
}
