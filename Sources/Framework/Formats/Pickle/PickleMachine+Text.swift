import Foundation

/// Arguments that are lines of text, and integers of any length.
extension PickleMachine {
  /// The rest of the line, without its end.
  mutating func line() throws -> Data {
    guard let line = try reader.line() else {
      throw damaged("a line that starts near offset \(reader.offset) has no end")
    }
    return line
  }

  mutating func realLine() throws -> Double {
    let text = String(decoding: try line(), as: UTF8.self)
    guard let value = Double(text) else { throw damaged("'\(text.prefix(40))' is no number") }
    return value
  }

  mutating func indexLine() throws -> Int {
    let text = String(decoding: try line(), as: UTF8.self)
    guard let value = Int(text), value >= 0 else {
      throw damaged("'\(text.prefix(40))' is no index of its memo")
    }
    return value
  }

  mutating func pushInteger(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .binint: try push(.integer(Int(Int32(bitPattern: reader.uint32LE()))))
    case .binint1: try push(.integer(Int(reader.uint8())))
    case .binint2: try push(.integer(Int(reader.uint16LE())))
    case .long1: try pushInteger(bytes: [UInt8](reader.bytes(Int(reader.uint8()))))
    case .long4:
      let length = Int(Int32(bitPattern: try reader.uint32LE()))
      guard length >= 0 else { throw damaged("an integer has the length \(length)") }
      let bytes = try reader.bytes(length)
      try countBytes(length)
      try pushInteger(bytes: [UInt8](bytes))
    default:
      var text = String(decoding: try line(), as: UTF8.self)
      // Protocol 0 has these two for False and True.
      if opcode == .int, text == "00" || text == "01" { return try push(.boolean(text == "01")) }
      if text.hasSuffix("L") { text.removeLast() }
      if let value = Int(text) { return try push(.integer(value)) }
      try pushInteger(digits: text)
    }
  }

  /// - Parameter bytes: two's complement, lowest byte first; none for 0.
  private mutating func pushInteger(bytes: [UInt8]) throws {
    let fill: UInt8 = (bytes.last ?? 0) & 0x80 == 0 ? 0 : 0xFF
    // One form for each integer: no byte that only repeats the sign.
    var bytes = bytes
    while bytes.count > 1, bytes.last == fill, bytes[bytes.count - 2] & 0x80 == fill & 0x80 {
      bytes.removeLast()
    }
    if bytes.count <= 8 {
      let filled = bytes + Array(repeating: fill, count: 8 - bytes.count)
      let pattern = filled.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return try push(.integer(Int(Int64(bitPattern: pattern))))
    }
    try countBytes(bytes.count)
    try push(PickleNode.largeInteger(bytes))
  }

  /// An integer beyond 64 bits; Python itself takes up to 4300 digits.
  private mutating func pushInteger(digits text: String) throws {
    let isNegative = text.hasPrefix("-")
    let digits = [UInt8](text.utf8.dropFirst(isNegative ? 1 : 0))
    guard !digits.isEmpty, digits.count <= 4300, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      throw damaged("'\(text.prefix(40))' is no integer")
    }
    var bytes: [UInt8] = []
    for digit in digits {
      var carry = Int(digit) - 0x30
      for index in bytes.indices {
        carry += Int(bytes[index]) * 10
        bytes[index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      if carry > 0 { bytes.append(UInt8(carry)) }
    }
    bytes.append(0)
    if isNegative {
      var carry = 1
      for index in bytes.indices {
        carry += Int(~bytes[index])
        bytes[index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
    }
    try pushInteger(bytes: bytes)
  }
}

// MARK: - Escapes

extension PickleMachine {
  /// The string of Python 2 in quotes, with Python's escapes.
  mutating func quotedLine() throws -> Data {
    let line = try line()
    guard let quote = line.first, quote == 0x27 || quote == 0x22, line.count >= 2,
      line.last == quote
    else { throw damaged("a text near offset \(reader.offset) has no quotes around it") }
    let escaped = line.dropFirst().dropLast()
    guard escaped.contains(0x5C) else { return escaped }
    try countBytes(escaped.count)
    var result = Data()
    var rest = escaped[...]
    while let byte = rest.popFirst() {
      guard byte == 0x5C else { result.append(byte); continue }
      guard let code = rest.popFirst() else { throw damaged("a text ends within an escape") }
      switch code {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "a"): result.append(0x07)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "v"): result.append(0x0B)
      case 0x5C, 0x27, 0x22: result.append(code)
      case UInt8(ascii: "x"): result.append(UInt8(truncatingIfNeeded: try hex(&rest, 2)))
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        var value = Int(code) - 0x30
        for _ in 0..<2 {
          guard let digit = rest.first, 0x30...0x37 ~= digit else { break }
          value = value * 8 + Int(digit) - 0x30
          rest.removeFirst()
        }
        result.append(UInt8(truncatingIfNeeded: value))
      default: result.append(contentsOf: [0x5C, code])
      }
    }
    return result
  }

  /// A line of Latin-1 with `\uXXXX` and `\UXXXXXXXX`, as UTF-8.
  mutating func escapedLine() throws -> Data {
    let line = try line()
    guard line.contains(where: { $0 == 0x5C || $0 >= 0x80 }) else { return line }
    try countBytes(line.count * 2)
    var result = Data()
    var rest = line[...]
    while let byte = rest.popFirst() {
      var code = UInt32(byte)
      if byte == 0x5C, let kind = rest.first {
        let digits = kind == UInt8(ascii: "u") ? 4 : kind == UInt8(ascii: "U") ? 8 : 0
        if digits > 0 {
          rest.removeFirst()
          code = try hex(&rest, digits)
        }
      }
      // Halves of surrogate pairs are no characters.
      let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
      result.append(contentsOf: Array(String(Character(scalar)).utf8))
    }
    return result
  }

  private func hex(_ rest: inout Data, _ count: Int) throws -> UInt32 {
    let digits = String(decoding: rest.prefix(count), as: UTF8.self)
    guard digits.utf8.count == count, let value = UInt32(digits, radix: 16) else {
      throw damaged("'\(digits)' is no hexadecimal number of an escape")
    }
    rest.removeFirst(count)
    return value
  }
}
