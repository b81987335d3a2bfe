import Foundation

/// Reading of gzip files (RFC 1952).
public enum Gzip {
  /// Whether the data start as a gzip file does.
  public static func isGzip(_ data: Data) -> Bool { data.starts(with: [0x1F, 0x8B]) }

  /// Decompresses all members of a gzip file and checks their CRC-32 and length.
  ///
  /// - Parameters:
  ///   - file: Path or description used in errors.
  ///   - limit: Largest number of decompressed bytes accepted.
  /// - Throws: `FormatError` when the data are cut short, damaged, not gzip or beyond the limit.
  public static func decompress(
    _ data: Data, file: String, limit: Int = 1 << 31
  ) throws -> [UInt8] {
    let output = InflateOutput(limit: limit)
    var offset = 0
    repeat {
      let headerEnd = try endOfHeader(data, at: offset, file: file)
      let memberStart = output.count
      let streamEnd = try output.append(inflating: data, at: headerEnd, file: file)
      var trailer = ByteReader(data, at: streamEnd, file: file)
      let checksum = try trailer.uint32LE()
      let length = try trailer.uint32LE()
      offset = trailer.offset
      guard checksum == output.crc32(from: memberStart) else {
        throw damaged(file, "the CRC-32 of the decompressed bytes is not the recorded one")
      }
      // The format records the length modulo 2³².
      let actual = output.count - memberStart
      guard length == UInt32(truncatingIfNeeded: actual) else {
        throw damaged(file, "decompresses to \(actual) bytes, but \(length) are recorded")
      }
    } while offset < data.count
    return output.bytes()
  }

  /// At least the first `count` decompressed bytes, fewer if there are no more; checksums are not
  /// looked at.
  ///
  /// - Throws: `FormatError` when the data are cut short, damaged or not gzip.
  static func start(of data: Data, count: Int, file: String) throws -> [UInt8] {
    let output = InflateOutput(limit: count + 258)
    var offset = 0
    repeat {
      offset = try output.append(
        inflating: data, at: endOfHeader(data, at: offset, file: file), file: file,
        stopsAtLimit: true)
      // Checksum and length of the member.
      offset += 8
    } while !output.hasStopped && offset < data.count
    return output.bytes()
  }

  /// Offset just after the member header at `offset`.
  private static func endOfHeader(_ data: Data, at offset: Int, file: String) throws -> Int {
    var reader = ByteReader(data, at: offset, file: file)
    guard isGzip(data.dropFirst(offset)) else {
      throw FormatError(
        file: file, problem: "no gzip data at offset \(offset)",
        advice: "check that the file is a .gz file, with nothing after its end")
    }
    try reader.skip(2)
    let method = try reader.uint8()
    let flags = try reader.uint8()
    guard method == 8, flags & 0xE0 == 0 else {
      throw damaged(file, "gzip header has method \(method) and flags \(flags)")
    }
    try reader.skip(6)
    if flags & 0x04 != 0 { try reader.skip(Int(try reader.uint16LE())) }
    // Name and comment, each ended by a zero.
    for flag: UInt8 in [0x08, 0x10] where flags & flag != 0 {
      try reader.skipPastZero()
    }
    if flags & 0x02 != 0 {
      let header = data.dropFirst(offset).prefix(reader.offset - offset)
      guard try reader.uint16LE() == UInt16(truncatingIfNeeded: Checksum.crc32(header)) else {
        throw damaged(file, "the checksum of the gzip header is wrong")
      }
    }
    return reader.offset
  }

  private static func damaged(_ file: String, _ problem: String) -> FormatError {
    FormatError(file: file, problem: problem, advice: "the file is damaged: fetch it again")
  }
}
