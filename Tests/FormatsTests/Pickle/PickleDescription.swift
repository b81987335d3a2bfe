import Foundation

@testable import LocusFormats

extension Pickle {
  /// The whole value in the manner of Python's `repr`; objects as `maker(arguments)`, then in braces
  /// what is done to them.
  var description: String { description(root) }

  func description(_ value: PickleValue) -> String {
    if let bytes = bytes(value) { return "b'" + bytes.map { hex($0) }.joined() + "'" }
    switch value {
    case .none: return "None"
    case .boolean(let value): return value ? "True" : "False"
    case .integer(let value): return "\(value)"
    case .float(let value): return "\(value)"
    case .text, .bytes: return "'\(text(value) ?? "?")'"
    case .node: break
    }
    switch node(value) {
    case .largeInteger(let bytes): return "0x" + bytes.reversed().map { hex($0) }.joined()
    case .list(let items): return "[\(list(items))]"
    case .tuple(let items): return "(\(list(items)))"
    case .set(let items): return "{\(list(items))}"
    case .dictionary: return "{\(pairs(entries(value) ?? []))}"
    case .name(let name): return name
    case .persistent(let id): return "<\(description(id))>"
    case .object(let object): return items(value).map { "{\(list($0))}" } ?? description(object)
    case nil: return "?"
    }
  }

  private func description(_ object: PickleObject) -> String {
    var text = description(object.maker) + description(object.arguments)
    if case .node = object.keywords { text += "**" + description(object.keywords) }
    if !object.items.isEmpty { text += "+[\(list(object.items))]" }
    if !object.entries.isEmpty { text += "+{\(list(object.entries))}" }
    if case .none = object.state { return text }
    return text + " state " + description(object.state)
  }

  private func list(_ values: [PickleValue]) -> String {
    values.map(description).joined(separator: ", ")
  }

  private func pairs(_ entries: [(key: PickleValue, value: PickleValue)]) -> String {
    entries.map { "\(description($0.key)): \(description($0.value))" }.joined(separator: ", ")
  }

  private func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
