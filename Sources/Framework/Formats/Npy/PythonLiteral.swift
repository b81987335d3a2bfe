/// A parser for the few Python literals an npy header consists of.
struct PythonLiteral {
  enum Value: Equatable {
    case string(String)
    case boolean(Bool)
    case tuple([Int])
    /// A list, as the descriptor of records; its content is skipped.
    case list
  }

  private let text: [UInt8]
  private(set) var position = 0

  init(_ text: [UInt8]) { self.text = text }

  /// The dictionary that makes up the whole text, or nil when the text is anything else.
  mutating func dictionary() -> [String: Value]? {
    guard take("{") else { return nil }
    var entries: [String: Value] = [:]
    while !take("}") {
      guard let key = string(), take(":"), let value = value(), entries[key] == nil else {
        return nil
      }
      entries[key] = value
      guard take(",") || next == UInt8(ascii: "}") else { return nil }
    }
    skipSpace()
    return position == text.count ? entries : nil
  }

  private mutating func value() -> Value? {
    skipSpace()
    switch next {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "("): return tuple().map { .tuple($0) }
    case UInt8(ascii: "["): return skipList() ? .list : nil
    default:
      if take("True") { return .boolean(true) }
      if take("False") { return .boolean(false) }
      return nil
    }
  }

  private mutating func string() -> String? {
    skipSpace()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      return nil
    }
    let start = position + 1
    guard let end = text[start...].firstIndex(of: quote) else { return nil }
    position = end + 1
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  private mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var values: [Int] = []
    while !take(")") {
      guard let value = integer() else { return nil }
      values.append(value)
      guard take(",") || next == UInt8(ascii: ")") else { return nil }
    }
    return values
  }

  private mutating func integer() -> Int? {
    skipSpace()
    let digits = text[position...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    position = digits.endIndex
    // Python 2 wrote long integers as 3L.
    if next == UInt8(ascii: "L") { position += 1 }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private mutating func skipList() -> Bool {
    var depth = 0
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "[") { depth += 1 }
      if byte == UInt8(ascii: "]") { depth -= 1 }
      if depth == 0 { return true }
    }
    return false
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
      position += 1
    }
  }

  /// Reads `token` and the space around it, or nothing.
  private mutating func take(_ token: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: token.utf8) else { return false }
    position += token.utf8.count
    skipSpace()
    return true
  }
}
