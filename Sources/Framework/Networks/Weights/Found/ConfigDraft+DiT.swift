import Framework

/// DiT (Peebles and Xie 2022). Its training script keeps its arguments, among them a name such as
/// `DiT-S/2`, which tells the number of heads; the rest can be seen from the tensors.
extension ConfigDraft {
  private static let heads = ["XL": 16, "L": 16, "B": 12, "S": 6]

  static func dit(_ evidence: WeightEvidence) -> ConfigDraft? {
    guard let patches = evidence.shape("x_embedder.proj.weight", rank: 4),
      let positions = evidence.shape("pos_embed", rank: 3),
      let table = evidence.shape("y_embedder.embedding_table.weight", rank: 2),
      let hidden = evidence.shape("blocks.0.mlp.fc1.weight", rank: 2),
      let last = evidence.shape("final_layer.linear.weight", rank: 2), patches[0] > 0,
      patches[2] > 0
    else { return nil }
    let (width, channels, patch) = (patches[0], patches[1], patches[2])
    let side = (1...4096).first { $0 * $0 == positions[1] }
    let arguments = evidence.checkpoint?.value("args")
    func argument(_ key: String) -> JSON? { evidence.module?.value(key) ?? arguments?[key] }
    let size = (argument("model")?.string).flatMap { try? /DiT-(\w+)\/\d+/.wholeMatch(in: $0) }
    let heads = argument("num_heads")?.int ?? size.flatMap { self.heads[String($0.output.1)] }
    let classes = argument("num_classes")?.int
    var draft = ConfigDraft(
      "dit", class: "DiT",
      [
        ("input_size", side.map { .integer($0 * patch) }), ("patch_size", .integer(patch)),
        ("in_channels", .integer(channels)), ("hidden_size", .integer(width)),
        ("depth", .integer(evidence.count { "blocks.\($0).attn.qkv.weight" })),
        ("num_heads", .integer(heads ?? max(1, width / 64))),
        ("mlp_ratio", .number(Double(hidden[0]) / Double(width))),
        // One row more than classes stands for none.
        ("class_dropout_prob", .number(table[0] > (classes ?? table[0] - 1) ? 0.1 : 0)),
        ("num_classes", .integer(classes ?? table[0] - 1)),
        ("learn_sigma", .bool(last[0] == 2 * channels * patch * patch)),
      ], origin: evidence.origin + (arguments == nil ? "" : " and its \"args\""))
    if heads == nil {
      draft = draft.asking("num_heads", "heads of the attention, 64 channels each or so")
    }
    if classes == nil {
      draft = draft.asking(
        "num_classes", "\(table[0] - 1), with \"class_dropout_prob\" above 0, or \(table[0])")
    }
    return draft
  }
}
