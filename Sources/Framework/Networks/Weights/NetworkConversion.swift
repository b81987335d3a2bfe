import Foundation
import Framework

/// A network in Locus's own layout: a folder with `config.json`, which names the architecture, and
/// `model.safetensors`.
public enum NetworkConversion {
  /// Checks a network, writes it to `folder`, and reads it back.
  ///
  /// - Parameter weights: The scheduler's config goes into the network's own, as `scheduler`.
  /// - Throws: ``FormatError`` if the network is not supported, ``FileError`` if it cannot be written.
  public static func convert(
    _ weights: NetworkWeights, to folder: URL, as precision: SafeTensors.Precision
  ) throws -> NetworkSummary {
    try OutputFolder.check(folder)
    let source = try NetworkSource(weights)
    let summary = try checked(source)
    try OutputFolder.create(folder)
    try SafeTensors.write(
      source.tensors, as: precision, keeping: Self.needsItsPrecision,
      to: folder.appendingPathComponent("model.safetensors"))
    try AtomicFile.write(
      config(of: source, summary.architecture).prettyText() + "\n",
      to: folder.appendingPathComponent("config.json"))
    _ = try TrainedNetwork(NetworkWeights(FilePath(folder)))
    return summary
  }

  /// Frequencies and noise levels of EDM: an angle is a frequency times up to 100, and rounding it to
  /// float16 would turn it by up to half a radian.
  private static func needsItsPrecision(_ name: String) -> Bool {
    name.hasSuffix("map_noise.freqs") || name == "u"
  }

  /// Reading the numbers finds those that are not finite, too; the network is not kept in memory.
  private static func checked(_ source: NetworkSource) throws -> NetworkSummary {
    let network = try TrainedNetwork(source)
    return NetworkSummary(source, network.body, remarks: network.remarks)
  }

  private static func config(of source: NetworkSource, _ architecture: String) -> JSON {
    var config = source.config
    config["architecture"] = nil
    if config["scheduler"]?.isNull ?? true, let scheduler = source.scheduler {
      config["scheduler"] = scheduler
    }
    let members = (config.members ?? []).map { ($0.key, $0.value) }
    return .object([("architecture", .string(architecture))] + members)
  }
}
