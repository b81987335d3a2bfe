import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// What is read from the config of an EDM network, and what is refused.
struct EDMConfigTests {
  static let golden = EDMGoldenTests.Golden("ddpmpp_aug_label")

  /// The error of a network with its config changed, or "no error".
  static func message(_ name: String = golden.name, _ change: (inout JSON) -> Void) throws -> String
  {
    let files = try EDMGoldenTests.Golden(name).weights.files()
    var config = try JSONParser.parse([UInt8](Data(contentsOf: files.config)), file: "config")
    change(&config)
    return try TrainedNetworkTests.message(Data(contentsOf: files.weights), config)
  }

  static let wrong: [(String, JSON, String)] = [
    ("model_type", "UViT", "\"model_type\" is \"UViT\"; only \"SongUNet\" or \"DhariwalUNet\""),
    ("embedding_type", "none", "only \"positional\" or \"fourier\" is supported"),
    ("encoder_type", "dense", "only \"standard\" or \"skip\" or \"residual\" is supported"),
    ("decoder_type", "residual", "only \"standard\" or \"skip\" is supported"),
    ("resample_filter", [1, 2, 1], "only [1, 1] and [1, 3, 3, 1] are supported"),
    ("img_resolution", 18, "\"img_resolution\" is 18, which cannot be halved 2 times"),
    ("channel_mult", [], "\"channel_mult\" is [], not a list of 1 to 12 integers"),
    ("model_channels", 7, "the noise level is turned into 7 numbers"),
    ("sigma_data", 0, "\"sigma_data\" is 0, not a number in (0,"),
    ("sigma_max", "big", "\"sigma_max\" is \"big\", not a number of at least 0"),
    ("atn_resolutions", [8], "the key \"atn_resolutions\" is not supported; did you mean"),
    ("augment_dim", 0, "\"model.map_augment.weight\" belongs to no layer"),
    ("label_dim", 11, "\"model.map_label.weight\" has the shape [8, 10], not [8, 11]"),
    ("num_blocks", 2, "\"model.enc.16x16_block1.norm0.weight\" [16] is missing"),
  ]

  @Test(arguments: wrong) func refusesWrongConfigs(
    key: String, value: JSON, expected: String
  ) throws {
    let text = try Self.message { $0["init_kwargs"]?[key] = value }
    #expect(text.contains(expected), "\(text)")
  }

  @Test func namesWhatIsMissing() throws {
    #expect(try Self.message { _ in } == "no error")
    let text = try Self.message {
      $0["class"] = JSON?.none
      $0["init_kwargs"]?["img_channels"] = JSON?.none
    }
    #expect(text.contains("\"class\" (EDMPrecond, VPPrecond, VEPrecond, iDDPMPrecond) is missing"))
    #expect(text.contains("\"img_channels\" (an integer) is missing"))
  }

  /// The class alone tells the architecture, and so do the tensors' names; the arguments may stand in
  /// the config itself.
  @Test func readsConfigsOfSeveralForms() throws {
    #expect(try Self.message { $0["architecture"] = JSON?.none } == "no error")
    #expect(
      try Self.message { config in
        config = .object(
          [("architecture", "edm"), ("class", config["class"]!)]
            + config["init_kwargs"]!.members!.map { ($0.key, $0.value) })
      } == "no error")
  }

  /// A filter in the file that is not the config's would give other numbers without a word.
  @Test func refusesAnotherFilter() throws {
    let text = try Self.message("ncsnpp_edm") { $0["init_kwargs"]?["resample_filter"] = [1, 1] }
    #expect(text.contains("resample_filter\" has the shape [1, 1, 4, 4], not [1, 1, 2, 2]"))
    let files = try EDMGoldenTests.Golden("ncsnpp_edm").weights.files()
    let stored = try SafeTensors(contentsOf: files.weights)
    let tensors = try stored.names.map { name in
      var tensor = NetworkFixture.Tensor(name, stored[name]?.shape ?? [], seed: 0)
      tensor.values = try stored.floats(name)
      if name == "model.enc.8x8_down.skip.resample_filter" { tensor.values[5] = 0.2 }
      return tensor
    }
    let message = try TrainedNetworkTests.message(
      NetworkFixture.bytes(tensors), try ConfigReader(files).json)
    #expect(
      message.contains(
        "\"model.enc.8x8_down.skip.resample_filter\" is not the filter of [1, 3, 3, 1]"))
  }

  // MARK: Noise levels

  static let levels: [(String, String, [Double], [Double])] = [
    ("ddpmpp_edm", "any σ above 0", [1e-6, 1, 1e5], [0]),
    ("ddpmpp_vp", "σ from 0.001 to 152.2", [0.001, 152], [0, 0.0005, 170]),
    ("ncsnpp_ve", "σ from 0.02 to 100", [0.02, 100], [0, 0.002, 120]),
    (
      "adm_iddpm", "σ from 0.006425 to 2.029e+04, in 1000 steps", [0.0065, 20000], [0, 0.001, 3e4]
    ),
  ]

  @Test(arguments: levels) func saysWhichLevelsItTakes(
    name: String, text: String, taken: [Double], refused: [Double]
  ) throws {
    let network = try TrainedNetwork(EDMGoldenTests.Golden(name).weights)
    #expect(network.body.convention.levelsText == text)
    let shape = batch(try EDMGoldenTests.Golden(name).array("x")).shape
    try network.check(shape: shape, levels: taken.map { EDMGoldenTests.level($0, signal: 0.5) })
    for sigma in refused {
      let error = #expect(throws: NetworkLevelError.self) {
        try network.check(shape: shape, levels: [EDMGoldenTests.level(sigma)])
      }
      #expect(error?.description.contains(sigma == 0 ? "has no noise" : "was trained for") == true)
    }
  }

  /// Stored levels and the formula of the config are the same.
  @Test func stepsAreThoseOfTheFile() throws {
    let files = try EDMGoldenTests.Golden("adm_iddpm").weights.files()
    let levels = try SafeTensors(contentsOf: files.weights).floats("u").map(Double.init)
    let made = EDMPreconditioning.levels(1000, smallest: 1e-3, shift: 8e-3)
    #expect(levels.count == made.count && made.last == 0)
    for (stored, level) in zip(levels, made).dropLast() {
      #expect(abs(stored - level) < 5e-3 * level)
    }
  }
}
