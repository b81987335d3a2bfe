import Framework

/// Something in a file of the results that is not as it was written: where, and what was expected.
struct RecordDamage: Error, CustomStringConvertible {
  let path: JSONPath
  let expected: String

  var description: String {
    path.components.isEmpty ? "expected \(expected)" : "\(path): expected \(expected)"
  }
}

/// A value of a record, read strictly: whatever is not as it was written is an error with its place.
struct RecordField {
  let json: JSON
  let path: JSONPath

  init(_ json: JSON, path: JSONPath = JSONPath()) {
    self.json = json
    self.path = path
  }

  func damage(_ expected: String) -> RecordDamage { RecordDamage(path: path, expected: expected) }

  /// The value of a key, null if it is missing.
  subscript(key: String) -> RecordField {
    RecordField(json[key] ?? JSON(.null), path: path.appending(key))
  }

  var isNull: Bool { json.isNull }

  func text() throws -> String {
    guard let text = json.string else { throw damage("a text") }
    return text
  }

  func integer(_ range: ClosedRange<Int> = Int.min...Int.max) throws -> Int {
    guard let value = json.int, range.contains(value) else {
      throw damage(range.lowerBound == 0 ? "a whole number from 0 on" : "a whole number")
    }
    return value
  }

  func number() throws -> Double {
    guard let value = json.double else { throw damage("a number") }
    return value
  }

  func flag() throws -> Bool {
    guard let value = json.bool else { throw damage("true or false") }
    return value
  }

  /// One of the words of an enumeration.
  func choice<Choice: RawRepresentable & CaseIterable>() throws -> Choice
  where Choice.RawValue == String {
    guard let choice = json.string.flatMap(Choice.init(rawValue:)) else {
      throw damage("one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  func list(count: Int? = nil) throws -> [RecordField] {
    guard let values = json.array, count == nil || values.count == count else {
      throw damage(count.map { "a list of \($0)" } ?? "a list")
    }
    return values.enumerated().map { RecordField($1, path: path.appending($0)) }
  }

  func members() throws -> [(key: String, value: RecordField)] {
    guard let members = json.members else { throw damage("an object") }
    return members.map { ($0.key, RecordField($0.value, path: path.appending($0.key))) }
  }

  /// A range [first, end].
  func range() throws -> Range<Int> {
    let bounds = try list(count: 2).map { try $0.integer(0...Int.max) }
    guard bounds[0] <= bounds[1] else { throw damage("[first, end] in order") }
    return bounds[0]..<bounds[1]
  }
}
