/// A strict JSON parser (RFC 8259) that keeps line and column of every value.
///
/// Foundation's decoder stops at the first error, accepts duplicate keys and forgets positions; a
/// spec's errors need all three. Nesting is limited, so hostile input cannot exhaust the stack.
public struct JSONParser {
  /// Deepest nesting of lists and objects that is accepted.
  public static let maximumDepth = 128

  let bytes: [UInt8]
  private let file: TextLocation.File
  private let namesNumbers: Bool
  private(set) var position = 0
  private var line = 1
  private var lineStart = 0

  private init(_ bytes: [UInt8], file: String, namesNumbers: Bool) {
    self.bytes = bytes
    self.file = TextLocation.File(file)
    self.namesNumbers = namesNumbers
  }

  /// Parses one JSON document.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text; a byte-order mark is refused.
  ///   - file: the name used in locations and errors.
  /// - Throws: ``JSONError`` at the first error of syntax, a duplicate key, or invalid UTF-8.
  public static func parse(_ bytes: [UInt8], file: String) throws -> JSON {
    try document(bytes, file: file, namesNumbers: false)
  }

  /// Parses a document that Python wrote: `NaN`, `Infinity` and `-Infinity` are read as strings; see
  /// ``parse(_:file:)-swift.type.method``.
  public static func parse(writtenByPython bytes: [UInt8], file: String) throws -> JSON {
    try document(bytes, file: file, namesNumbers: true)
  }

  private static func document(
    _ bytes: [UInt8], file: String, namesNumbers: Bool
  ) throws -> JSON {
    if let problem = TextEncoding.problem(of: bytes) {
      throw JSONError(problem, at: TextLocation(file: file, line: 1, column: 1))
    }
    var parser = JSONParser(bytes, file: file, namesNumbers: namesNumbers)
    parser.skipSpace()
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else {
      throw parser.issue("unexpected text after the end of the JSON value")
    }
    return value
  }

  /// Parses JSON text; see ``parse(_:file:)-swift.type.method``.
  public static func parse(text: String, file: String) throws -> JSON {
    try parse(Array(text.utf8), file: file)
  }
}

extension JSONParser {
  private var location: TextLocation {
    TextLocation(file, line: line, column: position - lineStart + 1)
  }

  func issue(_ message: String) -> JSONError { JSONError(message, at: location) }

  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current {
      switch byte {
      case 0x20, 0x09, 0x0D: position += 1
      case 0x0A:
        position += 1
        line += 1
        lineStart = position
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws -> JSON {
    let start = location
    guard let byte = current else { throw issue("the file ends where a value was expected") }
    guard depth <= Self.maximumDepth else {
      throw issue("lists and objects are nested more than \(Self.maximumDepth) deep")
    }
    if namesNumbers,
      let word = ["NaN", "Infinity", "-Infinity"].first(where: {
        bytes[position...].starts(with: $0.utf8)
      })
    {
      position += word.utf8.count
      return JSON(.string(word), at: start)
    }
    switch byte {
    case UInt8(ascii: "{"): return JSON(.object(try object(depth: depth)), at: start)
    case UInt8(ascii: "["): return JSON(.array(try array(depth: depth)), at: start)
    case UInt8(ascii: "\""): return JSON(.string(try string()), at: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSON(try number(), at: start)
    default:
      for (word, kind) in [
        ("true", JSON.Kind.bool(true)), ("false", .bool(false)), ("null", .null),
      ]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return JSON(kind, at: start)
      }
      for word in ["NaN", "nan", "Infinity", "inf"] where bytes[position...].starts(with: word.utf8)
      {
        throw issue("\(word) is not a JSON number; write a finite number")
      }
      throw expected("a value")
    }
  }

  private mutating func object(depth: Int) throws -> [JSON.Member] {
    var members: [JSON.Member] = []
    var lines: [String: Int] = [:]
    position += 1
    skipSpace()
    if current == UInt8(ascii: "}") {
      position += 1
      return members
    }
    while true {
      let keyLocation = location
      guard current == UInt8(ascii: "\"") else {
        throw expected("a key in double quotes")
      }
      let key = try string()
      if let first = lines.updateValue(keyLocation.line, forKey: key) {
        throw JSONError(
          "duplicate key \"\(key)\" (first on line \(first)); keep one of the two", at: keyLocation)
      }
      skipSpace()
      guard current == UInt8(ascii: ":") else {
        throw expected("':' after the key \"\(key)\"")
      }
      position += 1
      skipSpace()
      members.append(JSON.Member(key, try value(depth: depth + 1), at: keyLocation))
      skipSpace()
      switch current {
      case UInt8(ascii: ","):
        position += 1
        skipSpace()
        if current == UInt8(ascii: "}") { throw issue("remove the comma before '}'") }
      case UInt8(ascii: "}"):
        position += 1
        return members
      default: throw expected("',' or '}' in an object")
      }
    }
  }

  private mutating func array(depth: Int) throws -> [JSON] {
    var values: [JSON] = []
    position += 1
    skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      return values
    }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      switch current {
      case UInt8(ascii: ","):
        position += 1
        skipSpace()
        if current == UInt8(ascii: "]") { throw issue("remove the comma before ']'") }
      case UInt8(ascii: "]"):
        position += 1
        return values
      default: throw expected("',' or ']' in a list")
      }
    }
  }

  private mutating func number() throws -> JSON.Kind {
    let start = position
    let place = location
    if current == UInt8(ascii: "-") { position += 1 }
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
    guard isDigit(current) else {
      throw issue("'-' must be followed by a digit, found \(describeCurrent())")
    }
    let leadingZero = current == UInt8(ascii: "0")
    position += 1
    if leadingZero, isDigit(current) { throw issue("a number may not start with 0") }
    while isDigit(current) { position += 1 }
    var whole = true
    if current == UInt8(ascii: ".") {
      whole = false
      position += 1
      guard isDigit(current) else { throw issue("a digit must follow the decimal point") }
      while isDigit(current) { position += 1 }
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      whole = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      guard isDigit(current) else { throw issue("a digit must follow the exponent") }
      while isDigit(current) { position += 1 }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if whole, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw JSONError("the number \(text) is too large for a Double", at: place)
    }
    return .number(value)
  }

  private mutating func string() throws -> String {
    position += 1
    var result: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        result += Array(String(try escape()).utf8)
      case 0..<0x20:
        throw issue(Self.advice(onControl: byte))
      default:
        result.append(byte)
        position += 1
      }
    }
    throw issue("the file ends inside a string")
  }

  private mutating func escape() throws -> Character {
    guard let byte = current else { throw issue("the file ends inside a string") }
    let shown = describeCurrent()
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var unit = try hexUnit()
      if (0xD800..<0xDC00).contains(unit), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        let low = try hexUnit()
        guard (0xDC00..<0xE000).contains(low) else { throw issue("a broken surrogate pair") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = UnicodeScalar(unit) else { throw issue("a lone surrogate in a string") }
      return Character(scalar)
    default:
      throw issue("a backslash in a string may not be followed by \(shown); write \\\\ for itself")
    }
  }

  private mutating func hexUnit() throws -> UInt32 {
    let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
    // The digits are checked one by one because UInt32 would accept a sign.
    guard digits.utf8.count == 4, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }),
      let value = UInt32(digits, radix: 16)
    else { throw issue("\\u needs four hexadecimal digits") }
    position += 4
    return value
  }
}
