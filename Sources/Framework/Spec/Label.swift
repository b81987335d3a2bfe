import Foundation

/// Labels of variants: unique in a run, and safe as file names.
enum Label {
  /// `name[key=value,…]` for a variant that a sweep made.
  static func adding(_ choice: Assignment, to label: String) -> String {
    guard !choice.isEmpty else { return label }
    let parts = choice.map { path, value in
      "\(path.lastKey ?? "")=\(value.string ?? value.canonicalText)"
    }
    return label + "[" + encoded(parts.joined(separator: ",")) + "]"
  }

  /// The text with every character that a file name should not hold percent-encoded.
  static func encoded(_ text: String) -> String {
    var allowed = CharacterSet(charactersIn: "-_.=,[]+() ")
    allowed.insert(charactersIn: "a"..."z")
    allowed.insert(charactersIn: "A"..."Z")
    allowed.insert(charactersIn: "0"..."9")
    let safe = text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    return safe.hasPrefix(".") ? "%2E" + safe.dropFirst() : safe
  }
}
