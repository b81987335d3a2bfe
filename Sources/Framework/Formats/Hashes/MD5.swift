import ByteKernels
import Foundation

/// The MD5 hash function (RFC 1321): for checking published files only, as it is not secure.
///
/// Bytes are added with `update(_:)`; `finalized()` gives the digest of 16 bytes.
public struct MD5: BlockHash, Sendable {
  public static let lengthIsBigEndian = false
  public var message = BlockMessage()
  private var words: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]

  public init() {}

  public mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    guard let start = blocks.baseAddress else { return }
    compressMD5(
      &words, start.assumingMemoryBound(to: UInt8.self), blockCount: blocks.count / 64,
      constants: Self.constants)
  }

  public var digest: Digest {
    Digest(bytes: words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } })
  }

  private static let constants: [UInt32] = (1...64).map { UInt32(0x1p32 * abs(sin(Double($0)))) }
}
