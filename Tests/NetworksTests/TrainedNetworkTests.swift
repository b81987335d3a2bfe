import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// A whole network: an image's answer is its own, and files that are wrong are refused.
struct TrainedNetworkTests {
  static let widths = [6, 20]
  static let tensors = NetworkFixture.convUNet(channels: 2, widths: widths)
  static let config = NetworkFixture.config(channels: 2, widths: widths)

  static func network(
    _ engine: NetworkEngine = NetworkEngine(), dtype: String = "F32"
  ) throws -> TrainedNetwork {
    let stored = tensors.map { tensor in
      var tensor = tensor
      tensor.dtype = dtype
      return tensor
    }
    return try NetworkFixture.withNetwork(NetworkFixture.bytes(stored), config) {
      try TrainedNetwork($0, engine: engine)
    }
  }

  @Test func answersDoNotDependOnTheBatchOrTheThreads() throws {
    let x = NetworkFixture.images(ImageShape(channels: 2, height: 6, width: 10), 21, seed: 1)
    for table in KernelTable.available {
      let answers = try [1, 2, 3].map { threads in
        let engine = NetworkEngine(table: table, pool: WorkPool(threads: threads))
        return try Self.network(engine).prediction(for: x, at: 321)
      }
      #expect(answers[0] == answers[1])
      #expect(answers[0] == answers[2])
      let alone = try Self.network(NetworkEngine(table: table))
      for range in [0..<1, 3..<8, 16..<21] {
        #expect(alone.prediction(for: x[range], at: 321) == answers[0][range], "\(range)")
      }
    }
  }

  @Test func readsHalfPrecision() throws {
    let x = NetworkFixture.images(ImageShape(channels: 2, height: 4, width: 4), 1, seed: 2)
    let full = try Self.network().prediction(for: x, at: 10)
    let half = try Self.network(dtype: "F16").prediction(for: x, at: 10)
    let gap = largestGap(full, half)
    #expect(gap > 0 && gap < 1e-2)
  }

  @Test func refusesImagesItCannotHalve() throws {
    let network = try Self.network()
    func message(_ channels: Int, _ height: Int, _ width: Int) -> String {
      do {
        try network.check(
          shape: ImageShape(channels: channels, height: height, width: width), levels: [])
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(message(2, 4, 6) == "no error")
    #expect(message(2, 5, 6).contains("height and width are divided by 2"))
    #expect(message(1, 4, 4).contains("takes images with 2 channels, the run's data have 1"))
  }

  // MARK: Wrong files

  /// The error that a network gives, or "no error".
  static func message(_ weights: Data, _ config: JSON = config) throws -> String {
    try NetworkFixture.withNetwork(weights, config) { weights in
      do {
        _ = try TrainedNetwork(weights)
        return "no error"
      } catch { return "\(error)" }
    }
  }

  static func message(_ change: (inout [NetworkFixture.Tensor]) -> Void) throws -> String {
    var tensors = tensors
    change(&tensors)
    return try message(NetworkFixture.bytes(tensors))
  }

  @Test func refusesWrongTensorsAllTogether() throws {
    #expect(try Self.message { _ in } == "no error")
    let text = try Self.message {
      $0.removeAll { $0.name == "mid.time.bias" }
      $0[0].shape = [4, 16]
      $0.append(NetworkFixture.Tensor("mid.conv3.bias", [2], seed: 1))
    }
    #expect(text.contains("3 tensors are wrong"))
    #expect(text.contains("\"mid.time.bias\" [20] is missing"))
    #expect(text.contains("\"embed.0.weight\" has the shape [4, 16], not [8, 8]"))
    #expect(text.contains("\"mid.conv3.bias\" belongs to no layer"))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func refusesNumbersThatAreNotFinite(_ value: Float) throws {
    let text = try Self.message {
      $0[4].values[7] = value
      $0[9].values[0] = value
    }
    #expect(text.contains("\"\(Self.tensors[4].name)\" holds numbers that are not finite"))
    #expect(text.contains("\"\(Self.tensors[9].name)\" holds numbers that are not finite"))
  }

  /// Large numbers whose sum is infinite are numbers all the same.
  @Test func acceptsLargeNumbers() throws {
    let text = try Self.message { $0[0].values[0...1] = [3e38, 3e38] }
    #expect(text == "no error")
  }

  @Test func refusesDamagedFiles() throws {
    let whole = NetworkFixture.bytes(Self.tensors)
    #expect(try Self.message(whole.dropLast(4)) != "no error")
    #expect(try Self.message(whole.prefix(100)) != "no error")
    #expect(try Self.message(Data()) != "no error")
    // A header of 2 GB, and one that says more elements than there are.
    var huge = whole
    huge.replaceSubrange(0..<8, with: [0, 0, 0, 0x80, 0, 0, 0, 0])
    #expect(try Self.message(huge) != "no error")
    var lying = Self.tensors
    lying[0].shape = [8, 9]
    #expect(try Self.message(NetworkFixture.bytes(lying)) != "no error")
  }

  @Test(arguments: [
    ("widths", [6, -1] as JSON, "\"widths\" is [6, -1], not a list"),
    ("widths", nil, "\"widths\" (a list of integers) is missing"),
    ("emb", 7, "it must be even"),
    ("channels", "two", "\"channels\" is \"two\", not an integer"),
    ("architecture", "VNet", "the architecture \"VNet\" is not supported"),
    ("prediction", "v", "\"prediction\" is \"v\"; only \"epsilon\" is supported"),
    ("beta_end", 2, "\"beta_end\" is 2, not a number in (0, 1"),
  ])
  func refusesWrongConfigs(key: String, value: JSON, expected: String) throws {
    var config = Self.config
    config[key] = value
    let text = try Self.message(NetworkFixture.bytes(Self.tensors), config)
    #expect(text.contains(expected), "\(text)")
  }

  @Test func tellsTheArchitectureFromTheNames() throws {
    var config = Self.config
    config["architecture"] = JSON?.none
    #expect(try Self.message(NetworkFixture.bytes(Self.tensors), config) == "no error")
    let other = [NetworkFixture.Tensor("lonely.weight", [2], seed: 1)]
    #expect(
      try Self.message(NetworkFixture.bytes(other), config).contains(
        "set it to one of conv-unet, ddpm-unet, diffusers-unet"))
  }

  @Test func refusesUnknownKeysOfDiffusers() throws {
    let config: JSON = [
      "_class_name": "UNet2DModel", "block_out_channels": [32, 64],
      "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"],
      "up_block_types": ["UpBlock2D", "UpBlock2D"], "center_input_sample": true,
      "resnet_time_scale_shift": "spatial", "num_class_embeds": "ten", "wings": 2,
      "attention_head_dim": 24,
    ]
    let text = try Self.message(NetworkFixture.bytes(Self.tensors), config)
    for part in [
      "\"CrossAttnDownBlock2D\"; only DownBlock2D, AttnDownBlock2D",
      "\"center_input_sample\" is true; only false", "\"resnet_time_scale_shift\" is",
      "\"num_class_embeds\" is \"ten\", not an integer", "the key \"wings\" is not supported",
      "64 channels cannot be divided into heads of 24",
    ] {
      #expect(text.contains(part), "\(part): \(text)")
    }
  }

  // MARK: Where the files are

  @Test func findsConfigAndWeights() throws {
    try NetworkFixture.withNetwork(NetworkFixture.bytes(Self.tensors), Self.config) { weights in
      let folder = try weights.files().config.deletingLastPathComponent()
      func files(_ name: String) throws -> NetworkWeights.Files {
        try NetworkWeights(FilePath(folder.appendingPathComponent(name))).files()
      }
      #expect(try weights.files().config.lastPathComponent == "config.json")
      #expect(try files("unet.safetensors").config.lastPathComponent == "config.json")
      let own = folder.appendingPathComponent("unet.json")
      try Data("{}".utf8).write(to: own)
      #expect(try files("unet.safetensors").config.lastPathComponent == "unet.json")
      #expect(throws: FormatError.self) { try files("unet.json") }
      #expect(throws: FormatError.self) { try files("none") }
      try Data().write(to: folder.appendingPathComponent("second.safetensors"))
      #expect(throws: FormatError.self) { try weights.files() }
    }
  }
}
