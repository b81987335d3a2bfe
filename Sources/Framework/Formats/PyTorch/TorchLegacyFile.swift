import Foundation

/// PyTorch's format before version 1.6: five pickles (a magic number, the protocol, the system, the
/// object, the keys of the storages), then for each storage its length (int64) and elements.
struct TorchLegacyFile {
  let object: Pickle
  let storages: [String: Data]
  let isBigEndian: Bool

  /// 0x1950A86A20F9469CFC6C.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  static func isMagic(_ first: Pickle) -> Bool {
    if case .largeInteger(magic) = first.node(first.root) { true } else { false }
  }

  /// - Parameter first: the pickle that `data` starts with.
  init(_ data: Data, first: Pickle, file: String) throws {
    func refusal(_ problem: String) -> FormatError {
      FormatError(
        file: file, problem: problem, advice: "the file is damaged: fetch or write it again")
    }
    guard Self.isMagic(first) else { throw refusal("does not start with PyTorch's magic number") }
    var reader = ByteReader(data, at: first.length, file: file)
    func pickle() throws -> Pickle {
      let rest = data.dropFirst(reader.offset)
      let pickle = try Pickle(data: rest, file: file)
      try reader.skip(pickle.length)
      return pickle
    }
    let version = try pickle()
    guard version.integer(version.root) == 1001 else {
      throw refusal("has another protocol of PyTorch than 1001")
    }
    let system = try pickle()
    let isLittle = system.value("little_endian", in: system.root)
    if case .boolean(false) = isLittle { isBigEndian = true } else { isBigEndian = false }
    object = try pickle()
    let keys = try pickle()
    let sizes = try object.storageSizes()
    var storages: [String: Data] = [:]
    for value in keys.items(keys.root) ?? [] {
      guard let key = keys.text(value), let size = sizes[key] else {
        throw refusal("has a storage that no tensor belongs to: \(keys.text(value) ?? "?")")
      }
      var count = try reader.uint64LE()
      if isBigEndian { count = count.byteSwapped }
      guard count == UInt64(size.count) else {
        throw refusal("storage \(key) has \(count) elements, but \(size.count) are claimed")
      }
      storages[key] = try reader.bytes(size.count * size.type.size)
    }
    guard reader.remaining == 0 else {
      throw refusal("\(reader.remaining) bytes follow the last storage")
    }
    self.storages = storages
  }
}

extension Pickle {
  /// Type and length of every storage that lies outside, by its key.
  fileprivate func storageSizes() throws -> [String: TorchStorage] {
    var sizes: [String: TorchStorage] = [:]
    for id in persistentIDs {
      let storage = try storage(id: id)
      guard case .key(let key) = storage.place else { continue }
      if let other = sizes[key], other.count != storage.count || other.type != storage.type {
        throw refusal("storage \(key) has two sizes", "the file is damaged")
      }
      sizes[key] = storage
    }
    return sizes
  }
}
