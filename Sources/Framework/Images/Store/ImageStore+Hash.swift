extension ImageStore {
  /// SHA-256 over shape, kind and images: equal for equal data wherever and however it is stored.
  ///
  /// Blocks are hashed in parallel; the result is the hash of their hashes.
  public func contentHash() -> String {
    let blocks = scanBlocks
    let digests = WorkPool.shared.map(blocks.count) { block -> [UInt8] in
      var hash = SHA256()
      for part in LocusNumerics.blocks(
        from: blocks[block].lowerBound, to: blocks[block].upperBound, of: imagesReadTogether)
      {
        forEachRun(in: part) { rows, _ in
          switch rows {
          case .bytes(let base, let count, let stride):
            for row in 0..<count {
              hash.update(UnsafeRawBufferPointer(start: base + row * stride, count: shape.count))
            }
          case .floats(let base, let count, _):
            hash.update(UnsafeRawBufferPointer(start: base, count: count * shape.count * 4))
          }
        }
        giveBack(part)
      }
      return hash.finalized().bytes
    }
    var hash = SHA256()
    hash.update(Array("\(holdsBytes ? "u8" : "f4") \(count)×\(shape)".utf8))
    for digest in digests { hash.update(digest) }
    return hash.finalized().hex
  }

  /// Images that are read before their memory is given back, where it is.
  private var imagesReadTogether: Int { max(1, (4 << 20) / shape.count) }
}
