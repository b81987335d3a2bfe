import Foundation
import Framework

/// The result of one unit as it is written to disk.
public struct UnitRecord: Sendable {
  /// Version of the record's layout.
  static let version = 1

  public let id: String
  public let samples: Range<Int>
  /// Name → [step][sample]; NaN where a value is undefined.
  public var values: [String: [[Double]]] = [:]
  /// How the values were computed, by step; empty where there is one way only.
  public var methods: [String] = []
  /// What went wrong; nil for a unit in order.
  public var error: String?
  /// Seconds by step spent in the denoiser, and in metrics; never part of the results.
  public var denoiseSeconds: [Double] = []
  public var metricSeconds = 0.0
  /// Seconds of the model's fit, in its first unit only.
  public var fitSeconds = 0.0
  public var threads = 0
  public var instructionSet = ""
  public var peakMemory = 0

  init(id: String, samples: Range<Int>) {
    self.id = id
    self.samples = samples
  }

  var isFinished: Bool { error == nil }
}

/// What a unit's record must hold to be one of a run's.
struct UnitExpectation {
  let unit: Unit
  let steps: Int
  /// Names of the values of a unit in order.
  let values: [String]
}

// MARK: - JSON

extension UnitRecord {
  var json: JSON {
    let members = values.sorted { $0.key < $1.key }.map { name, steps in
      (name, JSON.array(steps.map { .array($0.map(Self.number)) }))
    }
    var json: JSON = [
      "version": .integer(Self.version), "id": .string(id),
      "samples": [.integer(samples.lowerBound), .integer(samples.upperBound)],
      "error": error.map(JSON.string) ?? JSON(.null),
      "values": .object(members),
      "timing": [
        "denoise": .array(denoiseSeconds.map { .number($0) }), "metric": .number(metricSeconds),
        "fit": .number(fitSeconds),
        "threads": .integer(threads), "isa": .string(instructionSet),
        "peak_rss_bytes": .integer(peakMemory),
      ],
    ]
    if !methods.isEmpty { json["methods"] = .array(methods.map(JSON.string)) }
    return json
  }

  /// - Throws: ``RecordDamage`` if `json` is not the whole record of this unit.
  init(_ json: JSON, of expected: UnitExpectation) throws {
    let record = RecordField(json)
    guard try record["version"].integer() == Self.version else {
      throw record["version"].damage("\(Self.version)")
    }
    id = try record["id"].text()
    guard id == expected.unit.id else { throw record["id"].damage("\"\(expected.unit.id)\"") }
    samples = try record["samples"].range()
    guard samples == expected.unit.samples else {
      throw record["samples"].damage(
        "[\(expected.unit.samples.lowerBound), \(expected.unit.samples.upperBound)]")
    }
    error = record["error"].isNull ? nil : try record["error"].text()
    for (name, steps) in try record["values"].members() {
      values[name] = try steps.list(count: expected.steps).map { step in
        try step.list(count: expected.unit.samples.count).map(Self.value)
      }
    }
    if error == nil, Set(values.keys) != Set(expected.values) {
      throw record["values"].damage("the values \(expected.values.joined(separator: ", "))")
    }
    if !record["methods"].isNull {
      methods = try record["methods"].list(count: expected.steps).map { try $0.text() }
    }
    let timing = record["timing"]
    denoiseSeconds = try timing["denoise"].list().map { try $0.number() }
    metricSeconds = try timing["metric"].number()
    fitSeconds = try timing["fit"].number()
    threads = try timing["threads"].integer()
    instructionSet = try timing["isa"].text()
    peakMemory = try timing["peak_rss_bytes"].integer()
  }

  /// NaN and infinities have no JSON form: they become words.
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
