/// Number of 32-bit words of the tables of `updateCRC32`.
public let crc32TableCount = 8 * 256

/// Fills the tables for CRC-32 (polynomial 0xEDB88320, bit-reversed, of RFC 1952).
///
/// Table k advances a byte through k further zero bytes, so eight bytes need one step.
public func makeCRC32Tables(_ tables: UnsafeMutablePointer<UInt32>) {
  for byte in 0..<256 {
    var value = UInt32(truncatingIfNeeded: byte)
    for _ in 0..<8 { value = value & 1 == 1 ? value &>> 1 ^ 0xEDB8_8320 : value &>> 1 }
    tables[byte] = value
  }
  for index in 256..<crc32TableCount {
    let previous = tables[index &- 256]
    tables[index] = previous &>> 8 ^ tables[Int(previous & 255)]
  }
}

/// CRC-32 of `count` bytes that follow bytes with checksum `crc` (0 at the start).
@inline(never)
public func updateCRC32(
  _ crc: UInt32, _ bytes: UnsafePointer<UInt8>, _ count: Int, tables: UnsafePointer<UInt32>
) -> UInt32 {
  var value = ~crc
  var index = 0
  while index &+ 8 <= count {
    let word = UInt64(
      littleEndian: UnsafeRawPointer(bytes).loadUnaligned(
        fromByteOffset: index, as: UInt64.self))
    let mixed = word ^ UInt64(value)
    value = tables[7 &* 256 &+ Int(mixed & 255)]
    value ^= tables[6 &* 256 &+ Int(mixed &>> 8 & 255)]
    value ^= tables[5 &* 256 &+ Int(mixed &>> 16 & 255)]
    value ^= tables[4 &* 256 &+ Int(mixed &>> 24 & 255)]
    value ^= tables[3 &* 256 &+ Int(mixed &>> 32 & 255)]
    value ^= tables[2 &* 256 &+ Int(mixed &>> 40 & 255)]
    value ^= tables[1 &* 256 &+ Int(mixed &>> 48 & 255)]
    value ^= tables[Int(mixed &>> 56)]
    index &+= 8
  }
  while index < count {
    value = value &>> 8 ^ tables[Int((value ^ UInt32(bytes[index])) & 255)]
    index &+= 1
  }
  return ~value
}

/// Adler-32 (RFC 1950) of `count` bytes that follow bytes with checksum `adler` (1 at the start).
@inline(never)
public func updateAdler32(
  _ adler: UInt32, _ bytes: UnsafePointer<UInt8>, _ count: Int
) -> UInt32 {
  var low = adler & 0xFFFF
  var high = adler &>> 16
  var index = 0
  while index < count {
    // The longest run for which neither sum leaves 32 bits.
    let end = min(index &+ 5552, count)
    while index < end {
      low &+= UInt32(bytes[index])
      high &+= low
      index &+= 1
    }
    low %= 65521
    high %= 65521
  }
  return high &<< 16 | low
}
