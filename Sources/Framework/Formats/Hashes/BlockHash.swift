import Foundation

/// What SHA-256 and MD5 share: a message cut into blocks of 64 bytes and padded with its length.
public protocol BlockHash {
  init()

  /// The message so far.
  var message: BlockMessage { get set }

  /// Runs the compression function over whole blocks.
  mutating func compress(_ blocks: UnsafeRawBufferPointer)

  /// The words of the hash as bytes.
  var digest: Digest { get }

  /// Whether the message's length is appended with its highest byte first.
  static var lengthIsBigEndian: Bool { get }
}

/// The part of a message that does not fill a block yet, and the message's length.
public struct BlockMessage: Sendable {
  var pending: [UInt8] = []
  var byteCount: UInt64 = 0
}

extension BlockHash {
  /// Appends bytes (`Data`, `[UInt8]`, a raw buffer) to the message.
  public mutating func update(_ bytes: some ContiguousBytes) {
    bytes.withUnsafeBytes { append($0) }
  }

  /// The hash of the message so far, which may still be continued.
  public func finalized() -> Digest {
    var copy = self
    let bitCount = message.byteCount &* 8
    let tail = message.byteCount % 64
    let zeros = Int(tail < 56 ? 55 - tail : 119 - tail)
    let word = Self.lengthIsBigEndian ? bitCount.bigEndian : bitCount.littleEndian
    copy.update([0x80] + [UInt8](repeating: 0, count: zeros))
    copy.update(withUnsafeBytes(of: word) { Array($0) })
    return copy.digest
  }

  /// The hash of `bytes`.
  public static func hash(_ bytes: some ContiguousBytes) -> Digest {
    var hash = Self()
    hash.update(bytes)
    return hash.finalized()
  }

  /// The hash of a file, of which a piece is in memory at a time.
  ///
  /// - Throws: `FormatError` when the file cannot be read.
  public static func hash(contentsOf url: URL) throws -> Digest {
    let piece = 4 << 20
    var hash = Self()
    try MappedFile.data(at: url).withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: piece) {
        let part = UnsafeRawBufferPointer(rebasing: bytes[start...].prefix(piece))
        hash.append(part)
        MappedFile.giveBack(part)
      }
    }
    return hash.finalized()
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    message.byteCount &+= UInt64(bytes.count)
    var rest = bytes[...]
    if !message.pending.isEmpty {
      let head = rest.prefix(64 - message.pending.count)
      message.pending += head
      rest = rest.dropFirst(head.count)
      guard message.pending.count == 64 else { return }
      let block = message.pending
      message.pending = []
      block.withUnsafeBytes { compress($0) }
    }
    let whole = rest.prefix(rest.count / 64 * 64)
    if !whole.isEmpty { compress(UnsafeRawBufferPointer(rebasing: whole)) }
    message.pending = Array(rest.dropFirst(whole.count))
  }
}
