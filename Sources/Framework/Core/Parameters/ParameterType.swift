/// A type that a parameter may have.
///
/// Unions ("number or list") and 'none' are types of their own with a description, not optionals.
public protocol ParameterType: Sendable {
  /// Reads a value; reports what is wrong and returns nil if it cannot be one.
  static func read(_ json: JSON, within bounds: Bounds?, with reader: ParameterReader) -> Self?
  /// The value as written in a spec.
  var json: JSON { get }
  /// The type in words, for errors and help.
  static func typeName(within bounds: Bounds?) -> String
  /// The type as JSON Schema.
  static func schema(within bounds: Bounds?) -> JSON
  /// Whether a value may be written as a string.
  static var isWrittenAsString: Bool { get }
  /// Whether a value may be written as an object.
  static var isWrittenAsObject: Bool { get }
  /// Whether the value may be a list with one entry for each step of the run.
  static var isPerStep: Bool { get }
  /// What identifies the value for reproducibility; differs from ``json`` for files only.
  func identity() throws -> JSON
  /// A default as it is where a spec is read, for values that depend on their surroundings.
  func settled(with reader: ParameterReader) -> Self
}

extension ParameterType {
  public func identity() throws -> JSON { json }
  public func settled(with reader: ParameterReader) -> Self { self }
  public static var isWrittenAsString: Bool { false }
  public static var isWrittenAsObject: Bool { false }
  public static var isPerStep: Bool { false }
}

// MARK: - Numbers

extension Double: ParameterType {
  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Double? {
    guard let value = json.double, bounds?.contains(value) ?? true else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    return value
  }
  public var json: JSON { .number(self) }
  public static func typeName(within bounds: Bounds?) -> String {
    bounds.map { "a number \($0)" } ?? "a number"
  }
  public static func schema(within bounds: Bounds?) -> JSON {
    numberSchema("number", within: bounds)
  }
}

extension Int: ParameterType {
  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Int? {
    guard let value = json.int, bounds?.contains(Double(value)) ?? true else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    return value
  }
  public var json: JSON { .integer(self) }
  public static func typeName(within bounds: Bounds?) -> String {
    bounds.map { "an integer \($0)" } ?? "an integer"
  }
  public static func schema(within bounds: Bounds?) -> JSON {
    numberSchema("integer", within: bounds)
  }
}

private func numberSchema(_ type: String, within bounds: Bounds?) -> JSON {
  var members: [(String, JSON)] = [("type", .string(type))]
  if let lower = bounds?.lower {
    members.append((bounds!.lowerIncluded ? "minimum" : "exclusiveMinimum", .number(lower)))
  }
  if let upper = bounds?.upper {
    members.append((bounds!.upperIncluded ? "maximum" : "exclusiveMaximum", .number(upper)))
  }
  return .object(members)
}

// MARK: - Words

extension Bool: ParameterType {
  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Bool? {
    json.bool ?? reader.expected("true or false", found: json)
  }
  public var json: JSON { .bool(self) }
  public static func typeName(within bounds: Bounds?) -> String { "true or false" }
  public static func schema(within bounds: Bounds?) -> JSON { ["type": "boolean"] }
}

extension String: ParameterType {
  public static var isWrittenAsString: Bool { true }
  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> String? {
    json.string ?? reader.expected("a string", found: json)
  }
  public var json: JSON { .string(self) }
  public static func typeName(within bounds: Bounds?) -> String { "a string" }
  public static func schema(within bounds: Bounds?) -> JSON { ["type": "string"] }
}

/// A choice among named cases: a String enumeration.
public protocol ChoiceParameter: ParameterType, RawRepresentable, CaseIterable
where RawValue == String {}

extension ChoiceParameter {
  public static var isWrittenAsString: Bool { true }
  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Self? {
    guard let text = json.string else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    if let value = Self(rawValue: text) { return value }
    let hint = NearestName.hint(text, among: allCases.map(\.rawValue), called: "values")
    reader.report("unknown value \"\(text)\"\(hint)", at: json)
    return nil
  }
  public var json: JSON { .string(rawValue) }
  public static func typeName(within bounds: Bounds?) -> String {
    "one of " + allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
  }
  public static func schema(within bounds: Bounds?) -> JSON {
    ["enum": .array(allCases.map { .string($0.rawValue) })]
  }
}

// MARK: - Lists

extension Array: ParameterType where Element: ParameterType {
  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> [Element]? {
    guard let values = json.array else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    let read = values.enumerated().map { index, value in
      Element.read(value, within: bounds, with: reader.at(index))
    }
    return read.contains { $0 == nil } ? nil : read.compactMap { $0 }
  }
  public var json: JSON { .array(map(\.json)) }
  public static func typeName(within bounds: Bounds?) -> String {
    "a list, each " + Element.typeName(within: bounds)
  }
  public static func schema(within bounds: Bounds?) -> JSON {
    ["type": "array", "items": Element.schema(within: bounds)]
  }
  public func identity() throws -> JSON { .array(try map { try $0.identity() }) }
}
