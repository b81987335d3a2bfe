import Framework

/// A unit that the results lack.
struct MissingUnit: Sendable {
  let model: ResultIndex.Model
  let unit: Unit
  /// Whether its estimates are there, and only metrics of them are not.
  let lacksOnlyMetrics: Bool
}

/// The units that results lack, with all that is known of where they are.
struct MissingUnits {
  let results: Results
  /// The shard of every unit; empty where the plan is not cut.
  let shards: [String: Shard]
  /// Who computes what at this moment.
  let claims: [String: Claim]

  init(_ results: Results) {
    self.results = results
    shards = results.folder.shards.map { results.index.shards($0) } ?? [:]
    let folder = ClaimFolder(of: results.folder)
    claims = Dictionary(
      folder.claims.filter { folder.isAlive($0.worker) }.map { ($0.id, $0) },
      uniquingKeysWith: { $1 })
  }

  /// Every missing unit, by model and shard: `missing: wiener, samples 0-7, 16-23, of shard 2/8`.
  var lines: [String] {
    struct Place: Hashable {
      let name: String
      let shard: String
      let worker: String
    }
    var order: [Place] = []
    var samples: [Place: [String]] = [:]
    for missing in results.missing {
      let claim = claims[missing.unit.id]
      let place = Place(
        name: name(of: missing), shard: shards[missing.unit.id].map { ", of shard \($0)" } ?? "",
        worker: claim.map {
          ", at work: \($0.worker.name), since \(Worker.time($0.since))"
        } ?? "")
      if samples[place] == nil { order.append(place) }
      samples[place, default: []].append(Self.range(missing.unit))
    }
    return order.map {
      "missing: \($0.name), samples \(samples[$0]!.joined(separator: ", "))\($0.shard)\($0.worker)"
    }
  }

  private func name(of missing: MissingUnit) -> String {
    let run = results.index.runs[missing.model.run].name
    return (missing.lacksOnlyMetrics ? "metrics of " : "")
      + (missing.model.isReference ? "(reference) " : "") + missing.model.label
      + (run.isEmpty ? "" : " [\(run)]")
  }

  private static func range(_ unit: Unit) -> String {
    let (first, last) = (unit.samples.lowerBound, unit.samples.upperBound - 1)
    return first == last ? "\(first)" : "\(first)-\(last)"
  }

  var json: JSON {
    .array(
      results.missing.map { missing in
        [
          "unit": .string(missing.unit.id), "model": .string(missing.model.label),
          "is_reference": .bool(missing.model.isReference),
          "run": .string(results.index.runs[missing.model.run].name),
          "samples": [
            .integer(missing.unit.samples.lowerBound), .integer(missing.unit.samples.upperBound),
          ],
          "lacks": .string(missing.lacksOnlyMetrics ? "metrics" : "estimates"),
          "shard": shards[missing.unit.id].map { .string("\($0)") } ?? JSON(.null),
          "at_work": claims[missing.unit.id].map { .string($0.worker.name) } ?? JSON(.null),
        ]
      })
  }
}
