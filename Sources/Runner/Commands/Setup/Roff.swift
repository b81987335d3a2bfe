/// Text for man(7), understood by groff and mandoc alike.
enum Roff {
  /// Text within a line: nothing in it is taken for an escape, and dashes and quotes stay the
  /// characters that they are, so that commands can be copied.
  static func text(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case "'": "\\(aq"
      case "`": "\\(ga"
      case "^": "\\(ha"
      case "~": "\\(ti"
      case "\"": "\\(dq"
      case _ where scalar.isASCII: String(scalar)
      default: "\\[u" + padded(String(scalar.value, radix: 16, uppercase: true)) + "]"
      }
    }.joined()
  }

  private static func padded(_ digits: String) -> String {
    String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Text as a line of its own, which no leading dot turns into a request.
  static func line(_ text: String) -> String {
    text.hasPrefix(".") ? "\\&" + self.text(text) : self.text(text)
  }

  /// Lines that are filled as one paragraph.
  static func paragraph(_ text: String) -> [String] {
    text.split(separator: "\n").map { line($0.trimmingPrefix { $0 == " " }.description) }
  }

  static func bold(_ text: String) -> String { "\\fB\(self.text(text))\\fR" }
  static func italic(_ text: String) -> String { "\\fI\(self.text(text))\\fR" }

  /// A term and what it means.
  static func item(_ term: String, _ meaning: String) -> [String] {
    [".TP", bold(term), line(meaning)]
  }
}
