import Foundation

/// A file that PyTorch's `torch.save` wrote (`.pt`, `.pth`, `.ckpt`), or a pickle with tensors in it:
/// read as data, nothing in it is run.
///
/// Formats: the zip archive of PyTorch 1.6 and later, the older sequence of pickles, and pickles whose
/// tensors bring their storages along.
package struct TorchCheckpoint: Sendable {
  private enum Storages {
    case archive([String: ZipArchive.Member], ZipArchive)
    case data([String: Data])
  }

  private let pickle: Pickle
  private let storages: Storages
  private let isBigEndian: Bool
  private let fileSize: Int

  package init(contentsOf url: URL) throws {
    try self.init(data: MappedFile.data(at: url), file: url.path)
  }

  /// - Throws: ``FormatError`` when the file is damaged or is no such file.
  package init(data: Data, file: String) throws {
    fileSize = data.count
    if data.starts(with: Data("PK".utf8)) {
      let archive = try TorchArchive(data, file: file)
      pickle = archive.pickle
      storages = .archive(archive.storages, archive.zip)
      isBigEndian = archive.isBigEndian
      return
    }
    guard data.dropFirst(257).prefix(5) != Data("ustar".utf8) else {
      throw FormatError(
        file: file, problem: "a tar archive, PyTorch's format of 2016, is not read",
        advice: "load it with torch.load and save it again with torch.save")
    }
    let first = try Pickle(data: data, file: file)
    if TorchLegacyFile.isMagic(first) {
      let legacy = try TorchLegacyFile(data, first: first, file: file)
      pickle = legacy.object
      storages = .data(legacy.storages)
      isBigEndian = legacy.isBigEndian
    } else {
      guard first.length == data.count else {
        throw first.refusal(
          "\(data.count - first.length) bytes follow the end of the pickle",
          "fetch or write it again")
      }
      pickle = first
      storages = .data([:])
      isBigEndian = false
    }
  }

  // MARK: Tensors

  /// Tensors, and what was taken for granted in finding them.
  package struct Tensors: Sendable {
    package let tensors: SafeTensors
    package let remarks: [String]
  }

  /// The tensors of a state dict or module.
  ///
  /// - Parameter key: its key in the file, those of nested dictionaries joined by dots; nil for the only
  ///   one.
  /// - Throws: ``FormatError`` if there is none, or more than one and no key, or a tensor is damaged.
  package func tensors(of key: String? = nil) throws -> Tensors {
    let found = try stateDict(key)
    var remarks: [String] = []
    if !found.path.isEmpty { remarks.append("the tensors are those of \"\(found.path)\"") }
    let wrapper = "module."
    var tensors = found.tensors
    if tensors.allSatisfy({ $0.name.hasPrefix(wrapper) }) {
      tensors = tensors.map { (String($0.name.dropFirst(wrapper.count)), $0.value) }
      remarks.append("\"\(wrapper)\" is left out at the start of the names")
    }
    if !found.others.isEmpty {
      let names = found.others.prefix(8).map { "\"\($0)\"" }.spokenPlainly()
      remarks.append(
        "left out as no tensors: \(names)"
          + (found.others.count > 8 ? " and \(found.others.count - 8) more" : ""))
    }
    return Tensors(tensors: try read(tensors), remarks: remarks)
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

  /// The keys of state dicts and modules; the empty one stands for the file as a whole.
  package func stateDicts() throws -> [String] { try StateDicts(pickle).all.map(\.path) }

  private func stateDict(_ key: String?) throws -> StateDicts.Found {
    let all = try StateDicts(pickle).all
    let keys = all.map(\.path).filter { !$0.isEmpty }
    if let key {
      if let found = all.first(where: { $0.path == key }) { return found }
      throw pickle.refusal(
        "holds no tensors under \"\(key)\"\(NearestName.hint(key, among: keys, called: "keys"))",
        keys.isEmpty ? "leave out the key" : "give one of the keys")
    }
    guard let only = all.first else {
      throw pickle.refusal(
        "holds no tensors: it is \(pickle.kind(pickle.root))",
        "save the network's state dict, for example with torch.save(model.state_dict(), …)")
    }
    guard all.count == 1 else {
      let names = keys.map { "\"\($0)\"" }.spokenPlainly()
      throw pickle.refusal(
        "holds tensors under several keys: \(names)"
          + (keys.count < all.count ? ", and outside of them" : ""),
        "say which of them is meant")
    }
    return only
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
    var file = SafeTensors.encodedHeader(
      zip(values, tensors).map { .init($0.name, $1.elementType, shape: $1.shape) }, [:])
    file.reserveCapacity(file.count + total)
    // Many tensors may share a storage: its checksum is looked at once.
    var read: [String: Data] = [:]
    for tensor in tensors {
      let (storage, isBigEndian) = try storage(of: tensor, &read)
      file.append(tensor.elements(of: storage, isBigEndian: isBigEndian))
    }
    return try SafeTensors(data: file, file: pickle.file)
  }

  private func tooLarge() -> FormatError {
    pickle.refusal(
      "its tensors take more than four times the size of the file, as many share few numbers",
      "save them as copies, for example with .clone()")
  }

  private func storage(
    of tensor: TorchTensor, _ read: inout [String: Data]
  ) throws -> (Data, isBigEndian: Bool) {
    let data: Data
    var order = isBigEndian
    switch (tensor.storage, storages) {
    case (.bytes(let bytes, let isBigEndian), _): (data, order) = (bytes, isBigEndian)
    case (.key(let key), .data(let storages)):
      guard let storage = storages[key] else { throw missing(key) }
      data = storage
    case (.key(let key), .archive(let members, let archive)):
      guard let member = members[key] else { throw missing(key) }
      data = try read[key] ?? archive.content(of: member)
      read[key] = data
    }
    guard data.count == tensor.storageCount * tensor.elementType.size else {
      throw pickle.refusal(
        "a storage of \(tensor.storageCount) elements \(tensor.elementType.rawValue) has "
          + "\(data.count) bytes", "the file is damaged: fetch or write it again")
    }
    return (data, order)
  }

  private func missing(_ key: String) -> FormatError {
    pickle.refusal("storage \(key) is missing", "the file is incomplete: fetch or write it again")
  }
}
