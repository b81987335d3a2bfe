import ByteKernels
import Foundation

/// Output of decompression: memory that grows by doubling and never beyond a limit.
final class InflateOutput {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0
  private let limit: Int
  /// Whether something was left away at the limit, up to a match's 258 bytes before it.
  private(set) var hasStopped = false

  init(limit: Int) {
    self.limit = limit
    capacity = min(limit, 1 << 16)
    storage = .allocate(capacity: max(capacity, 1))
  }

  /// Whether `compressedSize` bytes of DEFLATE can stand for `size` bytes.
  ///
  /// No code is shorter than 1 bit for the length 258 and 1 bit for the distance: 1032 to 1.
  static func isPossible(size: Int, compressedSize: Int) -> Bool {
    size / 1032 <= compressedSize
  }

  deinit { storage.deallocate() }

  /// A copy of what was decompressed, from index `start` on.
  func bytes(from start: Int = 0) -> [UInt8] {
    Array(UnsafeBufferPointer(start: storage + start, count: count - start))
  }

  /// CRC-32 of what was decompressed, from index `start` on.
  func crc32(from start: Int) -> UInt32 {
    Checksum.crc32(UnsafeRawBufferPointer(start: storage + start, count: count - start))
  }

  /// Adler-32 of what was decompressed, from index `start` on.
  func adler32(from start: Int) -> UInt32 {
    Checksum.adler32(UnsafeRawBufferPointer(start: storage + start, count: count - start))
  }

  /// Appends the DEFLATE stream (RFC 1951) that starts at `offset` of `data`.
  ///
  /// - Parameter stopsAtLimit: whether what lies beyond the limit is left away, and no error.
  /// - Returns: The offset just after the stream.
  /// - Throws: `FormatError` when the stream is cut short, is no DEFLATE stream or passes the limit.
  func append(
    inflating data: Data, at offset: Int, file: String, stopsAtLimit: Bool = false
  ) throws -> Int {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: inflateTableCount)
    defer { tables.deallocate() }
    var state = InflateState(inputPosition: offset, outputPosition: count)
    let status = data.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return InflateStatus.truncated }
      let input = start.assumingMemoryBound(to: UInt8.self)
      while true {
        let status = inflate(
          &state, input: input, inputCount: buffer.count, output: storage, capacity: capacity,
          tables: tables)
        count = state.outputPosition
        guard status == .outputFull, capacity < limit else { return status }
        grow()
      }
    }
    if stopsAtLimit, status == .outputFull {
      hasStopped = true
      return state.inputPosition
    }
    guard status == .finished else {
      throw Self.failure(status, offset: state.inputPosition, limit: limit, file: file)
    }
    return state.inputPosition
  }

  private func grow() {
    let larger = capacity > limit / 2 ? limit : capacity * 2
    let target = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    target.update(from: storage, count: count)
    storage.deallocate()
    storage = target
    capacity = larger
  }

  private static func failure(
    _ status: InflateStatus, offset: Int, limit: Int, file: String
  ) -> FormatError {
    let reason =
      switch status {
      case .finished: "it ended early"
      case .outputFull: "it is larger than announced"
      case .truncated: "it is cut short"
      case .badBlockType: "a block has an unknown type"
      case .badStoredLength: "the length of a stored block is damaged"
      case .badCodeLengths: "the Huffman code of a block is damaged"
      case .badSymbol: "a symbol is damaged"
      case .badDistance: "a match reaches back before the beginning"
      }
    if status == .outputFull {
      return FormatError(
        file: file, problem: "holds more than the \(limit) bytes allowed when decompressed",
        advice: "check that this is the right file; if so, decompress it beforehand")
    }
    return FormatError(
      file: file, problem: "compressed data cannot be decoded near byte \(offset): \(reason)",
      advice: "the file is incomplete or damaged: fetch it again")
  }
}
