import Foundation
import Framework

extension NetworkWeights {
  /// The files that make a network.
  public struct Files: Equatable, Sendable {
    /// A file of safetensors, the index of several, or a checkpoint of PyTorch.
    public let weights: URL
    /// The config: a file of JSON, or that of the weights where none is beside it.
    public let config: URL
    /// The scheduler's config, as diffusers saves it.
    public let scheduler: URL?
    /// Names of other files of weights beside it that are left alone.
    let others: [String]

    init(weights: URL, config: URL?, others: [String] = []) {
      self.weights = weights
      self.config = config ?? weights
      self.others = others
      // Beside the network, in a pipeline's folder for it, or in that of the pipeline around.
      let folder = weights.deletingLastPathComponent()
      let pipeline = folder.deletingLastPathComponent()
      scheduler = [
        folder.appendingPathComponent("scheduler_config.json"),
        folder.appendingPathComponent("scheduler/scheduler_config.json"),
        pipeline.appendingPathComponent("scheduler/scheduler_config.json"),
      ].first { FileManager.default.fileExists(atPath: $0.path) }
    }

    /// All of them.
    var all: [URL] {
      get throws {
        try SafeTensors.files(at: weights) + (config == weights ? [] : [config])
          + [scheduler].compactMap { $0 }
      }
    }

    /// The name that a config of these weights alone has.
    static func ownConfig(of weights: URL) -> URL {
      let stem = NetworkParts.stem(of: weights.lastPathComponent)
      return weights.deletingLastPathComponent().appendingPathComponent(stem + ".json")
    }
  }

  /// Where the files are.
  ///
  /// A folder holds one file of weights, or several with their index, and `config.json`, or is that of
  /// a diffusers pipeline, whose `unet` is taken. The config of a file has its name ending in `.json`,
  /// or else is the `config.json` beside it, or else stands in the file.
  ///
  /// - Throws: ``FormatError`` that says what is missing.
  public func files() throws -> Files {
    let url: URL
    switch place {
    case .path(let path): url = path.url.standardizedFileURL
    case .builtIn(let name): url = try BuiltInNetworks.folder(of: name)
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw FormatError(
        file: url.path, problem: "there is no such file or folder",
        advice: "check the path of the network's weights, or the variable that starts it")
    }
    return isFolder.boolValue ? try files(inFolder: url) : try files(of: url)
  }

  private func files(inFolder folder: URL) throws -> Files {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let inner = folder.appendingPathComponent("unet")
    if !names.contains("config.json"),
      FileManager.default.fileExists(atPath: inner.appendingPathComponent("config.json").path)
    {
      return try files(inFolder: inner)
    }
    let name = try NetworkParts.weights(among: names, in: folder)
    let weights = folder.appendingPathComponent(name)
    let configs = [folder.appendingPathComponent("config.json"), Files.ownConfig(of: weights)]
    // Safetensors are taken before the same network in another form.
    let others = NetworkParts.isSafeTensors(name) ? names.filter(NetworkParts.isCheckpoint) : []
    return Files(weights: weights, config: existing(configs), others: others)
  }

  private func files(of weights: URL) throws -> Files {
    let name = weights.lastPathComponent
    let isKnown = NetworkParts.isSafeTensors(name) || NetworkParts.isCheckpoint(name)
    guard try isKnown || TorchCheckpoint.isLikely(MappedFile.data(at: weights)) else {
      throw FormatError(
        file: weights.path,
        problem: "the weights must be a folder, a .safetensors file, or a checkpoint of PyTorch",
        advice: "save them with safetensors.torch.save_file or torch.save")
    }
    try NetworkParts.refusePart(weights)
    let shared = weights.deletingLastPathComponent().appendingPathComponent("config.json")
    return Files(weights: weights, config: existing([Files.ownConfig(of: weights), shared]))
  }

  private func existing(_ files: [URL]) -> URL? {
    files.first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
