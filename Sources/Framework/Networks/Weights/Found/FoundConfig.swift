import Foundation
import Framework

/// The config that a file of weights tells of itself, where none is beside it.
///
/// Taken are configs that the file holds, attributes of pickled modules, and what follows from the
/// tensors' names and shapes. Nothing that would change numbers is guessed: what remains open is asked
/// for.
struct FoundConfig {
  let json: JSON
  /// What it was read from, for a remark.
  let origin: String

  /// - Throws: ``FormatError`` that says which config to write, if the file does not tell all of it.
  init(_ file: WeightFile, of weights: URL) throws {
    let own = NetworkWeights.Files.ownConfig(of: weights).lastPathComponent
    let problem = "there is neither \(own) nor config.json beside it, and the file itself "
    guard let draft = try Self.draft(file, of: weights) else {
      throw FormatError(
        file: weights.path, problem: problem + "does not tell what network it is",
        advice: "write \(own) with architecture and sizes, for example \(Self.example)")
    }
    guard draft.open.isEmpty else {
      let open = draft.open.map { "\"\($0.key)\" (\($0.choices))" }.spokenPlainly()
      throw FormatError(
        file: weights.path, problem: problem + "does not tell all of its config",
        advice: "write \(own), for example \(draft.json.canonicalText)"
          + "; to be decided: \(open)")
    }
    (json, origin) = (draft.json, draft.origin)
  }

  private static func draft(_ file: WeightFile, of weights: URL) throws -> ConfigDraft? {
    if let stored = stored(file) { return stored }
    let evidence = WeightEvidence(file)
    if let module = file.module, let draft = try ConfigDraft.edm(module, file: weights.path) {
      return draft
    }
    let makers = [
      ConfigDraft.convUNet, ConfigDraft.ddpmUNet, ConfigDraft.kambResNet, ConfigDraft.kambUNet,
      ConfigDraft.dit, ConfigDraft.edm, ConfigDraft.guidedUNet,
    ]
    return makers.lazy.compactMap { $0(evidence) }.first
  }

  /// A config that the training script put into the file.
  private static func stored(_ file: WeightFile) -> ConfigDraft? {
    guard let checkpoint = file.checkpoint else { return nil }
    let names = ["architecture", "_class_name", "class"]
    for key in ["config", "model_config"] {
      if let json = checkpoint.value(key), names.contains(where: { json[$0]?.string != nil }) {
        return ConfigDraft(json, origin: "its \"\(key)\"")
      }
    }
    guard let arguments = checkpoint.value("init_kwargs"), arguments.members != nil else {
      return nil
    }
    let members = names.compactMap { name in checkpoint.value(name).map { (name, $0) } }
    guard !members.isEmpty else { return nil }
    return ConfigDraft(
      .object(members + [("init_kwargs", arguments)]), origin: "its \"init_kwargs\"")
  }

  private static let example =
    #"{"architecture": "edm", "class": "EDMPrecond", "init_kwargs": {"img_resolution": 32, "#
    + #""img_channels": 3, "model_type": "SongUNet"}}"#
}

/// A config that is being put together.
struct ConfigDraft {
  var json: JSON
  let origin: String
  /// Keys that nothing in the file tells, with what they may be.
  var open: [(key: String, choices: String)] = []

  init(_ json: JSON, origin: String) { (self.json, self.origin) = (json, origin) }

  /// A config in the form of a class and its arguments; those without a value are left out.
  init(
    _ architecture: String, class name: String, _ arguments: [(String, JSON?)], origin: String
  ) {
    let arguments = arguments.compactMap { key, value in value.map { (key, $0) } }
    self.init(
      .object([
        ("architecture", .string(architecture)), ("class", .string(name)),
        ("init_kwargs", .object(arguments)),
      ]), origin: origin)
  }

  /// The same with a key that is to be decided by whoever knows.
  func asking(_ key: String, _ choices: String) -> ConfigDraft {
    var draft = self
    draft.open.append((key, choices))
    return draft
  }
}

/// Names and shapes of a network's tensors, and what else its file says.
struct WeightEvidence {
  let tensors: SafeTensors
  let module: TorchModule?
  let checkpoint: TorchCheckpoint?

  init(_ file: WeightFile) {
    (tensors, module, checkpoint) = (file.tensors, file.module, file.checkpoint)
  }

  func has(_ name: String) -> Bool { tensors[name] != nil }

  /// The shape of a tensor of `rank` dimensions.
  func shape(_ name: String, rank: Int) -> [Int]? {
    tensors[name].flatMap { $0.shape.count == rank ? $0.shape : nil }
  }

  /// How many tensors there are, counted from 0, whose names `name` makes of their index.
  func count(_ name: (Int) -> String) -> Int {
    var count = 0
    while has(name(count)) { count += 1 }
    return count
  }

  /// Where the sizes come from, for a remark.
  var origin: String {
    module.map { "the attributes and shapes of the module \($0.className)" }
      ?? "the names and shapes of its tensors"
  }
}
