import Framework

/// The class whose images a network is asked for, as a spec writes it: `"none"`, a number, or a list of
/// numbers for networks that take a vector.
public enum NetworkLabel: ParameterType, Hashable {
  case none
  case number(Int)
  case vector([Float])

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> NetworkLabel? {
    if json.string == None.word { return .some(.none) }
    if let number = json.int, number >= 0 { return .number(number) }
    let list = json.array ?? []
    let numbers = list.compactMap(\.double).map { Float($0) }
    guard !list.isEmpty, numbers.count == list.count, numbers.allSatisfy(\.isFinite) else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    return .vector(numbers)
  }

  public var json: JSON {
    switch self {
    case .none: .string(None.word)
    case .number(let number): .integer(number)
    case .vector(let numbers): .array(numbers.map { .number(Double($0)) })
    }
  }

  public static func typeName(within bounds: Bounds?) -> String {
    "an integer at least 0, a list of numbers or \"\(None.word)\""
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    [
      "anyOf": [
        ["type": "integer", "minimum": 0],
        ["type": "array", "items": ["type": "number"], "minItems": 1],
        ["const": .string(None.word)],
      ]
    ]
  }
}
