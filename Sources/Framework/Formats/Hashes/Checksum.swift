import ByteKernels
import Foundation

/// The checksums of gzip, zip and PNG (CRC-32) and of zlib (Adler-32).
public enum Checksum {
  private static let tables = [UInt32](unsafeUninitializedCapacity: crc32TableCount) {
    makeCRC32Tables($0.baseAddress.unsafelyUnwrapped)
    $1 = crc32TableCount
  }

  /// CRC-32 of RFC 1952.
  public static func crc32(_ bytes: some ContiguousBytes) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return updateCRC32(
        0, start.assumingMemoryBound(to: UInt8.self), buffer.count, tables: tables)
    }
  }

  /// Adler-32 of RFC 1950.
  public static func adler32(_ bytes: some ContiguousBytes) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return 1 }
      return updateAdler32(1, start.assumingMemoryBound(to: UInt8.self), buffer.count)
    }
  }
}
