import Foundation
import Framework
import LocusNetworks

/// Weights in safetensors, whole or the index of several files.
enum SafeTensorsInspector: FileInspector {
  /// The length of the header, and its first character.
  static func knows(_ file: InspectedFile) -> Bool {
    file.hasEnding("safetensors") || file.name.hasSuffix(".safetensors.index.json")
      || file.data.count > 9 && file.data.dropFirst(4).prefix(5) == Data([0, 0, 0, 0, 0x7B])
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    let tensors = try SafeTensors(contentsOf: file.url)
    var inspection = Inspection("safetensors")
    if !tensors.metadata.isEmpty {
      inspection.add(
        "metadata", .object(tensors.metadata.sorted { $0.key < $1.key }.map { ($0, .string($1)) }))
    }
    inspection.add(tensors)
    inspection.addNetwork(NetworkWeights(FilePath(file.url)), at: file.url)
    return inspection
  }
}

/// Files of `torch.save`.
enum CheckpointInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    if file.hasEnding("pt", "pth", "ckpt") { return true }
    guard file.starts(with: "PK\u{3}\u{4}") else { return false }
    let names = (try? ZipArchive(file.data, file: file.url.path).members.map(\.name)) ?? []
    return names.contains { $0.split(separator: "/").last == "data.pkl" }
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    try inspect(TorchCheckpoint(data: file.data, file: file.url.path), of: file)
  }

  static func inspect(
    _ checkpoint: TorchCheckpoint, of file: InspectedFile
  ) throws -> Inspection {
    var inspection = Inspection(checkpoint.kind)
    let keys = try checkpoint.stateDicts().filter { !$0.isEmpty }
    let needsKey = try file.key == nil && checkpoint.needsKey()
    if let entries = try checkpoint.entries(), needsKey || !keys.isEmpty {
      inspection.add("contents", .object(entries))
    }
    if !keys.isEmpty { inspection.add("keys", .array(keys.map(JSON.string))) }
    if needsKey {
      inspection.remarks = ["tensors lie under several keys; --key shows those of one"]
      return inspection
    }
    let found = try checkpoint.tensors(of: file.key)
    inspection.add("module", found.module.map { .string($0.className) })
    inspection.remarks = found.remarks
    inspection.add(found.tensors)
    inspection.addNetwork(NetworkWeights(FilePath(file.url), key: file.key), at: file.url)
    return inspection
  }
}

extension Inspection {
  mutating func add(_ tensors: SafeTensors) {
    arrays += tensors.names.compactMap { name in
      tensors[name].map { Array(name: name, type: $0.dtype.rawValue, shape: $0.shape) }
    }
    let numbers = arrays.reduce(0) { $0 + $1.shape.reduce(1, *) }
    add("numbers", .integer(numbers))
  }

  /// What `unet` makes of weights, or why it does not take them.
  mutating func addNetwork(_ weights: NetworkWeights, at url: URL) {
    do {
      let network = try NetworkSummary(weights)
      add("config", network.config)
      add("noise levels", .string(network.noiseLevels))
      add("predicts", .string(network.prediction))
      add("classes", network.classes.map(JSON.string))
      meaning = network.sentence
      var entry: JSON = ["name": "unet", "weights": .string(url.relativePath)]
      if let key = weights.key { entry["key"] = .string(key) }
      if network.needsClass { entry["class"] = 0 }
      spec = entry
      for remark in network.remarks where !remarks.contains(remark) { remarks.append(remark) }
    } catch {
      remarks.append("no network that unet takes: \(error.plainText)")
    }
  }
}
