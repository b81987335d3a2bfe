import Framework

/// The images that one softmax runs over.
public enum SoftmaxScope: ParameterType, Equatable {
  /// All images.
  case exact
  /// Each this many consecutive images; the results are averaged. Depends on the order of the data.
  case batched(Int)

  /// Images in a batch; nil for all.
  public var batch: Int? { if case .batched(let size) = self { size } else { nil } }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> SoftmaxScope? {
    if json.string == "exact" { return .exact }
    guard let members = json.members else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    reader.refuseUnknownKeys(of: json, known: ["batched"])
    guard members.allSatisfy({ $0.key == "batched" }) else { return nil }
    guard let size = json["batched"] else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    return Int.read(size, within: (1...).bounds, with: reader.at("batched")).map { .batched($0) }
  }

  public var json: JSON {
    switch self {
    case .exact: "exact"
    case .batched(let size): ["batched": .integer(size)]
    }
  }

  public static var isWrittenAsString: Bool { true }

  public static func typeName(within bounds: Bounds?) -> String {
    "\"exact\" or {\"batched\": images}"
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    [
      "anyOf": [
        ["const": "exact"],
        [
          "type": "object", "properties": ["batched": Int.schema(within: (1...).bounds)],
          "required": ["batched"], "additionalProperties": false,
        ],
      ]
    ]
  }
}
