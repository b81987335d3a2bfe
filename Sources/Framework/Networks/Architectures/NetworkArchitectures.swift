import Framework

/// The architectures that are known, and which of them a network has.
enum NetworkArchitectures {
  static let all: [any NetworkBody.Type] = [
    ConvUNet.self, DDPMUNet.self, DiffusersUNet.self, EDMNetwork.self, GuidedUNet.self, DiT.self,
    KambResNet.self, KambUNet.self,
  ]

  /// What the config says, or else the tensors' names.
  ///
  /// - Throws: ``FormatError`` if neither tells.
  static func find(
    _ config: ConfigReader, _ tensors: SafeTensors, file: String
  ) throws -> any NetworkBody.Type {
    let known = all.map { $0.architecture }.joined(separator: ", ")
    let keys = ["architecture", "_class_name", "class"]
    if let name = keys.lazy.compactMap({ config.value($0)?.string }).first {
      let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
      if let type = all.first(where: { $0.names.contains(plain) }) { return type }
      throw FormatError(
        file: file, problem: "the architecture \"\(name)\" is not supported",
        advice: "use one of \(known)")
    }
    if let type = all.first(where: { tensors[$0.mark] != nil }) { return type }
    throw FormatError(
      file: file,
      problem: "the config names no \"architecture\", and the tensors' names tell none",
      advice: "set it to one of \(known)")
  }
}
