import Foundation
import Framework

/// The result of one unit as it is written to disk.
public struct UnitRecord: Sendable {
  /// Version of the record's layout.
  static let version = 2

  public let id: String
  public let samples: Range<Int>
  /// Name → [step][sample]; NaN where a value is undefined. Of a record on disk, the task's own
  /// values; metrics are recorded by themselves (``UnitMetrics``) and added where results are read.
  public var values: [String: [[Double]]] = [:]
  /// The arrays that lie beside the record, by name.
  var arrays: [String: ArrayStamp] = [:]
  /// How the values were computed, by step; empty where there is one way only.
  public var methods: [String] = []
  /// Shares of the softmax weights that the model left out, [step][sample], NaN where nothing was
  /// measured; empty for a model that leaves out nothing.
  var missed: [[Double]] = []
  /// What went wrong; nil for a unit in order.
  public var error: String?
  /// Seconds by step spent in the denoiser, and in metrics; never part of the results.
  public var denoiseSeconds: [Double] = []
  public var metricSeconds = 0.0
  /// Seconds of the model's fit, in its first unit only.
  public var fitSeconds = 0.0
  /// The same times as seconds that processors were busy, whatever ran beside; nil for a unit of an
  /// earlier version, and for metrics where one of them is.
  var processor: ProcessorSeconds?
  public var threads = 0
  public var instructionSet = ""
  public var peakMemory = 0

  init(id: String, samples: Range<Int>) {
    self.id = id
    self.samples = samples
  }

  var isFinished: Bool { error == nil }
}

/// What processors had to do for a unit, all threads together.
struct ProcessorSeconds: Sendable {
  /// By step.
  var denoise: [Double] = []
  var fit = 0.0
  /// Nil where a metric was computed by an earlier version.
  var metric: Double? = 0
}

/// What a record knows of an array beside it.
struct ArrayStamp: Sendable, Equatable {
  let shape: [Int]
  /// SHA-256 of the file.
  let hash: String
}

/// What a unit's record must hold to be one of a run's.
struct UnitExpectation {
  let unit: Unit
  let steps: Int
  /// Names of the values and arrays of a unit in order.
  let values: [String]
  let arrays: [String]
}

// MARK: - JSON

extension UnitRecord {
  var json: JSON {
    var json: JSON = [
      "version": .integer(Self.version), "id": .string(id),
      "samples": [.integer(samples.lowerBound), .integer(samples.upperBound)],
      "error": error.map(JSON.string) ?? JSON(.null),
      "values": .object(
        values.sorted { $0.key < $1.key }.map { ($0.key, RecordedValues.json($0.value)) }),
      "arrays": .object(arrays.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }),
      "timing": [
        "denoise": .array(denoiseSeconds.map { .number($0) }), "metric": .number(metricSeconds),
        "fit": .number(fitSeconds),
        "threads": .integer(threads), "isa": .string(instructionSet),
        "peak_rss_bytes": .integer(peakMemory),
      ],
    ]
    if let processor {
      json["processor"] = [
        "denoise": .array(processor.denoise.map { .number($0) }), "fit": .number(processor.fit),
      ]
    }
    if !methods.isEmpty { json["methods"] = .array(methods.map(JSON.string)) }
    if !missed.isEmpty { json["missed"] = RecordedValues.json(missed) }
    return json.sealed
  }

  /// - Throws: ``RecordDamage`` if `json` is not the whole record of this unit.
  init(_ json: JSON, of expected: UnitExpectation) throws {
    let record = try RecordField(json, of: expected.unit, version: Self.version)
    (id, samples) = (expected.unit.id, expected.unit.samples)
    error = record["error"].isNull ? nil : try record["error"].text()
    for (name, steps) in try record["values"].members() {
      values[name] = try RecordedValues.read(
        steps, steps: expected.steps, samples: expected.unit.samples.count)
    }
    for (name, stamp) in try record["arrays"].members() { arrays[name] = try ArrayStamp(stamp) }
    if error == nil {
      guard Set(values.keys) == Set(expected.values) else {
        throw record["values"].damage("the values \(expected.values.joined(separator: ", "))")
      }
    }
    if !record["methods"].isNull {
      methods = try record["methods"].list(count: expected.steps).map { try $0.text() }
    }
    if !record["missed"].isNull {
      missed = try RecordedValues.read(
        record["missed"], steps: expected.steps, samples: expected.unit.samples.count)
    }
    let timing = record["timing"]
    denoiseSeconds = try timing["denoise"].list().map { try $0.number() }
    metricSeconds = try timing["metric"].number()
    fitSeconds = try timing["fit"].number()
    if !record["processor"].isNull {
      processor = ProcessorSeconds(
        denoise: try record["processor"]["denoise"].list(count: denoiseSeconds.count)
          .map { try $0.number() },
        fit: try record["processor"]["fit"].number())
    }
    threads = try timing["threads"].integer()
    instructionSet = try timing["isa"].text()
    peakMemory = try timing["peak_rss_bytes"].integer()
  }
}

extension ArrayStamp {
  var json: JSON { ["shape": .array(shape.map(JSON.integer)), "sha256": .string(hash)] }

  init(_ field: RecordField) throws {
    shape = try field["shape"].list().map { try $0.integer(0...Int.max) }
    hash = try field["sha256"].text()
  }
}
