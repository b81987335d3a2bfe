import Foundation

/// Plain values as JSON: what configs in pickles are made of.
extension Pickle {
  /// Numbers, texts, lists and dictionaries of such, NumPy's scalars, and the attributes of a namespace.
  /// Numbers that are not finite become the words that Python writes for them.
  ///
  /// - Returns: nil if anything in it is something else, or if it is larger than any config.
  package func json(_ value: PickleValue) -> JSON? {
    var rest = 10_000
    return json(value, depth: 0, &rest)
  }

  /// Bytes; a config has names, not programs.
  private static let longestText = 1 << 12

  private func json(_ value: PickleValue, depth: Int, _ rest: inout Int) -> JSON? {
    rest -= 1
    guard depth < 16, rest > 0 else { return nil }
    switch value {
    case .none: return JSON(.null)
    case .boolean(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .float(let value): return number(value)
    case .text(let value) where value.count <= Self.longestText:
      return .string(String(decoding: value, as: UTF8.self))
    case .bytes(let value) where value.count <= Self.longestText:
      // The texts of Python 2.
      return String(validating: value, as: UTF8.self).map(JSON.string)
    case .text, .bytes: return nil
    case .node: break
    }
    if let scalar = scalar(value) { return scalar }
    if let entries = entries(value) ?? namespace(value) {
      var members: [(String, JSON)] = []
      for (key, value) in lastEntries(entries) {
        guard let json = json(value, depth: depth + 1, &rest) else { return nil }
        members.append((key, json))
      }
      return members.isEmpty && !entries.isEmpty ? nil : .object(members)
    }
    guard let items = items(value) else { return nil }
    var values: [JSON] = []
    for item in items {
      guard let json = json(item, depth: depth + 1, &rest) else { return nil }
      values.append(json)
    }
    return .array(values)
  }

  private func number(_ value: Double) -> JSON {
    if value.isFinite { return .number(value) }
    return .string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
  }

  /// The attributes of an object whose class has nothing but attributes.
  private func namespace(
    _ value: PickleValue
  ) -> [(key: PickleValue, value: PickleValue)]? {
    guard let name = maker(value), ["argparse.Namespace", "types.SimpleNamespace"].contains(name)
    else { return nil }
    return object(value).flatMap { entries($0.state) }
  }

  /// A single number of NumPy.
  private func scalar(_ value: PickleValue) -> JSON? {
    guard let array = try? scalarArray(value) else { return nil }
    if array.elementType == .bool { return (try? array.integers()).map { .bool($0[0] != 0) } }
    if array.elementType.isFloatingPoint { return number(array.doubles()[0]) }
    return (try? array.integers()).map { .integer($0[0]) }
  }
}
