import Framework

/// Values by step and sample as they stand in a record: NaN and infinities, which have no JSON form,
/// are words.
enum RecordedValues {
  static func json(_ values: [[Double]]) -> JSON {
    .array(values.map { .array($0.map(number)) })
  }

  /// - Throws: ``RecordDamage`` if there are not so many steps of so many samples.
  static func read(_ field: RecordField, steps: Int, samples: Int) throws -> [[Double]] {
    try field.list(count: steps).map { try $0.list(count: samples).map(value) }
  }

  private static func number(_ value: Double) -> JSON {
    value.isFinite ? .number(value) : .string(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf")
  }

  private static func value(_ field: RecordField) throws -> Double {
    switch field.json.string {
    case "nan": return .nan
    case "inf": return .infinity
    case "-inf": return -.infinity
    case nil: return try field.number()
    default: throw field.damage("a number, \"nan\", \"inf\" or \"-inf\"")
    }
  }
}
