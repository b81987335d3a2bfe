import Foundation

extension TorchCheckpoint {
  /// Tensors, and what was taken for granted in finding them.
  package struct Tensors: Sendable {
    package let tensors: SafeTensors
    /// Where they lie in the file: keys joined by dots, empty for the file as a whole.
    package let key: String
    /// The module that they belong to; nil if they are those of a dictionary.
    package let module: TorchModule?
    package let remarks: [String]
  }

  /// The tensors of a state dict or module, without a copy where they lie in the file as they are.
  ///
  /// - Parameter key: its key in the file, those of nested dictionaries joined by dots; nil for the only
  ///   one, or for the running average (`ema`) among several.
  /// - Throws: ``FormatError`` if there is none, or more than one and no key, or a tensor is damaged.
  package func tensors(of key: String? = nil) throws -> Tensors {
    let all = try StateDicts(pickle).all
    let found = try chosen(key, among: all)
    var remarks: [String] = []
    let others = all.map(\.path).filter { $0 != found.path && !$0.isEmpty }
    if key == nil, !others.isEmpty {
      remarks.append(
        "the tensors are those of \"\(found.path)\", an average over the training; "
          + "\"key\" chooses others: " + Self.listed(others))
    } else if !found.path.isEmpty {
      remarks.append("the tensors are those of \"\(found.path)\"")
    }
    var (tensors, module) = (found.tensors, module(at: found.path))
    if let wrapper = TensorNames.wrapper(of: tensors.map(\.name), among: TensorNames.torch) {
      tensors = tensors.map { (String($0.name.dropFirst(wrapper.count)), $0.value) }
      module = module?.module(wrapper)
      remarks.append(TensorNames.remark(wrapper))
    }
    if !found.others.isEmpty {
      remarks.append("left out as no tensors: " + Self.listed(found.others))
    }
    return Tensors(
      tensors: try read(tensors), key: found.path, module: module, remarks: remarks)
  }

  /// What the tensor of a file that holds nothing else is called.
  package static let onlyName = "tensor"

  /// The one tensor of a file that `torch.save` wrote of it alone, under ``onlyName``.
  ///
  /// - Throws: ``FormatError`` if the file holds something else, or the tensor is damaged.
  package func onlyTensor() throws -> SafeTensors {
    guard pickle.isTensor(pickle.root) else {
      throw pickle.refusal(
        "holds \(pickle.kind(pickle.root)) in place of one tensor",
        "save the tensor alone, for example with torch.save(mean, \"mean.pt\")")
    }
    return try read([(Self.onlyName, pickle.root)])
  }

  /// The first eight names, and how many more there are.
  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "\"\($0)\"" }.spokenPlainly()
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }

  private func chosen(
    _ key: String?, among all: [StateDicts.Found]
  ) throws -> StateDicts.Found {
    let keys = all.map(\.path).filter { !$0.isEmpty }
    if let key {
      if let found = all.first(where: { $0.path == key }) { return found }
      throw pickle.refusal(
        "holds no tensors under \"\(key)\"\(NearestName.hint(key, among: keys, called: "keys"))",
        keys.isEmpty ? "leave out the key" : "give one of the keys")
    }
    guard let first = all.first else {
      throw pickle.refusal(
        "holds no tensors: it is \(pickle.kind(pickle.root))",
        "save the network's state dict, for example with torch.save(model.state_dict(), …)")
    }
    if all.count == 1 { return first }
    let averages = all.filter(\.isAverage)
    if averages.count == 1 { return averages[0] }
    throw pickle.refusal(
      "holds tensors under several keys: \(Self.listed(keys))"
        + (keys.count < all.count ? ", and outside of them" : ""),
      "name the one that is meant by \"key\", or by --key on the command line")
  }

  private func read(
    _ values: [(name: String, value: PickleValue)]
  ) throws -> SafeTensors {
    let nested = values.reduce(0) { $0 + pickle.nestedByteCount($1.value) }
    guard nested <= 2 * fileSize else { throw tooLarge() }
    let tensors = try values.map { try pickle.tensor($0.value, named: $0.name) }
    var total = 0
    for tensor in tensors {
      total += tensor.byteCount
      guard total <= 64 << 20 + 4 * fileSize else { throw tooLarge() }
    }
    var names: Set = [SafeTensorsHeader.metadataKey]
    for (name, _) in values where !names.insert(name).inserted {
      throw pickle.refusal("\"\(name)\" is there twice or no tensor's name", "save it anew")
    }
    var storages: [String: Data] = [:]
    let pieces = try zip(values, tensors).map { value, tensor in
      let (storage, isBigEndian) = try storage(of: tensor, &storages)
      return SafeTensors.Piece(
        name: value.name, type: tensor.elementType, shape: tensor.shape,
        elements: tensor.elements(of: storage, isBigEndian: isBigEndian))
    }
    return SafeTensors(pieces, file: pickle.file)
  }

  private func tooLarge() -> FormatError {
    pickle.refusal(
      "its tensors take more than four times the size of the file, as many share few numbers",
      "save them as copies, for example with .clone()")
  }
}
