/// A JSON value that remembers where it was written.
///
/// Objects keep the order of their keys. Integers keep full 64-bit precision, other numbers are
/// Doubles. Equality ignores locations and the order of keys.
public struct JSON: Sendable {
  public enum Kind: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])
  }

  /// A key of an object with its value.
  public struct Member: Sendable {
    public var key: String
    public var keyLocation: TextLocation?
    public var value: JSON

    public init(_ key: String, _ value: JSON, at keyLocation: TextLocation? = nil) {
      self.key = key
      self.keyLocation = keyLocation
      self.value = value
    }
  }

  public var kind: Kind
  public var location: TextLocation?

  public init(_ kind: Kind, at location: TextLocation? = nil) {
    self.kind = kind
    self.location = location
  }
}

// MARK: - Reading

extension JSON {
  public var bool: Bool? { if case .bool(let value) = kind { value } else { nil } }
  public var string: String? { if case .string(let value) = kind { value } else { nil } }
  public var array: [JSON]? { if case .array(let value) = kind { value } else { nil } }
  public var members: [Member]? { if case .object(let value) = kind { value } else { nil } }
  public var isNull: Bool { if case .null = kind { true } else { false } }

  /// The number as a Double, whether it was written as an integer or not.
  public var double: Double? {
    switch kind {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The number as an Int when it is a whole one ("2", "2.0" and "2e0" alike).
  public var int: Int? {
    switch kind {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// What kind of value this is, in the words of an error message.
  public var kindName: String {
    switch kind {
    case .null: "null"
    case .bool: "a boolean"
    case .integer: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  public subscript(key: String) -> JSON? {
    get { members?.first { $0.key == key }?.value }
    set {
      guard case .object(var members) = kind else { return }
      if let index = members.firstIndex(where: { $0.key == key }) {
        if let newValue { members[index].value = newValue } else { members.remove(at: index) }
      } else if let newValue {
        members.append(Member(key, newValue, at: newValue.location))
      }
      kind = .object(members)
    }
  }
}

// MARK: - Writing values in code

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self.init(.string(value)) }
  public init(integerLiteral value: Int) { self.init(.integer(value)) }
  public init(floatLiteral value: Double) { self.init(.number(value)) }
  public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
  public init(arrayLiteral elements: JSON...) { self.init(.array(elements)) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self.init(.object(elements.map { Member($0.0, $0.1) }))
  }
  public init(nilLiteral: ()) { self.init(.null) }

  public static func string(_ value: String) -> JSON { JSON(.string(value)) }
  public static func integer(_ value: Int) -> JSON { JSON(.integer(value)) }
  public static func bool(_ value: Bool) -> JSON { JSON(.bool(value)) }
  public static func array(_ values: [JSON]) -> JSON { JSON(.array(values)) }
  public static func object(_ members: [(String, JSON)]) -> JSON {
    JSON(.object(members.map { Member($0.0, $0.1) }))
  }

  /// A number; a value that is not finite has no JSON form and becomes null.
  public static func number(_ value: Double) -> JSON {
    value.isFinite ? JSON(.number(value)) : JSON(.null)
  }
}

extension JSON: Equatable {
  public static func == (left: JSON, right: JSON) -> Bool {
    switch (left.kind, right.kind) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)):
      a.count == b.count && a.allSatisfy { right[$0.key] == $0.value }
    case (.integer(let a), .integer(let b)): a == b
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)):
      Int(exactly: b) == a
    default: left.double != nil && left.double == right.double
    }
  }
}
