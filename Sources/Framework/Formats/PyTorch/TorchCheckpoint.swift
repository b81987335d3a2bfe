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

  let pickle: Pickle
  private let storages: Storages
  private let isBigEndian: Bool
  /// Which of the formats it is, in words.
  package let kind: String
  let fileSize: Int

  /// Whether the data start as zip archives, or pickles of protocol 2 and later, do.
  package static func isLikely(_ data: Data) -> Bool {
    let start = [UInt8](data.prefix(4))
    return start.starts(with: [0x50, 0x4B, 3, 4])
      || start.count > 1 && start[0] == 0x80 && (2...5).contains(start[1])
  }

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
      kind = "a checkpoint of PyTorch"
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
      kind = "a checkpoint of PyTorch before version 1.6"
    } else {
      guard first.length == data.count else {
        throw first.refusal(
          "\(data.count - first.length) bytes follow the end of the pickle",
          "fetch or write it again")
      }
      pickle = first
      storages = .data([:])
      isBigEndian = false
      kind = "a pickle"
    }
  }
}

// MARK: - Storages

extension TorchCheckpoint {
  /// The bytes of a tensor's storage: a part of the file where they lie in it as they are.
  ///
  /// - Parameter read: storages that were looked at before: many tensors may share one, and its checksum
  ///   is compared once.
  func storage(
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
