/// A parameter that can change no number, such as a time limit: no part of a unit's identity.
public struct Incidental<Value: ParameterType>: ParameterType {
  public let value: Value

  public init(_ value: Value) { self.value = value }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Incidental? {
    Value.read(json, within: bounds, with: reader).map(Incidental.init)
  }

  public var json: JSON { value.json }
  public func identity() throws -> JSON { .init(.null) }
  public static var isWrittenAsString: Bool { Value.isWrittenAsString }
  public static func typeName(within bounds: Bounds?) -> String { Value.typeName(within: bounds) }
  public static func schema(within bounds: Bounds?) -> JSON { Value.schema(within: bounds) }
}

extension Incidental: ExpressibleByIntegerLiteral where Value: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Value.IntegerLiteralType) {
    self.init(Value(integerLiteral: value))
  }
}

extension Incidental: ExpressibleByFloatLiteral where Value: ExpressibleByFloatLiteral {
  public init(floatLiteral value: Value.FloatLiteralType) {
    self.init(Value(floatLiteral: value))
  }
}
