import Foundation

/// Labels of variants: unique in a run, and safe as file names.
package enum Label {
  /// `name[key=value,…]` for a variant that a sweep made.
  static func adding(
    _ choice: Assignment, to label: String, paths: [TextLocation: JSON] = [:]
  ) -> String {
    guard !choice.isEmpty else { return label }
    return label + "[" + encoded(text(of: choice, paths: paths, shown: words) { $0.lastKey ?? "" })
      + "]"
  }

  /// What to do when a sweep gives two things one label.
  static func adviceOnRepetition(_ choice: Assignment, paths: [TextLocation: JSON]) -> String {
    let namesFile = choice.contains { _, value in
      value.replacingPaths(with: paths.mapValues { _ in JSON(.null) }) != value
    }
    return namesFile
      ? "remove the repeated value, or give the files different names"
      : "remove the repeated value"
  }

  /// `key=value,…` for the values of a sweep.
  ///
  /// Of a file only the name is shown: the folder depends on where the spec stands, and the resolved
  /// spec must give the same labels from any other folder.
  ///
  /// - Parameters:
  ///   - paths: the values that are files, by the place where they were written.
  ///   - shown: how a value is written.
  static func text(
    of choice: Assignment, paths: [TextLocation: JSON],
    shown: (JSON) -> String = { $0.string ?? $0.canonicalText }, key: (JSONPath) -> String
  ) -> String {
    let names = paths.mapValues { path in
      JSON.string(path.string?.split(separator: "/").last.map(String.init) ?? "")
    }
    return choice.map { path, value in
      return "\(key(path))=\(shown(value.replacingPaths(with: names)))"
    }.joined(separator: ",")
  }

  /// A value in few words: `gaussian 0.7` for {"gaussian": 0.7}, whose braces and quotes no file name
  /// should hold.
  private static func words(_ value: JSON) -> String {
    if let members = value.members {
      return members.map { "\($0.key) \(words($0.value))" }.joined(separator: " ")
    }
    if let elements = value.array {
      return "[" + elements.map(words).joined(separator: ",") + "]"
    }
    return value.string ?? value.canonicalText
  }

  /// The files of a model's arrays are called after its label, with what tells them apart.
  static func fileNames(_ label: String, isReference: Bool) -> [String] {
    let name = (isReference ? "reference." : "") + label
    return [name + ".npy", name + ".xt.npy", name + ".sensitivity.npy", name + ".sensitivity.png"]
  }

  /// What is wrong with a label as the name of files and the start of a cell; nil if nothing is.
  static func problem(_ label: String, isReference: Bool) -> String? {
    let longest = fileNames(label, isReference: isReference).map(\.utf8.count).max() ?? 0
    if longest > longestFileName {
      return "the label \"\(label.prefix(40))…\" makes file names of \(longest) bytes, more than "
        + "\(longestFileName); give a shorter \"label\", or sweep files with shorter names"
    }
    if label == "all" {
      return "the label \"all\" stands for every model in --recompute; give another \"label\""
    }
    if let first = label.first, "=+-@".contains(first) {
      return
        "the label \"\(label)\" starts with \"\(first)\", which spreadsheets take for a formula; "
        + "start it with a letter or a digit"
    }
    return nil
  }

  /// Bytes of the longest name that common file systems allow.
  private static let longestFileName = 255

  /// The text with every character that a file name should not hold percent-encoded.
  package static func encoded(_ text: String) -> String {
    var allowed = CharacterSet(charactersIn: "-_.=,[]+() ")
    allowed.insert(charactersIn: "a"..."z")
    allowed.insert(charactersIn: "A"..."Z")
    allowed.insert(charactersIn: "0"..."9")
    let safe = text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    return safe.hasPrefix(".") ? "%2E" + safe.dropFirst() : safe
  }
}
