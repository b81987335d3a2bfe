import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// One network out of every container that it may lie in.
struct NetworkSourceTests {
  static let tensors = TrainedNetworkTests.tensors.map {
    TorchFile.Tensor($0.name, $0.shape, $0.values)
  }
  /// What the tensors tell of it.
  static let config: JSON = [
    "architecture": "conv-unet", "channels": 2, "widths": [6, 20], "emb": 8,
  ]

  /// Calls `body` with a folder of these files.
  static func withFiles(_ files: [String: Data], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("locus-source-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
    try body(folder)
  }

  static func source(_ url: URL, key: String? = nil) throws -> NetworkSource {
    try NetworkSource(NetworkWeights(FilePath(url), key: key))
  }

  private static func named(_ prefix: String) -> [TorchFile.Tensor] {
    tensors.map { TorchFile.Tensor(prefix + $0.name, $0.shape, $0.values) }
  }

  /// Other weights of the same shapes.
  private static let others = tensors.map {
    TorchFile.Tensor($0.name, $0.shape, $0.values.map { 2 * $0 })
  }

  private static let configFile = Data(TrainedNetworkTests.config.canonicalText.utf8)
  private static let found =
    "no config is beside it: it is read from the names and shapes of its tensors, with linear betas "
    + "0.0001 to 0.02 over 1000 steps"
  private static func left(_ prefix: String) -> String {
    "\"\(prefix)\" is left out at the start of the names"
  }

  static let containers: [(String, [String: Data], String, String?, [String])] = [
    ("a .pt", ["a.pt": TorchFile.data(["": tensors])], "a.pt", nil, [found]),
    (
      "a .pt with its config", ["a.pt": TorchFile.data(["": tensors]), "a.json": configFile],
      "a.pt", nil, []
    ),
    (
      "a folder of one .ckpt", ["a.ckpt": TorchFile.data(["": tensors])], ".", nil, [found]
    ),
    (
      "a folder with its config",
      ["a.pth": TorchFile.data(["": tensors]), "config.json": configFile], ".", nil, []
    ),
    (
      "a file without an ending", ["weights": TorchFile.data(["": tensors])], "weights", nil,
      [found]
    ),
    (
      "the running average before the others",
      ["a.pt": TorchFile.data(["model": others, "ema": tensors])], "a.pt", nil,
      [
        "the tensors are those of \"ema\", an average over the training; \"key\" chooses others: "
          + "\"model\"", found,
      ]
    ),
    (
      "a key", ["a.pt": TorchFile.data(["model": tensors, "ema": others])], "a.pt", "model",
      ["the tensors are those of \"model\"", found]
    ),
    (
      "wrappers",
      ["a.pt": TorchFile.data(["state_dict": named("module._orig_mod.backbone.")])], "a.pt", nil,
      [
        "the tensors are those of \"state_dict\"", left("module._orig_mod."), left("backbone."),
        found,
      ]
    ),
    (
      "Lightning", ["a.ckpt": TorchFile.data(["": named("model.net.")])], "a.ckpt", nil,
      [left("model.net."), found]
    ),
    (
      "safetensors without a config",
      ["a.safetensors": NetworkFixture.bytes(TrainedNetworkTests.tensors)],
      "a.safetensors", nil, [found]
    ),
    (
      "safetensors beside a checkpoint",
      [
        "a.safetensors": NetworkFixture.bytes(TrainedNetworkTests.tensors),
        "a.pt": TorchFile.data(["": others]), "config.json": configFile,
      ], ".", nil, ["not read, though beside the weights: \"a.pt\""]
    ),
  ]

  @Test(arguments: containers.indices)
  func answersAlikeFromEveryContainer(_ index: Int) throws {
    let (title, files, path, key, remarks) = Self.containers[index]
    let x = NetworkFixture.images(ImageShape(channels: 2, height: 4, width: 4), 2, seed: 5)
    let expected = try TrainedNetworkTests.network().prediction(for: x, at: 3)
    try Self.withFiles(files) { folder in
      let weights = NetworkWeights(FilePath(folder.appendingPathComponent(path)), key: key)
      let source = try NetworkSource(weights)
      #expect(source.remarks == remarks, "\(title)")
      let network = try TrainedNetwork(weights)
      #expect(network.prediction(for: x, at: 3) == expected, "\(title)")
      #expect(network.remarks.count >= remarks.count)
      #expect(TrainedNetwork.memory(weights) == TrainedNetwork.memory(source.tensors))
      if !files.keys.contains(where: { $0.hasSuffix(".json") }) {
        #expect(source.config == Self.config, "\(title)")
      }
      // What convert writes is the same network.
      let target = folder.appendingPathComponent("converted")
      _ = try NetworkConversion.convert(weights, to: target, as: .float32)
      let converted = try TrainedNetwork(NetworkWeights(FilePath(target)))
      #expect(converted.prediction(for: x, at: 3) == expected, "\(title)")
    }
  }

  static let refused: [(String, [String: Data], String, String?, String)] = [
    (
      "two candidates", ["a.pt": TorchFile.data(["net": tensors, "critic": others])], "a.pt", nil,
      "/a.pt: holds tensors under several keys: \"net\" and \"critic\"; name the one that is meant by "
        + "\"key\", or by --key on the command line"
    ),
    (
      "a key that is not there", ["a.pt": TorchFile.data(["ema": tensors])], "a.pt", "ama",
      "holds no tensors under \"ama\"; did you mean \"ema\"?"
    ),
    (
      "a key for safetensors", ["a.safetensors": NetworkFixture.bytes(TrainedNetworkTests.tensors)],
      "a.safetensors", "ema", "safetensors hold one network, so \"ema\" chooses nothing; leave out"
    ),
    (
      "an unknown network", ["a.pt": TorchFile.data(["": [.init("w", [1], [1])]])], "a.pt", nil,
      "there is neither a.json nor config.json beside it, and the file itself does not tell what "
        + "network it is; write a.json with architecture and sizes, for example {\"architecture\": "
    ),
    (
      "a text", ["a.txt": Data("text".utf8)], "a.txt", nil,
      "the weights must be a folder, a .safetensors file, or a checkpoint of PyTorch"
    ),
    (
      "two checkpoints", ["a.pt": Data(), "b.pkl": Data()], ".", nil,
      "the folder holds several files of weights: a.pt, b.pkl; name one of them instead"
    ),
  ]

  @Test(arguments: refused.indices) func saysWhatIsMissing(_ index: Int) throws {
    let (title, files, path, key, words) = Self.refused[index]
    try Self.withFiles(files) { folder in
      let error = #expect(throws: FormatError.self, "\(title)") {
        try Self.source(folder.appendingPathComponent(path), key: key)
      }
      #expect(error?.description.contains(words) == true, "\(title): \(error?.description ?? "")")
    }
  }

  /// The file counts, and what is chosen of it makes another network.
  @Test func identityAndCache() throws {
    let data = TorchFile.data(["model": Self.tensors, "ema": Self.others])
    let x = NetworkFixture.images(ImageShape(channels: 2, height: 4, width: 4), 1, seed: 6)
    try Self.withFiles(["a.pt": data]) { folder in
      let url = folder.appendingPathComponent("a.pt")
      let average = NetworkWeights(FilePath(url))
      let model = NetworkWeights(FilePath(url), key: "model")
      #expect(try average.identity() == [.string(SHA256.hash(data).hex)])
      let cache = NetworkCache(limit: 1 << 20)
      let answers = try [average, model].map { try cache.network($0).prediction(for: x, at: 1) }
      #expect(answers[0] != answers[1])
      #expect(try answers[1] == cache.network(model).prediction(for: x, at: 1))
    }
  }
}

extension ConfigReader {
  /// The config of a network whose files were found.
  convenience init(_ files: NetworkWeights.Files) throws {
    try self.init(NetworkSource(NetworkWeights(FilePath(files.weights))))
  }
}
