import Framework

/// Kamb and Ganguli's networks. Their tensors tell all but how images are padded, which pickled modules
/// keep as an attribute of their convolutions.
extension ConfigDraft {
  static func kambResNet(_ evidence: WeightEvidence) -> ConfigDraft? {
    guard let first = evidence.shape("up_projection.weight", rank: 4),
      evidence.has("embs.0.0.weight")
    else { return nil }
    // With normalisation the last convolution has a norm before it.
    let isNormed = evidence.has("down_projection.1.weight")
    let last = evidence.shape("down_projection\(isNormed ? ".1" : "").weight", rank: 4)
    let layers = evidence.count { "convs.\($0).0.weight" }
    let embeddings = evidence.count { "embs.\($0).0.weight" }
    return draft(
      "kamb-resnet", "MinimalResNet", evidence, convolution: "up_projection",
      before: [("channels", .integer(first[1])), ("emb_dim", .integer(first[0]))],
      after: [
        ("kernel_size", .integer(first[2])), ("num_layers", .integer(layers)),
        ("lastksize", (last?[2]).map(JSON.integer)),
        ("normalization", isNormed ? "GroupNorm" : nil),
        ("add_one", embeddings > layers ? nil : false),
      ])
  }

  static func kambUNet(_ evidence: WeightEvidence) -> ConfigDraft? {
    guard let last = evidence.shape("output_conv.weight", rank: 4),
      let first = evidence.shape("feature_blocks.0.model.0.weight", rank: 4),
      let bottleneck = evidence.shape("bottleneck.model.0.weight", rank: 4),
      let embedding = evidence.shape("last_emb.1.weight", rank: 2)
    else { return nil }
    let levels = evidence.count { "feature_blocks.\($0).model.0.weight" }
    let sizes = (0..<levels).compactMap {
      evidence.shape("feature_blocks.\($0).model.0.weight", rank: 4)?[0]
    }
    let norm: JSON? =
      evidence.has("bottleneck.model.1.running_mean")
      ? "BatchNorm" : evidence.has("bottleneck.model.1.weight") ? "GroupNorm" : nil
    return draft(
      "kamb-unet", "MinimalUNet", evidence, convolution: "output_conv",
      before: [
        ("channels", .integer(last[0])),
        ("fsizes", .array((sizes + [bottleneck[0]]).map(JSON.integer))),
      ],
      after: [
        ("emb_dim", .integer(embedding[1])), ("normalization", norm),
        ("last_norm", evidence.has("last_normalizer.weight") ? true : nil),
        ("kernel_size", .integer(first[2])), ("lastksize", .integer(last[2])),
      ])
  }

  private static func draft(
    _ architecture: String, _ name: String, _ evidence: WeightEvidence, convolution: String,
    before: [(String, JSON?)], after: [(String, JSON?)]
  ) -> ConfigDraft {
    let padding = evidence.module?.module(convolution)?.value("padding_mode")?.string
    let mode = padding.flatMap { ["zeros", "circular"].contains($0) ? $0 : nil }
    let classes = evidence.shape("embedding.class_embeddings.weight", rank: 2)?[0]
    let draft = ConfigDraft(
      architecture, class: name,
      before + [
        ("mode", .string(mode ?? "zeros")), ("conditional", classes.map { _ in true }),
        ("num_classes", classes.map(JSON.integer)),
      ] + after, origin: evidence.origin)
    return mode == nil
      ? draft.asking("mode", "\"zeros\" or \"circular\", how the training script pads images")
      : draft
  }
}
