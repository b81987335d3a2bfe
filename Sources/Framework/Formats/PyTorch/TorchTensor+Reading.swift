import Foundation

/// How pickles describe tensors: by the names of PyTorch's functions that rebuild them.
extension Pickle {
  private static let tensorMakers: Set = [
    "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor",
  ]
  private static let parameterMakers: Set = [
    "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
  ]

  /// Whether a value is a tensor, even one of a kind that is not read.
  func isTensor(_ value: PickleValue) -> Bool {
    maker(value)?.hasPrefix("torch._utils._rebuild_") == true
  }

  /// - Throws: ``FormatError`` if the value is no tensor that is read, or leaves its storage.
  func tensor(_ value: PickleValue, named name: String) throws -> TorchTensor {
    if let inner = arguments(of: value, by: Self.parameterMakers)?.first, maker(inner) != nil,
      arguments(of: inner, by: Self.parameterMakers) == nil
    {
      return try tensor(inner, named: name)
    }
    guard let arguments = arguments(of: value, by: Self.tensorMakers), arguments.count >= 4 else {
      throw refusal(
        "\"\(name)\" is \(kind(value)), which is not read",
        "save plain, dense tensors, for example with .detach().contiguous()")
    }
    let storage = try storage(arguments[0], of: name)
    guard let offset = integer(arguments[1]),
      let shape = integers(arguments[2]), let strides = integers(arguments[3]),
      shape.count == strides.count, shape.count <= NpyHeader.maximumRank
    else { throw refusal("\"\(name)\" has no sound shape", "the file is damaged") }
    guard offset >= 0, (shape + strides).allSatisfy({ $0 >= 0 }),
      let count = NpyHeader.elementCount(shape, elementSize: storage.type.size),
      count <= storage.count, Self.end(offset, shape, strides) ?? .max <= storage.count
    else {
      throw refusal(
        "\"\(name)\" \(shape) with strides \(strides) at \(offset) leaves its storage of "
          + "\(storage.count) elements",
        "the file is damaged or made to do harm; expanded tensors have to be saved .contiguous()")
    }
    return TorchTensor(
      storage: storage.place, elementType: storage.type, storageCount: storage.count,
      offset: offset, shape: shape,
      // The stride of a single index means nothing and may be any number.
      strides: zip(shape, strides).map { $0 == 1 ? 0 : $1 }, count: count)
  }

  /// The index behind the last element; nil if no `Int` holds it.
  private static func end(_ offset: Int, _ shape: [Int], _ strides: [Int]) -> Int? {
    guard !shape.contains(0) else { return 0 }
    var last = offset
    for (size, stride) in zip(shape, strides) {
      let (distance, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, carry) = last.addingReportingOverflow(distance)
      guard !overflow, !carry else { return nil }
      last = sum
    }
    return last < .max ? last + 1 : nil
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard let items = items(value) else { return nil }
    let integers = items.compactMap(integer)
    return integers.count == items.count ? integers : nil
  }

  /// Bytes of a whole file that a tensor brings along.
  func nestedByteCount(_ value: PickleValue) -> Int {
    let makers = Self.parameterMakers.union(Self.tensorMakers)
    var value = value
    while let inner = arguments(of: value, by: makers)?.first { value = inner }
    let bytes = arguments(of: value, by: ["torch.storage._load_from_bytes"])?.first
    switch bytes {
    case .bytes(let bytes): return bytes.count
    case .node(let index):
      // Text to be encoded: no longer than what is read of it.
      guard case .text(let text) = arguments(of: .node(index), by: ["_codecs.encode"])?.first
      else { return 0 }
      return text.count
    default: return 0
    }
  }

  // MARK: Storages

  struct TorchStorage {
    let place: TorchTensor.Storage
    let type: SafeTensors.ElementType
    let count: Int
  }

  private func storage(_ value: PickleValue, of name: String) throws -> TorchStorage {
    if case .persistent(let id) = node(value) { return try storage(id: id) }
    // Tensors of a pickle that PyTorch did not write itself: each brings a whole file along.
    if let bytes = arguments(of: value, by: ["torch.storage._load_from_bytes"])?.first
      .flatMap(bytes)
    {
      let inner = try TorchLegacyFile(
        bytes, first: Pickle(data: bytes, file: file), file: "\(file)[\(name)]")
      guard case .persistent(let id) = inner.object.node(inner.object.root) else {
        throw refusal("the storage of \"\(name)\" is no storage", "the file is damaged")
      }
      let storage = try inner.object.storage(id: id)
      guard case .key(let key) = storage.place, let data = inner.storages[key] else {
        throw refusal("the storage of \"\(name)\" is missing", "the file is damaged")
      }
      return TorchStorage(
        place: .bytes(data, isBigEndian: inner.isBigEndian), type: storage.type,
        count: storage.count)
    }
    throw refusal(
      "the storage of \"\(name)\" is \(kind(value))", "save plain, dense tensors as a state dict")
  }

  /// What a persistent id says: ('storage', class, key, device, number of elements).
  func storage(id: PickleValue) throws -> TorchStorage {
    guard let parts = items(id), parts.count >= 5, text(parts[0]) == "storage",
      let kind = name(parts[1]), let key = text(parts[2]), let count = integer(parts[4]), count >= 0
    else { throw refusal("something other than a storage lies outside", "the file is damaged") }
    guard let type = SafeTensors.ElementType(torchStorage: kind) else {
      throw refusal(
        "storages of \(kind) are not read", "convert the tensors, for example with .float()")
    }
    guard count <= Int.max / type.size else {
      throw refusal("a storage claims \(count) elements", "the file is damaged")
    }
    if parts.count > 5, case .node = parts[5] {
      throw refusal(
        "storage \(key) is a view of another one",
        "load and save the file again with a PyTorch of 2018 or later")
    }
    return TorchStorage(place: .key(key), type: type, count: count)
  }
}
