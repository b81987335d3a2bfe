import Foundation

/// Reads numbers and runs of bytes from the front of some data, and never past its end.
public struct ByteReader {
  /// Path or description used in errors.
  public let file: String
  /// Offset of the next byte.
  public private(set) var offset: Int
  private let data: Data

  /// - Parameter offset: Where to start, at most `data.count`.
  public init(_ data: Data, at offset: Int = 0, file: String) {
    self.data = data
    self.offset = offset
    self.file = file
  }

  /// Number of bytes left.
  public var remaining: Int { data.count - offset }

  /// The next `count` bytes, without a copy.
  ///
  /// - Throws: `FormatError` when fewer are left, as do all functions below.
  public mutating func bytes(_ count: Int) throws -> Data {
    guard count >= 0, count <= remaining else {
      throw FormatError(
        file: file,
        problem: "ends after \(data.count) bytes, but \(count) more are needed at offset \(offset)",
        advice: "the file is incomplete or damaged: fetch or write it again")
    }
    let start = data.startIndex + offset
    offset += count
    return data[start..<start + count]
  }

  public mutating func skip(_ count: Int) throws { _ = try bytes(count) }

  /// Skips the rest of a text that ends with a zero byte.
  public mutating func skipPastZero() throws {
    let rest = data.dropFirst(offset)
    try skip((rest.firstIndex(of: 0) ?? rest.endIndex) - rest.startIndex + 1)
  }

  /// The rest of a line without its line feed, which is skipped; nil if there is none.
  mutating func line() throws -> Data? {
    let rest = data.dropFirst(offset)
    guard let end = rest.firstIndex(of: 0x0A) else { return nil }
    let line = try bytes(end - rest.startIndex)
    try skip(1)
    return line
  }

  public mutating func uint8() throws -> UInt8 { UInt8(try littleEndian(1)) }
  public mutating func uint16LE() throws -> UInt16 { UInt16(try littleEndian(2)) }
  public mutating func uint32LE() throws -> UInt32 { UInt32(try littleEndian(4)) }
  public mutating func uint64LE() throws -> UInt64 { try littleEndian(8) }
  public mutating func uint16BE() throws -> UInt16 { try uint16LE().byteSwapped }
  public mutating func uint32BE() throws -> UInt32 { try uint32LE().byteSwapped }

  private mutating func littleEndian(_ count: Int) throws -> UInt64 {
    try bytes(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
