import ByteKernels
import Foundation

/// Reading and writing of zlib streams (RFC 1950).
public enum Zlib {
  /// Decompresses a zlib stream and checks its Adler-32; nothing may follow the stream.
  ///
  /// - Parameters:
  ///   - file: Path or description used in errors.
  ///   - limit: Largest number of decompressed bytes accepted.
  /// - Throws: `FormatError` when the data are cut short, damaged, not zlib or beyond the limit.
  public static func decompress(
    _ data: Data, file: String, limit: Int = 1 << 31
  ) throws -> [UInt8] {
    var reader = ByteReader(data, file: file)
    let method = try reader.uint8()
    let flags = try reader.uint8()
    guard method & 15 == 8, method >> 4 <= 7, (Int(method) << 8 | Int(flags)) % 31 == 0 else {
      throw damaged(file, "zlib data expected, but the header is \(method), \(flags)")
    }
    guard flags & 0x20 == 0 else {
      throw damaged(file, "the zlib data need a preset dictionary, which is not supported")
    }
    let output = InflateOutput(limit: limit)
    let end = try output.append(inflating: data, at: reader.offset, file: file)
    var trailer = ByteReader(data, at: end, file: file)
    guard try trailer.uint32BE() == output.adler32(from: 0) else {
      throw damaged(file, "the Adler-32 of the decompressed bytes is not the recorded one")
    }
    guard trailer.remaining == 0 else {
      throw damaged(file, "\(trailer.remaining) bytes follow the end of the zlib data")
    }
    return output.bytes()
  }

  /// Compresses `bytes` with LZ77 and Huffman codes.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    let capacity = deflateBound(bytes.count) + 6
    return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      let start = output.baseAddress.unsafelyUnwrapped
      // Window of 32 KiB; the second byte makes the pair a multiple of 31.
      start[0] = 0x78
      start[1] = 0x9C
      count = 2 + bytes.withUnsafeBufferPointer { deflate($0.baseAddress, $0.count, start + 2) }
      let checksum = Checksum.adler32(bytes)
      for shift in [24, 16, 8, 0] as [UInt32] {
        start[count] = UInt8(truncatingIfNeeded: checksum >> shift)
        count += 1
      }
    }
  }

  private static func damaged(_ file: String, _ problem: String) -> FormatError {
    FormatError(file: file, problem: problem, advice: "the file is damaged: write it again")
  }
}
