import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// Whole modules and snapshots: their attributes and arguments are the config.
struct ModuleConfigTests {
  /// Files written by PyTorch, beside the tests of their reader.
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("FormatsTests/Fixtures/Formats/torch")

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
      try NetworkSource(weights).config
        == FoundConfigTests.parse(folder.appendingPathComponent("e_edm.json")))
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

  /// A whole module answers as the authors' code did, by what it tells of itself.
  @Test func aWholeModuleAnswers() throws {
    let golden = try FoundConfigTests.fixtures.appendingPathComponent("kamb")
    func array(_ part: String) throws -> NpyArray {
      try NpyArray(contentsOf: golden.appendingPathComponent("module_\(part).npy"))
    }
    let network = try TrainedNetwork(
      NetworkWeights(FilePath(Self.fixtures.appendingPathComponent("h_kamb_module.pt"))))
    let (x, expected) = (batch(try array("x")), batch(try array("out")))
    let classes = try array("class").integers()
    for (index, time) in try array("t").doubles().enumerated() {
      let answer = network.prediction(
        for: x[index..<index + 1], at: time, label: .number(classes[index]))
      #expect(largestGap(answer, expected[index..<index + 1]) < 1e-4)
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
}
