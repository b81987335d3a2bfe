/// The largest mean differences that count as none: `0.02` for the first metric of a run, or
/// `{"r2": 0.02, "mse": 0.001}`. Metrics have scales of their own, so no margin holds for all.
public enum EquivalenceMargins: ParameterType {
  case first(Double)
  case byMetric([(name: String, margin: Double)])

  /// The margin of a metric; nil where none is given.
  public func margin(of metric: String, isFirst: Bool) -> Double? {
    switch self {
    case .first(let margin): isFirst ? margin : nil
    case .byMetric(let margins): margins.first { $0.name == metric }?.margin
    }
  }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> EquivalenceMargins? {
    guard let members = json.members else {
      guard json.double != nil else {
        return reader.expected(typeName(within: bounds), found: json)
      }
      return Double.read(json, within: bounds, with: reader).map { .first($0) }
    }
    let margins = members.map { member in
      (member.key, Double.read(member.value, within: bounds, with: reader.at(member.key)))
    }
    guard margins.allSatisfy({ $0.1 != nil }) else { return nil }
    return .byMetric(margins.map { ($0, $1!) })
  }

  public var json: JSON {
    switch self {
    case .first(let margin): .number(margin)
    case .byMetric(let margins): .object(margins.map { ($0.name, .number($0.margin)) })
    }
  }

  public static func typeName(within bounds: Bounds?) -> String {
    Double.typeName(within: bounds) + " for the first metric, or an object with one for each metric"
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    let number = Double.schema(within: bounds)
    return ["anyOf": [number, ["type": "object", "additionalProperties": number]]]
  }
}
