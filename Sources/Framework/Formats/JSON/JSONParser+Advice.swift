extension JSONParser {
  /// The error for anything else than `what`, with what to do about habits of other languages.
  func expected(_ what: String) -> JSONError {
    issue("expected \(what), found \(describeCurrent())\(adviceOnCurrent)")
  }

  /// What stands where the parser is.
  func describeCurrent() -> String {
    guard let byte = current else { return "the end of the file" }
    if (0x21..<0x7F).contains(byte) { return "'\(Character(UnicodeScalar(byte)))'" }
    guard byte >= 0x80, let scalar = currentScalar else {
      return "byte 0x" + String(byte, radix: 16)
    }
    // Invisible ones, such as the space that is never broken, by their number.
    let isVisible =
      !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
    return isVisible
      ? "'\(Character(scalar))'"
      : "the character U+" + String(scalar.value, radix: 16, uppercase: true)
  }

  private var currentScalar: UnicodeScalar? {
    String(decoding: bytes[position...].prefix(4), as: UTF8.self).unicodeScalars.first
  }

  /// What to do about habits of other languages; empty for anything else.
  private var adviceOnCurrent: String {
    guard let scalar = currentScalar else { return "" }
    switch scalar {
    case "'", "`", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{201E}", "\u{AB}", "\u{BB}":
      return "; write straight double quotes: \"…\""
    case "/", "#": return "; JSON has no comments: remove it"
    case "\u{A0}", "\u{200B}", "\u{FEFF}": return "; remove it, or write a plain space"
    default: break
    }
    for (word, json) in [("True", "true"), ("False", "false"), ("None", "null")]
    where bytes[position...].starts(with: word.utf8) {
      return "; write \(json) instead of \(word)"
    }
    return ""
  }

  /// How a character is written that may not stand in a string as it is.
  static func advice(onControl byte: UInt8) -> String {
    switch byte {
    case 0x09: return "a string may not hold a tab; write it as \\t"
    case 0x0A, 0x0D: return "a string ends on the line it starts; write a line break as \\n"
    default:
      let hex = String(byte, radix: 16)
      let code = String(repeating: "0", count: 4 - hex.count) + hex
      return "a string may not hold the control character 0x\(hex); write it as \\u\(code)"
    }
  }
}
