import Foundation
import Framework

/// A network in Locus's own layout: a folder with `config.json`, which names the architecture, and
/// `model.safetensors`.
public enum NetworkConversion {
  /// What was found in a network.
  public struct Summary: Sendable {
    public let architecture: String
    public let channels: Int
    /// Channels, height and width, where the config tells.
    public let image: [Int]?
    public let parameters: Int
    public let tensors: Int
    /// The network's noise levels: "1000, linear betas 0.0001 to 0.02".
    public let noiseLevels: String
    /// What the network predicts, by diffusers' name: "epsilon", "sample", "v_prediction".
    public let prediction: String
    /// Which classes it answers for: "10 or none"; nil for none.
    public let classes: String?
    /// What was taken for granted.
    public let remarks: [String]
  }

  /// Checks a network, writes it to `folder`, and reads it back.
  ///
  /// - Parameter url: a folder with `config.json` and one file of safetensors, that file, or the
  ///   folder of a diffusers pipeline, whose `unet` is taken. The scheduler's config goes into the
  ///   network's own, as `scheduler`.
  /// - Throws: ``FormatError`` if the network is not supported, ``FileError`` if it cannot be written.
  public static func convert(
    _ url: URL, to folder: URL, as precision: SafeTensors.Precision
  ) throws -> Summary {
    try OutputFolder.check(folder)
    let weights = NetworkWeights(FilePath(url))
    // Reading the numbers finds those that are not finite, too.
    let network = try TrainedNetwork(weights)
    let (body, tensors) = try TrainedNetwork.open(weights)
    let converted = try tensors.names.compactMap { name in
      try tensors[name].map { NamedTensor(name, shape: $0.shape, try tensors.floats(name)) }
    }
    let architecture = type(of: network.body).architecture
    var config = try ConfigReader(weights.files()).json
    config["architecture"] = nil
    let members =
      [("architecture", .string(architecture))]
      + (config.members ?? []).map { ($0.key, $0.value) }
    try OutputFolder.create(folder)
    try SafeTensors.write(
      converted, as: precision, metadata: tensors.metadata,
      to: folder.appendingPathComponent("model.safetensors"))
    try AtomicFile.write(
      JSON.object(members).prettyText() + "\n", to: folder.appendingPathComponent("config.json"))
    _ = try TrainedNetwork(NetworkWeights(FilePath(folder)))
    return Summary(
      architecture: architecture, channels: body.inputChannels, image: body.image,
      parameters: converted.reduce(0) { $0 + $1.values.count }, tensors: converted.count,
      noiseLevels: body.convention.levelsText, prediction: body.convention.predictionText,
      classes: body.classes.text, remarks: network.remarks)
  }
}
