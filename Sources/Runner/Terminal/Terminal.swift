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

  /// A line of talk.
  static func say(_ line: String) {
    write((isInteractive ? "\r\u{1B}[K" : "") + line + "\n", to: .standardError)
  }

  /// Replaces the line of talk.
  static func redraw(_ line: String) { write("\r\u{1B}[K" + line, to: .standardError) }

  /// A line of data.
  static func print(_ line: String) { write(line + "\n", to: .standardOutput) }

  private static func write(_ text: String, to handle: FileHandle) {
    // A closed pipe (locus list | head) is the reader's choice, not an error.
    try? handle.write(contentsOf: Data(text.utf8))
  }

  static func bold(_ text: String) -> String { showsStyle ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
