import Framework

/// Builds small tar archives, right and wrong ones.
struct TarBuilder {
  private(set) var bytes: [UInt8] = []

  /// Adds an entry; `type` is the header's type flag.
  mutating func add(
    _ path: String, _ content: [UInt8], type: Character = "0", prefix: String = ""
  ) {
    var header = [UInt8](repeating: 0, count: 512)
    func set(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    set(path, at: 0)
    set("0000644\0", at: 100)
    set(Self.octal(content.count, digits: 11) + "\0", at: 124)
    set(String(repeating: " ", count: 8), at: 148)
    set(String(type), at: 156)
    set("ustar\u{0}00", at: 257)
    set(prefix, at: 345)
    let sum = header.reduce(0) { $0 + Int($1) }
    set(Self.octal(sum, digits: 6) + "\0 ", at: 148)
    bytes += header + content
    bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  /// The archive with its two closing blocks.
  var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

  /// A gzip file (RFC 1952) that stores its content uncompressed.
  static func gzip(_ content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = content[...]
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let length = UInt16(block.count)
      result.append(rest.isEmpty ? 1 : 0)
      result += [length, ~length].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
      result += block
    } while !rest.isEmpty
    for word in [Checksum.crc32(content), UInt32(content.count)] {
      result += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
    return result
  }

  private static func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
