import Foundation

/// Data go to stdout, talk to stderr; colour and moving lines only where a person looks.
enum Terminal {
  /// Whether talk may be redrawn in place.
  static let isInteractive = isatty(2) == 1 && allowsStyle

  /// Whether data may be shown in bold.
  static let showsStyle = isatty(1) == 1 && allowsStyle

  private static let allowsStyle =
    ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  static let data = TextOutput(1, name: "standard output")
  private static let talk = TextOutput(2, name: "standard error")

  /// A line of talk.
  static func say(_ line: String) {
    talk.write((isInteractive ? "\r\u{1B}[K" : "") + line + "\n")
  }

  /// Replaces the line of talk.
  static func redraw(_ line: String) { talk.write("\r\u{1B}[K" + line) }

  /// A line of data.
  static func print(_ line: String) { data.write(line + "\n") }

  static func bold(_ text: String) -> String { showsStyle ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
