import Foundation
import Framework
import LocusNetworks
import TestSupport
import Testing

@testable import Runner

@Suite struct ConvertTests {
  /// A `conv-unet` of one level for images of any size with three channels.
  static let network = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("DenoisersTests/Fixtures/unet")

  @Test func writesANetworkThatAnswersAlike() throws {
    let sandbox = try Sandbox()
    let folder = sandbox.path("converted")
    #expect(try sandbox.locus("convert", Self.network.path, "--output", folder) == .done)
    #expect(try sandbox.files("converted") == ["config.json", "model.safetensors"])
    let config = try JSONParser.parse(
      [UInt8](sandbox.data("converted/config.json")), file: "config.json")
    #expect(config["architecture"]?.string == "conv-unet")
    let before = try weights(in: Self.network)
    let after = try SafeTensors(
      contentsOf: URL(fileURLWithPath: folder).appendingPathComponent("model.safetensors"))
    #expect(after.names.sorted() == before.names.sorted() && !after.names.isEmpty)
    for name in before.names {
      #expect(try after.floats(name) == before.floats(name))
      #expect(after[name]?.shape == before[name]?.shape)
    }
  }

  private func weights(in folder: URL) throws -> SafeTensors {
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path)
        .first { $0.hasSuffix(".safetensors") })
    return try SafeTensors(contentsOf: folder.appendingPathComponent(name))
  }

  @Test func halvesTheSpaceAndReplacesOnlyIfAsked() throws {
    let sandbox = try Sandbox()
    let folder = sandbox.path("half")
    func convert(_ flags: String...) throws -> ExitCode {
      Tool(catalogue: try Catalogue.standard()).run(
        ["locus", "convert", Self.network.path, "--output", folder] + flags)
    }
    #expect(try convert("--float16") == .done)
    let file = URL(fileURLWithPath: folder).appendingPathComponent("model.safetensors")
    let half = try SafeTensors(contentsOf: file)
    #expect(half.names.allSatisfy { half[$0]?.dtype == .float16 })
    #expect(try convert() == .invalidSpec)
    #expect(try convert("--force") == .done)
    #expect(try SafeTensors(contentsOf: file)[half.names[0]]?.dtype == .float32)
  }

  /// The network of a pipeline of diffusers lies in its folder `unet`.
  @Test func findsTheNetworkOfAPipeline() throws {
    let sandbox = try Sandbox()
    let pipeline = sandbox.folder.appendingPathComponent("pipeline")
    try FileManager.default.createDirectory(at: pipeline, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Self.network, to: pipeline.appendingPathComponent("unet"))
    #expect(
      try sandbox.locus("convert", pipeline.path, "--output", sandbox.path("out")) == .done)
    #expect(try sandbox.files("out") == ["config.json", "model.safetensors"])
  }

  /// A checkpoint of PyTorch is the same network: convert writes its numbers, a run has its answers.
  @Test func aCheckpointIsANetwork() throws {
    let sandbox = try Sandbox()
    let network = try BuiltInNetworks.folder(of: "synthetic16-a")
    let stored = try weights(in: network)
    let tensors = try stored.names.map {
      TorchFile.Tensor($0, try #require(stored[$0]?.shape), try stored.floats($0))
    }
    let others = tensors.map { TorchFile.Tensor($0.name, $0.shape, $0.values.map { 2 * $0 }) }
    try TorchFile.data(["model": others, "ema": tensors])
      .write(to: sandbox.folder.appendingPathComponent("net.pt"))
    try FileManager.default.copyItem(
      at: network.appendingPathComponent("config.json"),
      to: sandbox.folder.appendingPathComponent("net.json"))
    let path = sandbox.path("net.pt")
    let out = sandbox.path("converted")
    for (key, expected) in [("ema", tensors), ("model", others)] {
      #expect(
        try sandbox.locus("convert", path, "--key", key, "--output", out, "--force") == .done)
      let converted = try weights(in: URL(fileURLWithPath: out))
      for tensor in expected { #expect(try converted.floats(tensor.name) == tensor.values) }
    }
    #expect(try sandbox.locus("convert", path, "--key", "x", "--output", out) == .invalidSpec)
    let spec = try sandbox.write(
      Sandbox.spec([
        "dataset": ["name": "synthetic", "images": 60, "resolution": 16], "samples": 2,
        "reference": ["name": "unet", "weights": .string(path)],
        "denoisers": [
          ["name": "unet", "label": "built in", "weights": "builtin:synthetic16-a"],
          ["name": "unet", "label": "other", "weights": .string(path), "key": "model"],
        ], "metrics": ["mse"],
      ]))
    #expect(try sandbox.locus("run", spec) == .done)
    let table = try sandbox.table("out/little/samples.csv")
    let labels = try #require(table.column("variant"))
    let values = try #require(table.column("value"))
    for (label, value) in zip(labels, values) {
      #expect((Double(value) == 0) == (label != "other"), "\(label): \(value)")
    }
    #expect(!table.rows.isEmpty)
  }

  /// The output is a folder; what is none is said before the network is read.
  @Test(arguments: ["/dev/null", "/dev/null/network", "taken", "taken/inner"])
  func refusesAnOutputThatIsNoFolder(output: String) throws {
    let sandbox = try Sandbox()
    try Data("text".utf8).write(to: sandbox.folder.appendingPathComponent("taken"))
    let folder = output.hasPrefix("/") ? output : sandbox.path(output)
    let place = output.hasPrefix("/") ? "/dev/null" : sandbox.path("taken")
    for source in [Self.network.path, sandbox.path("none")] {
      let error = #expect(throws: FileError.self) {
        try Tool(catalogue: .standard()).dispatch(
          ["convert", source, "--output", folder],
          arguments: ["locus", "convert", source, "--output", folder])
      }
      #expect(
        error?.description == "\(place): this is a file or a device, not a folder; "
          + "give the path of a new folder, or of one that is there")
    }
    #expect(try sandbox.files(".") == ["taken"])
    #expect(try sandbox.data("taken") == Data("text".utf8))
  }

  @Test func refusesWhatIsNoNetwork() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("convert", sandbox.path("none"), "--output", "a") == .invalidSpec)
    #expect(try sandbox.locus("convert", Self.network.path) == .usage)
    #expect(try sandbox.files(".").isEmpty)
  }
}
