extension ImageStore {
  /// SHA-256 over shape, kind and images: equal for equal data wherever and however it is stored.
  ///
  /// Blocks are hashed in parallel; the result is the hash of their hashes.
  public func contentHash() -> String {
    let blocks = scanBlocks
    let digests = WorkPool.shared.map(blocks.count) { block -> [UInt8] in
      var hash = SHA256()
      defer { giveBack(blocks[block]) }
      forEachRun(in: blocks[block]) { rows, _ in
        switch rows {
        case .bytes(let base, let count, let stride):
          for row in 0..<count {
            hash.update(UnsafeRawBufferPointer(start: base + row * stride, count: shape.count))
          }
        case .floats(let base, let count, _):
          hash.update(UnsafeRawBufferPointer(start: base, count: count * shape.count * 4))
        }
      }
      return hash.finalized().bytes
    }
    var hash = SHA256()
    hash.update(Array("\(holdsBytes ? "u8" : "f4") \(count)×\(shape)".utf8))
    for digest in digests { hash.update(digest) }
    return hash.finalized().hex
  }
}
