/// One 512-byte header block of a tar archive.
struct TarHeader {
  enum Kind {
    case regular
    /// GNU: the content is the path of the next entry.
    case longName
    /// pax: the content overrides fields of the next entry.
    case extended
    /// Describes the next entry or all of them, without a path or size.
    case aside
    /// A folder, link or device.
    case other
  }

  private let block: [UInt8]

  init(_ block: ArraySlice<UInt8>) {
    self.block = Array(block)
  }

  var isEndOfArchive: Bool { block.allSatisfy { $0 == 0 } }

  /// The sum of all bytes, those of the checksum field counted as spaces.
  var checksumMatches: Bool {
    let field = 148..<156
    var sum = field.count * 32
    for (index, byte) in block.enumerated() where !field.contains(index) { sum += Int(byte) }
    return Self.octal(block[field]) == sum
  }

  var kind: Kind {
    switch block[156] {
    // Pre-POSIX archives mark a folder by a slash at the end of its name only.
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): return path.hasSuffix("/") ? .other : .regular
    case UInt8(ascii: "L"): return .longName
    case UInt8(ascii: "x"): return .extended
    case UInt8(ascii: "g"), UInt8(ascii: "K"): return .aside
    default: return .other
    }
  }

  /// Length of the content in bytes, or nil if unreadable. Links and folders have none.
  var size: Int? {
    let field = block[124..<136]
    switch block[156] {
    case UInt8(ascii: "1")...UInt8(ascii: "6"): return 0
    default: break
    }
    // GNU: the highest bit marks a big-endian binary number, for sizes of 8 GiB and more.
    guard block[124] & 0x80 != 0 else { return Self.octal(field) }
    guard block[124] == 0x80, block[125..<129].allSatisfy({ $0 == 0 }) else { return nil }
    return block[129..<136].reduce(0) { $0 << 8 | Int($1) }
  }

  var path: String {
    let name = Self.text(block[0..<100])
    // GNU tar keeps times in the bytes that POSIX uses for the prefix, under another magic.
    let isPOSIX = Self.text(block[257..<263]) == "ustar" && block[263] == UInt8(ascii: "0")
    let prefix = isPOSIX ? Self.text(block[345..<500]) : ""
    return prefix.isEmpty ? name : "\(prefix)/\(name)"
  }

  /// The text before the first zero byte.
  static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// An octal number, padded with spaces or ended by a zero byte; nil for anything else.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = text(field).split(separator: " ")
    return digits.count == 1 ? Int(digits[0], radix: 8).flatMap { $0 < 0 ? nil : $0 } : nil
  }
}

/// What a long-name or pax entry says about the entry after it.
struct PathOverride {
  var path: String?
  var size: Int?

  /// Reads pax records `<length> <key>=<value>\n`; false if they are malformed.
  mutating func take(pax content: ArraySlice<UInt8>) -> Bool {
    var rest = content
    while !rest.isEmpty {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
        let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
        length > space - rest.startIndex + 1, length <= rest.count
      else { return false }
      let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
      let fields = String(decoding: record, as: UTF8.self)
        .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard fields.count == 2 else { return false }
      switch fields[0] {
      case "path": path = String(fields[1])
      case "size":
        guard let value = Int(fields[1]), value >= 0 else { return false }
        size = value
      default: break
      }
      rest = rest.dropFirst(length)
    }
    return true
  }
}
