import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// What files of weights tell of their networks where no config is beside them.
struct FoundConfigTests {
  /// Recorded networks with their configs.
  static var fixtures: URL {
    get throws {
      try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/networks")
    }
  }

  static func parse(_ url: URL) throws -> JSON {
    try JSONParser.parse([UInt8](Data(contentsOf: url)), file: url.path)
  }

  /// Tensors alone tell all but what is asked for; what they tell is what the config says.
  @Test(
    arguments: [
      ("kamb/resnet_zeros", ["mode"]), ("kamb/resnet_circular_label", ["mode"]),
      ("kamb/resnet_gray_noadd", ["mode"]), ("kamb/unet_zeros_label", ["mode"]),
      ("kamb/unet_circular", ["mode"]), ("kamb/unet_groupnorm", ["mode"]),
      ("kamb/unet_batchnorm_gray", ["mode"]), ("dit/eps", ["num_heads", "num_classes"]),
      ("dit/sigma", ["num_heads", "num_classes"]),
      ("edm/ddpmpp_edm", ["class", "init_kwargs"]), ("edm/adm_edm", ["class", "init_kwargs"]),
      ("guided/a", ["init_kwargs"]),
    ])
  func tensorsTellTheirSizes(name: String, open: [String]) throws {
    let folder = try Self.fixtures
    let weights = try Data(contentsOf: folder.appendingPathComponent("\(name).safetensors"))
    let config = try Self.parse(folder.appendingPathComponent("\(name).json"))
    try NetworkSourceTests.withFiles(["a.safetensors": weights]) { folder in
      let url = folder.appendingPathComponent("a.safetensors")
      let error = #expect(throws: FormatError.self) { try NetworkSourceTests.source(url) }
      let text = try #require(error).advice
      for key in open { #expect(text.contains("\"\(key)\" ("), "\(key): \(text)") }
      let line = try #require(text.firstMatch(of: /for example (\{.*\}); to be decided/))
      let found = try JSONParser.parse(text: String(line.output.1), file: name)
      #expect(found["architecture"] == config["architecture"])
      guard open != ["init_kwargs"] else { return }
      // Arguments that the config leaves out have the values of their defaults.
      let standard: JSON = ["kernel_size": 3, "lastksize": 1, "num_layers": 6, "emb_dim": 256]
      for member in found["init_kwargs"]?.members ?? [] where !open.contains(member.key) {
        let expected = config["init_kwargs"]?[member.key] ?? standard[member.key]
        let isOpen = member.key == "class_dropout_prob" && open.contains("num_classes")
        #expect(isOpen || member.value == expected, "\(name): \(member.key)")
      }
    }
  }

  /// A `ddpm-unet` without its config, against the config that lies beside it.
  @Test func aDDPMUNetTellsAll() throws {
    let folder = try #require(Bundle.module.resourceURL)
      .appendingPathComponent("Fixtures/networks/ddpm")
    let config = try Self.parse(folder.appendingPathComponent("config.json"))
    let weights = try Data(contentsOf: folder.appendingPathComponent("unet.safetensors"))
    try NetworkSourceTests.withFiles(["a.safetensors": weights]) { folder in
      let source = try NetworkSourceTests.source(folder.appendingPathComponent("a.safetensors"))
      #expect(source.config["architecture"] == "ddpm-unet")
      for key in ["T", "ch", "ch_mult", "attn", "num_res_blocks"] {
        #expect(source.config[key] == config[key], "\(key)")
      }
      _ = try TrainedNetwork(source)
    }
  }

  /// DiT's training script keeps its arguments: a name that tells the heads, and the classes.
  @Test
  func argumentsOfATrainingScript() throws {
    let folder = try Self.fixtures
    let stored = try SafeTensors(contentsOf: folder.appendingPathComponent("dit/eps.safetensors"))
    let tensors = try stored.names.map {
      TorchFile.Tensor($0, try #require(stored[$0]?.shape), try stored.floats($0))
    }
    let arguments =
      "Vargs\ncargparse\nNamespace\n)\u{81}}(Vmodel\nVDiT-S/2\nVnum_classes\nI10\nVlr\nF0.1\nub"
    let data = TorchFile.data(["model": tensors, "ema": tensors], entries: arguments)
    var expected = try Self.parse(folder.appendingPathComponent("dit/eps.json"))
    expected["init_kwargs"]?["num_heads"] = 6
    try NetworkSourceTests.withFiles(["a.pt": data]) { folder in
      let source = try NetworkSourceTests.source(folder.appendingPathComponent("a.pt"))
      #expect(source.config == expected)
      #expect(
        source.remarks.last
          == "no config is beside it: it is read from the names and shapes of its "
          + "tensors and its \"args\"")
    }
  }

  static let inside: [(String, JSON, String)] = [
    (
      "Varchitecture\nVconv-unet\nVinit_kwargs\n}(Vchannels\nI2\nu",
      ["architecture": "conv-unet", "init_kwargs": ["channels": 2]], "init_kwargs"
    ),
    (
      "Vconfig\n}(V_class_name\nVUNet2DModel\nVact_fn\nVsilu\nu",
      ["_class_name": "UNet2DModel", "act_fn": "silu"], "config"
    ),
  ]

  /// A config that the training script put into the file, in either form.
  @Test(arguments: inside)
  func aConfigInsideTheFile(entries: String, config: JSON, key: String) throws {
    let data = TorchFile.data(["model": NetworkSourceTests.tensors], entries: entries)
    try NetworkSourceTests.withFiles(["a.pt": data]) { folder in
      let source = try NetworkSourceTests.source(folder.appendingPathComponent("a.pt"))
      #expect(source.config == config)
      #expect(source.remarks.last == "no config is beside it: it is read from its \"\(key)\"")
    }
  }
}
