/// One value for the whole run, or one for each step in the order of the run (noisiest first).
public enum PerStep<Value: ParameterType>: ParameterType {
  case all(Value)
  case each([Value])

  public subscript(step: Int) -> Value {
    switch self {
    case .all(let value): value
    case .each(let values): values[step]
    }
  }

  /// The distinct places to look at when the values matter more than their steps.
  public var values: [Value] {
    switch self {
    case .all(let value): [value]
    case .each(let values): values
    }
  }

  public static var isPerStep: Bool { true }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> PerStep? {
    guard json.array != nil else {
      guard json.members == nil || Value.isWrittenAsObject else {
        return reader.expected(typeName(within: bounds), found: json)
      }
      return Value.read(json, within: bounds, with: reader).map { .all($0) }
    }
    guard let values = [Value].read(json, within: bounds, with: reader) else { return nil }
    if let steps = reader.steps, values.count != steps {
      reader.report(
        "a per-step list needs one value for each of the \(steps) steps, noisiest first; "
          + "this one has \(values.count)", at: json)
      return nil
    }
    return .each(values)
  }

  public var json: JSON {
    switch self {
    case .all(let value): value.json
    case .each(let values): values.json
    }
  }

  public func identity() throws -> JSON {
    switch self {
    case .all(let value): try value.identity()
    case .each(let values): try values.identity()
    }
  }

  public static func typeName(within bounds: Bounds?) -> String {
    Value.typeName(within: bounds) + ", or a list with one for each step"
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    ["anyOf": [Value.schema(within: bounds), [Value].schema(within: bounds)]]
  }
}

extension PerStep: ExpressibleByIntegerLiteral where Value: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Value.IntegerLiteralType) {
    self = .all(Value(integerLiteral: value))
  }
}

extension PerStep: ExpressibleByFloatLiteral where Value: ExpressibleByFloatLiteral {
  public init(floatLiteral value: Value.FloatLiteralType) {
    self = .all(Value(floatLiteral: value))
  }
}

/// A value that may be absent, written as a word: "all" components, "none" of the ranges.
public protocol AbsenceWord: Sendable {
  static var word: String { get }
}

/// The absence that means 'no limit'.
public enum All: AbsenceWord { public static let word = "all" }

/// The absence that means 'nothing'.
public enum None: AbsenceWord { public static let word = "none" }

/// A value, or a word that stands for its absence.
public enum Either<Value: ParameterType, Word: AbsenceWord>: ParameterType {
  case value(Value)
  case absent

  public var value: Value? { if case .value(let value) = self { value } else { nil } }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Either? {
    if json.string == Word.word { return .absent }
    if json.string != nil, !Value.isWrittenAsString {
      return reader.expected(typeName(within: bounds), found: json)
    }
    return Value.read(json, within: bounds, with: reader).map { .value($0) }
  }

  public var json: JSON { value?.json ?? .string(Word.word) }

  public static func typeName(within bounds: Bounds?) -> String {
    Value.typeName(within: bounds) + " or \"\(Word.word)\""
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    ["anyOf": [Value.schema(within: bounds), ["const": .string(Word.word)]]]
  }

  public func identity() throws -> JSON { try value?.identity() ?? json }
}

/// A number of things, or "all" of them.
public typealias Limit = Either<Int, All>

/// A closed range of numbers written `[low, high]`.
public struct ValueRange: ParameterType, Equatable {
  public let low: Double
  public let high: Double

  public init(_ low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> ValueRange? {
    guard let values = json.array?.compactMap(\.double), values.count == 2,
      json.array?.count == 2, values[0] < values[1]
    else { return reader.expected(typeName(within: bounds), found: json) }
    return ValueRange(values[0], values[1])
  }

  public var json: JSON { [.number(low), .number(high)] }
  public static func typeName(within bounds: Bounds?) -> String {
    "a range [low, high] with low < high"
  }
  public static func schema(within bounds: Bounds?) -> JSON {
    ["type": "array", "items": ["type": "number"], "minItems": 2, "maxItems": 2]
  }
}

/// An object with parameters of its own.
public struct Nested<Content: ParameterSet>: ParameterType {
  public let content: Content

  public init(_ content: Content) { self.content = content }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Nested? {
    Content.read(json, with: reader).map(Nested.init)
  }

  public var json: JSON { content.json }
  public func identity() throws -> JSON { try content.identity() }

  public static func typeName(within bounds: Bounds?) -> String {
    "an object with " + Content.keys.joined(separator: ", ")
  }

  public static func schema(within bounds: Bounds?) -> JSON { Content.schema() }
}

/// Any JSON, read further by somebody else as what `Form` says.
struct Verbatim<Form: VerbatimForm>: ParameterType {
  let json: JSON

  static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Verbatim? { Verbatim(json: json) }

  static var isWrittenAsString: Bool { true }
  static func typeName(within bounds: Bounds?) -> String { Form.words }
  static func schema(within bounds: Bounds?) -> JSON { [:] }
}

/// What a verbatim value is, in words.
protocol VerbatimForm: Sendable { static var words: String { get } }

/// Any object, its members read by somebody else.
struct AnyObjectValue: ParameterType {
  let json: JSON

  static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> AnyObjectValue? {
    json.members == nil
      ? reader.expected(typeName(within: bounds), found: json) : AnyObjectValue(json: json)
  }

  static func typeName(within bounds: Bounds?) -> String { "an object" }
  static func schema(within bounds: Bounds?) -> JSON { ["type": "object"] }
}
