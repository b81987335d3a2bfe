import Foundation
import Framework

/// The result of one unit as it is written to disk.
public struct UnitRecord: Sendable {
  /// Version of the record's layout.
  static let version = 1

  public let id: String
  public var samples: Range<Int>
  /// metric name → [step][sample]; NaN where a metric is undefined.
  public var values: [String: [[Double]]] = [:]
  /// How gradients were computed, by step; empty for other tasks.
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

  /// Keys of `values` for gradients; see ``UnitComputer/SensitivityAnswer``.
  static let gradientError = "gradient_error"
  static let differenceStep = "difference_step"
}

extension UnitRecord {
  /// NaN and infinities have no JSON form: they become words.
  private static func number(_ value: Double) -> JSON {
    value.isFinite ? .number(value) : .string(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf")
  }

  private static func value(_ json: JSON) -> Double? {
    switch json.string {
    case "nan": .nan
    case "inf": .infinity
    case "-inf": -.infinity
    default: json.double
    }
  }

  var json: JSON {
    let metrics = values.sorted { $0.key < $1.key }.map { name, steps in
      (name, JSON.array(steps.map { .array($0.map(Self.number)) }))
    }
    var json: JSON = [
      "version": .integer(Self.version), "id": .string(id),
      "samples": [.integer(samples.lowerBound), .integer(samples.upperBound)],
      "error": error.map(JSON.string) ?? JSON(.null),
      "values": .object(metrics),
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

  /// - Returns: nil if `json` is not a record of this version.
  init?(_ json: JSON) {
    guard json["version"]?.int == Self.version, let id = json["id"]?.string,
      let bounds = json["samples"]?.array?.compactMap(\.int), bounds.count == 2,
      bounds[0] <= bounds[1], let metrics = json["values"]?.members
    else { return nil }
    self.id = id
    samples = bounds[0]..<bounds[1]
    error = json["error"]?.string
    for metric in metrics {
      values[metric.key] = metric.value.array?.map { ($0.array ?? []).compactMap(Self.value) } ?? []
    }
    methods = json["methods"]?.array?.compactMap(\.string) ?? []
    let timing = json["timing"]
    denoiseSeconds = timing?["denoise"]?.array?.compactMap(\.double) ?? []
    metricSeconds = timing?["metric"]?.double ?? 0
    fitSeconds = timing?["fit"]?.double ?? 0
    threads = timing?["threads"]?.int ?? 0
    instructionSet = timing?["isa"]?.string ?? ""
    peakMemory = timing?["peak_rss_bytes"]?.int ?? 0
  }
}
