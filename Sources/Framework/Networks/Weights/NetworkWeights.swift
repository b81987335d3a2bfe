import Foundation
import Framework

/// A network's weights as a spec names them: a folder, a file of safetensors, or `builtin:NAME` for
/// a network that comes with Locus.
public struct NetworkWeights: ParameterType {
  private enum Place: Sendable {
    case path(FilePath)
    case builtIn(String)
  }

  private let place: Place

  public init(_ path: FilePath) { place = .path(path) }

  /// A network that comes with Locus.
  public init(builtIn name: String) { place = .builtIn(name) }

  /// The files that make a network.
  public struct Files: Equatable, Sendable {
    /// A file of safetensors, or the index of several.
    public let weights: URL
    public let config: URL
    /// The scheduler's config, as diffusers saves it.
    public let scheduler: URL?

    init(weights: URL, config: URL) {
      self.weights = weights
      self.config = config
      // Beside the network, in a pipeline's folder for it, or in that of the pipeline around.
      let folder = config.deletingLastPathComponent()
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
        try SafeTensors.files(at: weights) + [config] + [scheduler].compactMap { $0 }
      }
    }
  }

  /// Where the files are.
  ///
  /// A folder holds `config.json` and one file of safetensors, or several with their index, or is
  /// that of a diffusers pipeline, whose `unet` is taken. The config of a file has its name ending in
  /// `.json`, or else is the `config.json` beside it.
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
    let weights = try NetworkParts.weights(among: names, in: folder)
    guard names.contains("config.json") else {
      throw FormatError(
        file: folder.path, problem: "the folder holds no config.json",
        advice: "put the network's config beside its weights")
    }
    return Files(
      weights: folder.appendingPathComponent(weights),
      config: folder.appendingPathComponent("config.json"))
  }

  private func files(of weights: URL) throws -> Files {
    let name = weights.lastPathComponent
    guard NetworkParts.isIndex(name) || weights.pathExtension == "safetensors" else {
      throw FormatError(
        file: weights.path, problem: "the weights must be a .safetensors file or a folder",
        advice: "save them with safetensors.torch.save_file")
    }
    try NetworkParts.refusePart(weights)
    let folder = weights.deletingLastPathComponent()
    let own = folder.appendingPathComponent(NetworkParts.stem(of: name) + ".json")
    let shared = folder.appendingPathComponent("config.json")
    for config in [own, shared] where FileManager.default.fileExists(atPath: config.path) {
      return Files(weights: weights, config: config)
    }
    throw FormatError(
      file: weights.path,
      problem: "there is neither \(own.lastPathComponent) nor config.json beside it",
      advice: "put the network's config there")
  }

  // MARK: Parameter

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> NetworkWeights? {
    if let text = json.string, text.hasPrefix(BuiltInNetworks.prefix) {
      return NetworkWeights(builtIn: String(text.dropFirst(BuiltInNetworks.prefix.count)))
    }
    return FilePath.read(json, within: bounds, with: reader).map { NetworkWeights($0) }
  }

  public var json: JSON {
    switch place {
    case .path(let path): path.json
    case .builtIn(let name): .string(BuiltInNetworks.prefix + name)
    }
  }
  public static var isWrittenAsString: Bool { true }
  public static func typeName(within bounds: Bounds?) -> String {
    "a path or \"\(BuiltInNetworks.prefix)NAME\""
  }
  public static func schema(within bounds: Bounds?) -> JSON { ["type": "string"] }

  /// Hashes of the files' bytes, wherever they lie.
  public func identity() throws -> JSON {
    .array(try files().all.map { .string(SHA256.hash(try MappedFile.data(at: $0)).hex) })
  }
}
