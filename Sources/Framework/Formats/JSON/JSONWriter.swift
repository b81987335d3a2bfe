import Foundation

extension JSON {
  /// The value on one line with sorted keys and shortest round-trip numbers: equal values give equal
  /// bytes, so this is the form that is hashed.
  public var canonicalText: String {
    switch kind {
    case .object(let members):
      let sorted = members.sorted { $0.key < $1.key }
      return "{"
        + sorted.map { "\(quoted($0.key)):\($0.value.canonicalText)" }.joined(separator: ",")
        + "}"
    case .array(let values):
      return "[" + values.map(\.canonicalText).joined(separator: ",") + "]"
    default: return scalarText
    }
  }

  /// The value as a person would write it: keys in order, short lists and objects on one line.
  public func prettyText(indent: Int = 0, width: Int = 100) -> String {
    let flat = flatText
    if indent + flat.utf8.count <= width { return flat }
    let inner = String(repeating: " ", count: indent + 2)
    let close = "\n" + String(repeating: " ", count: indent)
    switch kind {
    case .object(let members):
      let lines = members.map {
        inner + quoted($0.key) + ": " + $0.value.prettyText(indent: indent + 2, width: width)
      }
      return "{\n" + lines.joined(separator: ",\n") + close + "}"
    case .array(let values):
      let lines = values.map { inner + $0.prettyText(indent: indent + 2, width: width) }
      return "[\n" + lines.joined(separator: ",\n") + close + "]"
    default: return flat
    }
  }

  private var flatText: String {
    switch kind {
    case .object(let members):
      members.isEmpty
        ? "{}"
        : "{" + members.map { "\(quoted($0.key)): \($0.value.flatText)" }.joined(separator: ", ")
          + "}"
    case .array(let values): "[" + values.map(\.flatText).joined(separator: ", ") + "]"
    default: scalarText
    }
  }

  private var scalarText: String {
    switch kind {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value):
      // 0.5 and 3, never 3.0: a whole Double and the same Int are one number and one text.
      if let whole = Int(exactly: value) { String(whole) } else { "\(value)" }
    case .string(let value): quoted(value)
    case .array, .object: canonicalText
    }
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
