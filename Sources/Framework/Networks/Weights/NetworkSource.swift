import Foundation
import Framework

/// Everything that a network is read from, whatever container holds it: nothing else opens its files.
struct NetworkSource {
  let files: NetworkWeights.Files
  /// The config as it is written, a JSON object.
  let config: JSON
  /// The config of its scheduler, where it is a file of its own.
  let scheduler: JSON?
  /// Names and elements: parts of the mapped file where they lie in it as they are.
  let tensors: SafeTensors
  /// What was found in place of what should be there, or taken for granted.
  let remarks: [String]

  /// - Throws: ``FormatError`` or ``JSONError`` for files that are missing, damaged, or do not say what
  ///   network it is.
  init(_ weights: NetworkWeights) throws {
    let files = try weights.files()
    let contents = try WeightFile(files.weights, key: weights.key)
    func parse(_ url: URL) throws -> JSON {
      let bytes = [UInt8](try MappedFile.data(at: url))
      try JSONParser.checkSize(of: bytes, file: url.path, fileSize: bytes.count)
      // Numbers that are not finite may stand in keys that do not matter.
      return try JSONParser.parse(writtenByPython: bytes, file: url.path)
    }
    var remarks = contents.remarks
    if !files.others.isEmpty {
      let names = files.others.spoken()
      remarks.append("not read, though beside the weights: \(names)")
    }
    if files.config == files.weights {
      let found = try FoundConfig(contents, of: files.weights)
      config = found.json
      remarks.append("no config is beside it: it is read from \(found.origin)")
    } else {
      config = try parse(files.config)
    }
    scheduler = try files.scheduler.map(parse)
    tensors = contents.tensors
    self.files = files
    self.remarks = remarks
  }
}

/// The tensors of one file of weights, under the names that the network itself gives them.
struct WeightFile {
  let tensors: SafeTensors
  let checkpoint: TorchCheckpoint?
  /// The module that the tensors belong to, where the file holds one.
  let module: TorchModule?
  let remarks: [String]

  /// What training scripts call the network inside a larger module.
  private static let wrappers =
    TensorNames.torch + ["backbone", "denoiser", "diffusion_model", "net", "network", "unet"]
  /// A tensor of EDM's networks, which lie in `model` rightly.
  private static let edmMark = "model.map_layer0.weight"

  init(_ url: URL, key: String? = nil) throws {
    var remarks: [String] = []
    var module: TorchModule?
    var tensors: SafeTensors
    if NetworkParts.isSafeTensors(url.lastPathComponent) {
      if let key {
        throw FormatError(
          file: url.path, problem: "safetensors hold one network, so \"\(key)\" chooses nothing",
          advice: "leave out the key")
      }
      tensors = try SafeTensors(contentsOf: url)
      checkpoint = nil
    } else {
      let checkpoint = try TorchCheckpoint(contentsOf: url)
      let found = try checkpoint.tensors(of: key)
      (tensors, remarks) = (found.tensors, found.remarks)
      module = found.module
      self.checkpoint = checkpoint
    }
    let wrappers = Self.wrappers + (tensors[Self.edmMark] == nil ? ["model"] : [])
    if let wrapper = TensorNames.wrapper(of: tensors.names, among: wrappers) {
      tensors = tensors.droppingFirst(wrapper.count)
      module = module?.module(wrapper)
      remarks.append(TensorNames.remark(wrapper))
    }
    (self.tensors, self.module, self.remarks) = (tensors, module, remarks)
  }
}
