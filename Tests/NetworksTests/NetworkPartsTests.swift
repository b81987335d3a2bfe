import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// A network may lie in several files, as large ones are distributed.
struct NetworkPartsTests {
  /// Calls `body` with a folder that holds the network of ``TrainedNetworkTests`` in two parts.
  private func withParts(_ body: (_ folder: URL) throws -> Void) throws {
    let (tensors, config) = (TrainedNetworkTests.tensors, TrainedNetworkTests.config)
    try NetworkFixture.withNetwork(NetworkFixture.bytes(tensors), config) { weights in
      let files = try weights.files()
      try FileManager.default.removeItem(at: files.weights)
      let folder = files.config.deletingLastPathComponent()
      var map: [(String, JSON)] = []
      for (part, half) in [tensors.prefix(5), tensors.dropFirst(5)].enumerated() {
        let name = "unet-0000\(part + 1)-of-00002.safetensors"
        try NetworkFixture.bytes(Array(half)).write(to: folder.appendingPathComponent(name))
        map += half.map { ($0.name, .string(name)) }
      }
      let index: JSON = ["weight_map": .object(map)]
      try Data(index.canonicalText.utf8)
        .write(to: folder.appendingPathComponent("unet.safetensors.index.json"))
      try body(folder)
    }
  }

  @Test func theIndexOfAFolderIsFound() throws {
    let x = NetworkFixture.images(ImageShape(channels: 2, height: 4, width: 4), 2, seed: 5)
    let level = NoiseLevel(signal: 0.8, noise: 0.6, step: 0, t: 0)
    let whole = try TrainedNetworkTests.network().denoise(x, at: level)
    try withParts { folder in
      for name in [".", "unet.safetensors.index.json"] {
        let weights = NetworkWeights(FilePath(folder.appendingPathComponent(name)))
        let read = try TrainedNetwork(weights).denoise(x, at: level)
        let cached = try NetworkCache(limit: 1 << 20).network(weights).denoise(x, at: level)
        #expect(read == whole && cached == whole, "\(name)")
        #expect(TrainedNetwork.memory(weights) > 0)
      }
    }
  }

  /// Every part counts, as do index and config.
  @Test func everyPartIsPartOfTheIdentity() throws {
    try withParts { folder in
      let weights = NetworkWeights(FilePath(folder))
      let before = try weights.identity()
      #expect(before.array?.count == 4)
      let part = folder.appendingPathComponent("unet-00002-of-00002.safetensors")
      var bytes = try Data(contentsOf: part)
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: part)
      #expect(try weights.identity() != before)
    }
  }

  @Test func convertJoinsTheParts() throws {
    try withParts { folder in
      let joined = folder.appendingPathComponent("joined")
      _ = try NetworkConversion.convert(
        NetworkWeights(FilePath(folder)), to: joined, as: .float32)
      let files = try NetworkWeights(FilePath(joined)).files()
      #expect(files.weights.lastPathComponent == "model.safetensors")
      let names = try SafeTensors(contentsOf: files.weights).names
      #expect(Set(names) == Set(TrainedNetworkTests.tensors.map(\.name)))
    }
  }

  /// Which file of a folder is taken, or what is said about it.
  @Test(arguments: [
    (["a.safetensors"], "a.safetensors"),
    (["a-00001-of-00001.safetensors"], "a-00001-of-00001.safetensors"),
    (["a.safetensors.index.json"], "a.safetensors.index.json"),
    (
      ["a-1-of-2.safetensors", "a-2-of-2.safetensors", "a.safetensors.index.json"],
      "a.safetensors.index.json"
    ),
    (
      ["a-1-of-2.safetensors", "a-2-of-2.safetensors"],
      "parts of a network (a-1-of-2.safetensors, a-2-of-2.safetensors), but no index of them"
    ),
    (["a-1-of-2.safetensors"], "parts of a network (a-1-of-2.safetensors), but no index"),
    (
      ["a-1-of-2.safetensors", "a.safetensors.index.json", "b.safetensors"],
      "several files of weights: a.safetensors.index.json, b.safetensors; name one of them"
    ),
    (["a.safetensors", "b.safetensors"], "several files of weights: a.safetensors, b.safetensors"),
    (
      ["config.json"],
      "no .safetensors file and no checkpoint (.pt, .pth, .ckpt, .pkl, .bin); save the network's weights "
        + "there as safetensors"
    ),
    (["a.ckpt", "config.json"], "a.ckpt"), (["a.PT"], "a.PT"),
    (["a.pt", "a.safetensors"], "a.safetensors"),
    (["a.pt", "b.pth"], "several files of weights: a.pt, b.pth; name one of them instead"),
  ])
  func weightsOfAFolder(_ names: [String], _ expected: String) {
    let folder = URL(fileURLWithPath: "/networks/a")
    do {
      #expect(try NetworkParts.weights(among: names, in: folder) == expected)
    } catch {
      #expect("\(error)".contains("/networks/a: the folder holds \(expected)"), "\(error)")
    }
  }
}
