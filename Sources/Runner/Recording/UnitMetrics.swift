import Framework

/// The metrics of one unit's estimates, apart from the estimates: a metric that is added later is
/// computed from what is recorded, and one that is left out is still there when it comes back.
///
/// Every value names what it was computed from. If the estimates or the reference's answers are not
/// those any more, the value is no longer found.
struct UnitMetrics: Sendable {
  private static let version = 1

  /// What a metric was computed from.
  struct Source: Hashable, Sendable {
    /// Hash of the metric's ``PluginRequest/identity()``.
    let metric: String
    /// Hashes of the arrays of the candidate's estimates and of the reference's.
    let estimates: String
    let reference: String
  }

  struct Entry: Sendable {
    /// [step][sample]; NaN where the metric is undefined.
    let values: [[Double]]
    let seconds: Double
    /// Nil if an earlier version computed it.
    let processorSeconds: Double?
  }

  let unit: Unit
  var entries: [Source: Entry] = [:]

  init(_ unit: Unit) { self.unit = unit }

  // MARK: JSON

  var json: JSON {
    let sorted = entries.map { source, entry -> JSON in
      [
        "metric": .string(source.metric), "estimates": .string(source.estimates),
        "reference": .string(source.reference), "values": RecordedValues.json(entry.values),
        "seconds": .number(entry.seconds),
        "processor_seconds": entry.processorSeconds.map(JSON.number) ?? JSON(.null),
      ]
    }.sorted { $0.canonicalText < $1.canonicalText }
    let json: JSON = [
      "version": .integer(Self.version), "id": .string(unit.id),
      "samples": [.integer(unit.samples.lowerBound), .integer(unit.samples.upperBound)],
      "metrics": .array(sorted),
    ]
    return json.sealed
  }

  /// - Throws: ``RecordDamage`` if `json` is not the whole record of this unit.
  init(_ json: JSON, of unit: Unit, steps: Int) throws {
    let record = try RecordField(json, of: unit, version: Self.version)
    self.unit = unit
    for entry in try record["metrics"].list() {
      let source = Source(
        metric: try entry["metric"].text(), estimates: try entry["estimates"].text(),
        reference: try entry["reference"].text())
      entries[source] = Entry(
        values: try RecordedValues.read(
          entry["values"], steps: steps, samples: unit.samples.count),
        seconds: try entry["seconds"].number(),
        processorSeconds: entry["processor_seconds"].isNull
          ? nil : try entry["processor_seconds"].number())
    }
  }
}
