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
    /// Number of the network's noise levels.
    public let timesteps: Int
  }

  /// Checks a network, writes it to `folder`, and reads it back.
  ///
  /// - Parameter url: a folder with `config.json` and one file of safetensors, that file, or the
  ///   folder of a diffusers pipeline, whose `unet` is taken.
  /// - Throws: ``FormatError`` if the network is not supported, ``FileError`` if it cannot be written.
  public static func convert(
    _ url: URL, to folder: URL, as precision: SafeTensors.Precision
  ) throws -> Summary {
    try OutputFolder.check(folder)
    let weights = NetworkWeights(FilePath(network(in: url)))
    // Reading the numbers finds those that are not finite, too.
    let network = try TrainedNetwork(weights)
    let (body, tensors) = try TrainedNetwork.open(weights)
    let converted = try tensors.names.compactMap { name in
      try tensors[name].map { NamedTensor(name, shape: $0.shape, try tensors.floats(name)) }
    }
    let architecture = type(of: network.body).architecture
    var config = try ConfigReader(contentsOf: weights.files().config).json
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
      timesteps: body.levels.count)
  }

  /// The network of a diffusers pipeline, or what was given.
  private static func network(in url: URL) -> URL {
    let inner = url.appendingPathComponent("unet")
    let files = FileManager.default
    let isPipeline =
      !files.fileExists(atPath: url.appendingPathComponent("config.json").path)
      && files.fileExists(atPath: inner.appendingPathComponent("config.json").path)
    return isPipeline ? inner : url
  }
}
