import Framework

/// Networks of EDM (Karras et al. 2022). NVIDIA's snapshots keep the arguments that each module was made
/// with; the tensors alone do not tell how the noise level enters.
extension ConfigDraft {
  private static let preconditionings = [
    "EDMPrecond", "VPPrecond", "VEPrecond", "iDDPMPrecond",
  ]

  /// The config of a module that NVIDIA's persistence keeps; nil for another module.
  ///
  /// - Throws: ``FormatError`` for arguments that have no names.
  static func edm(_ module: TorchModule, file: String) throws -> ConfigDraft? {
    guard preconditionings.contains(module.className),
      let arguments = module.value("_init_kwargs"), arguments.members != nil
    else { return nil }
    guard module.value("_init_args")?.array?.isEmpty ?? true else {
      throw FormatError(
        file: file, problem: "\(module.className) was made with arguments that have no names",
        advice: "write them with their names into a config beside the file")
    }
    var kwargs = arguments
    if kwargs["model_type"] == nil, let inner = module.module("model")?.className {
      kwargs["model_type"] = .string(inner)
    }
    return ConfigDraft(
      .object([
        ("architecture", "edm"), ("class", .string(module.className)), ("init_kwargs", kwargs),
      ]), origin: "the arguments that \(module.className) was made with")
  }

  /// The beginning of a config for tensors alone.
  static func edm(_ evidence: WeightEvidence) -> ConfigDraft? {
    guard evidence.has("model.map_layer0.weight") else { return nil }
    // enc.32x32_conv is the first layer.
    let first = evidence.tensors.names.lazy
      .compactMap { try? /model\.enc\.(\d+)x\1_conv\.weight/.wholeMatch(in: $0) }.first
    let input = first.flatMap { evidence.shape(String($0.output.0), rank: 4) }
    let isSong = !evidence.has("model.out_conv.weight")
    return ConfigDraft(
      "edm", class: "EDMPrecond",
      [
        ("img_resolution", first.flatMap { Int($0.output.1) }.map(JSON.integer)),
        ("img_channels", (input?[1]).map(JSON.integer)),
        ("model_type", isSong ? "SongUNet" : "DhariwalUNet"),
      ], origin: evidence.origin
    )
    .asking("class", preconditionings.spoken("or"))
    .asking("init_kwargs", "all arguments that the network was made with")
  }
}
