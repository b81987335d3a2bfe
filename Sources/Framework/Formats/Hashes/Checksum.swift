import ByteKernels
import Foundation

/// The checksums of gzip, zip and PNG (CRC-32) and of zlib (Adler-32).
public enum Checksum {
  private static let tables = [UInt32](unsafeUninitializedCapacity: crc32TableCount) {
    makeCRC32Tables($0.baseAddress.unsafelyUnwrapped)
    $1 = crc32TableCount
  }

  /// CRC-32 of RFC 1952.
  ///
  /// - Parameter start: the checksum of what comes before.
  public static func crc32(_ bytes: some ContiguousBytes, from start: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      var checksum = start
      for start in stride(from: 0, to: buffer.count, by: piece) {
        let part = UnsafeRawBufferPointer(rebasing: buffer[start...].prefix(piece))
        guard let base = part.baseAddress else { break }
        checksum = updateCRC32(
          checksum, base.assumingMemoryBound(to: UInt8.self), part.count, tables: tables)
        // Files may be larger than what should be in memory at once.
        if buffer.count > piece { MappedFile.giveBack(part) }
      }
      return checksum
    }
  }

  /// Bytes that are read together.
  private static let piece = 16 << 20

  /// Adler-32 of RFC 1950.
  public static func adler32(_ bytes: some ContiguousBytes) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return 1 }
      return updateAdler32(1, start.assumingMemoryBound(to: UInt8.self), buffer.count)
    }
  }
}
