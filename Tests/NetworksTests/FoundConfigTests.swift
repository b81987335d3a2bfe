import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// What files of weights tell of their networks where no config is beside them.
struct FoundConfigTests {
  /// Files written by PyTorch, beside the tests of their reader.
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("FormatsTests/Fixtures/Formats/torch")

  private static func parse(_ url: URL) throws -> JSON {
    try JSONParser.parse([UInt8](Data(contentsOf: url)), file: url.path)
  }

  /// The attributes of its convolutions say how images are padded.
  @Test(arguments: [
    ("h_kamb_module.pt", ["\"backbone.\" is left out at the start of the names"]),
    ("h_kamb_backbone.pt", []),
  ])
  func aWholeModuleTellsAll(name: String, remarks: [String]) throws {
    let source = try NetworkSourceTests.source(Self.fixtures.appendingPathComponent(name))
    #expect(
      source.config == [
        "architecture": "kamb-resnet", "class": "MinimalResNet",
        "init_kwargs": [
          "channels": 1, "emb_dim": 16, "mode": "zeros", "conditional": true, "num_classes": 10,
          "kernel_size": 3, "num_layers": 2, "lastksize": 3,
        ],
      ])
    #expect(
      source.remarks == remarks + [
        "no config is beside it: it is read from the attributes and shapes of the module "
          + "MinimalResNet"
      ])
    #expect(source.tensors.names.contains("up_projection.weight"))
  }

  @Test func aSnapshotTellsItsArguments() throws {
    let source = try NetworkSourceTests.source(
      Self.fixtures.appendingPathComponent("e_edm_snapshot_p3_easydict.pkl"))
    #expect(source.config["architecture"]?.string == "edm")
    #expect(source.config["class"]?.string == "EDMPrecond")
    let arguments = source.config["init_kwargs"]
    #expect(arguments?["img_resolution"] == 8 && arguments?["model_type"] == "SongUNet")
    #expect(arguments?["channel_mult"] == [1] && arguments?["dropout"] == 0.13)
    #expect(
      source.remarks == [
        "the tensors are those of \"ema\"",
        "no config is beside it: it is read from the arguments that EDMPrecond was made with",
      ])
    #expect(try TrainedNetwork(source).body.inputChannels == 3)
  }

  private static let golden = "golden/networks2"

  @Test(
    .enabled(
      if: SharedFolder.holds(golden), Comment(rawValue: SharedFolder.skipped("snapshots are"))),
    arguments: ["e_edm_snapshot_p4.pkl", "e_edm_snapshot_p2.pkl"])
  func snapshotsTellWhatTheirConfigSays(name: String) throws {
    let folder = SharedFolder.file("\(Self.golden)/containers")
    let weights = NetworkWeights(FilePath(folder.appendingPathComponent(name)))
    #expect(
      try NetworkSource(weights).config == Self.parse(folder.appendingPathComponent("e_edm.json")))
    // The same network as out of safetensors, and as convert writes it.
    let golden = EDMGoldenTests.Golden("snapshot")
    let (x, level) = (batch(try golden.array("x")), EDMGoldenTests.level(try golden.sigmas[0]))
    let expected = try TrainedNetwork(golden.weights).denoise(x, at: level)
    #expect(try TrainedNetwork(weights).denoise(x, at: level) == expected)
    try NetworkSourceTests.withFiles([:]) { target in
      let summary = try NetworkConversion.convert(weights, to: target, as: .float32)
      #expect(summary.sentence == "a DDPM++ of EDM for 8×8×3 images, 20499 parameters")
      let converted = try TrainedNetwork(NetworkWeights(FilePath(target)))
      #expect(try converted.denoise(x, at: level) == expected)
    }
  }

  /// Tensors alone tell all but what is asked for; what they tell is what the config says.
  @Test(
    .enabled(
      if: SharedFolder.holds(golden), Comment(rawValue: SharedFolder.skipped("goldens are"))),
    arguments: [
      ("kamb_resnet_zeros", ["mode"]), ("kamb_resnet_circular_label", ["mode"]),
      ("kamb_resnet_gray_noadd", ["mode"]), ("kamb_unet_zeros_label", ["mode"]),
      ("kamb_unet_circular", ["mode"]), ("kamb_unet_groupnorm", ["mode"]),
      ("kamb_unet_batchnorm_gray", ["mode"]), ("dit_eps", ["num_heads", "num_classes"]),
      ("dit_sigma", ["num_heads", "num_classes"]),
      ("edm_ddpmpp_edm", ["class", "init_kwargs"]), ("edm_adm_edm", ["class", "init_kwargs"]),
      ("guided_a", ["init_kwargs"]),
    ])
  func tensorsTellTheirSizes(name: String, open: [String]) throws {
    let folder = SharedFolder.file(Self.golden)
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

  /// A module whose pickle is damaged instruction by instruction: an error or a config.
  @Test func damagedModulesAreReadOrRefused() throws {
    let data = try Data(contentsOf: Self.fixtures.appendingPathComponent("h_kamb_backbone.pt"))
    let archive = try ZipArchive(data, file: "a")
    var members = try archive.members.map { ($0.name, try archive.content(of: $0)) }
    let place = try #require(members.firstIndex { $0.0.hasSuffix("data.pkl") })
    let sound = members[place].1
    var damager = PickleDamager(seed: 33)
    var refused = 0
    for _ in 0..<FuzzCount.cases(60) {
      members[place].1 = damager.damaged(sound)
      try NetworkSourceTests.withFiles([
        "a.pt": TorchFile.zip(members.map { (name: $0.0, content: $0.1) })
      ]) { folder in
        do {
          let source = try NetworkSourceTests.source(folder.appendingPathComponent("a.pt"))
          #expect(source.config.members != nil)
        } catch is FormatError { refused += 1 }
      }
    }
    #expect(refused > 5)
  }

  /// DiT's training script keeps its arguments: a name that tells the heads, and the classes.
  @Test(
    .enabled(
      if: SharedFolder.holds(golden), Comment(rawValue: SharedFolder.skipped("goldens are"))))
  func argumentsOfATrainingScript() throws {
    let folder = SharedFolder.file(Self.golden)
    let stored = try SafeTensors(contentsOf: folder.appendingPathComponent("dit_eps.safetensors"))
    let tensors = try stored.names.map {
      TorchFile.Tensor($0, try #require(stored[$0]?.shape), try stored.floats($0))
    }
    let arguments =
      "Vargs\ncargparse\nNamespace\n)\u{81}}(Vmodel\nVDiT-S/2\nVnum_classes\nI10\nVlr\nF0.1\nub"
    let data = TorchFile.data(["model": tensors, "ema": tensors], entries: arguments)
    var expected = try Self.parse(folder.appendingPathComponent("dit_eps.json"))
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
