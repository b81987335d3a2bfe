import Foundation
import Framework

/// How far the processes at a results folder are.
struct RunStatus {
  let results: Results
  private let models: [Row]
  private let workers: [Worker]
  /// Claims of living processes on units of the plan.
  private let claims: [Claim]

  /// The units of one model, each in one of the columns.
  private struct Row {
    let model: ResultIndex.Model
    let run: String
    var done = 0
    var running = 0
    var failed = 0
    var missing = 0
    /// What the finished ones took.
    var seconds = 0.0
  }

  init(_ results: Results) {
    self.results = results
    let folder = ClaimFolder(of: results.folder)
    workers = folder.workers.filter { folder.isAlive($0) }
    let known = Set(results.index.unitIDs)
    claims = folder.claims.filter { known.contains($0.id) && folder.isAlive($0.worker) }
    let running = Set(claims.map(\.id))
    let missing = Set(results.missing.map { UnitPlace(run: $0.model.run, id: $0.unit.id) })
    models = results.index.runs.flatMap { run in
      run.models.map { model in
        var row = Row(model: model, run: run.name)
        for unit in model.units {
          let record = results.record(unit, of: model)
          let isMissing = missing.contains(UnitPlace(run: model.run, id: unit.id))
          if let record, record.isFinished, !isMissing {
            row.done += 1
            row.seconds += record.denoiseSeconds.reduce(record.metricSeconds, +)
          } else if running.contains(unit.id) {
            row.running += 1
          } else if record != nil, !isMissing {
            row.failed += 1
          } else {
            row.missing += 1
          }
        }
        return row
      }
    }
  }

  /// Seconds until everything that is at work or missing is done, by as many units at a time as now;
  /// by one where nobody works. Nil as long as nothing is recorded, 0 when all is.
  var secondsLeft: Double? {
    let loads = models.enumerated().map { number, row in
      Progress.Load(
        model: "\(number)", denoiser: row.model.denoiser, left: row.running + row.missing,
        done: row.done, seconds: row.seconds)
    }
    guard loads.contains(where: { $0.left > 0 }) else { return 0 }
    let spent = models.reduce(0) { $0 + $1.seconds }
    return Progress.secondsLeft(loads, elapsed: spent / Double(max(claims.count, 1)))
  }

  // MARK: Words

  var lines: [String] {
    var table = TextTable(header: ["model", "units", "done", "at work", "failed", "missing"])
    table.rows = models.map { row in
      let name =
        (row.model.isReference ? "(reference) " : "") + row.model.label
        + (row.run.isEmpty ? "" : " [\(row.run)]")
      return ([name] + ([row.model.units.count] + Self.counts(row)).map(String.init)).map {
        TextTable.Cell($0)
      }
    }
    if models.count > 1 {
      let sums = models.reduce([0, 0, 0, 0, 0]) { sum, row in
        zip(sum, [row.model.units.count] + Self.counts(row)).map(+)
      }
      table.rows.append((["all"] + sums.map(String.init)).map { TextTable.Cell($0) })
    }
    return ["\(results.index.experiment):", ""] + table.lines + [""] + processes + [ending]
  }

  private static func counts(_ row: Row) -> [Int] {
    [row.done, row.running, row.failed, row.missing]
  }

  private var processes: [String] {
    guard !workers.isEmpty else { return [] }
    var table = TextTable(header: ["host", "process", "since", "shard", "units at work"])
    table.leftAligned = [0, 2, 3]
    table.rows = workers.map { worker in
      let count = claims.count { $0.worker.token == worker.token }
      return [
        worker.process.host, "\(worker.process.pid)", Worker.time(worker.since),
        worker.shard ?? "–", "\(count)",
      ].map { TextTable.Cell($0) }
    }
    return table.lines + [""]
  }

  private var ending: String {
    let left = models.reduce(0) { $0 + $1.running + $1.missing }
    guard left > 0 else {
      let failed = models.reduce(0) { $0 + $1.failed }
      return failed > 0 ? "Nothing is missing; \(failed) units failed." : "All units are done."
    }
    let time = secondsLeft.map(Progress.duration)
    if claims.isEmpty {
      return "Nobody computes a unit"
        + (time.map { "; one thread would take about \($0)." } ?? ".")
    }
    return time.map { "About \($0) left." } ?? "Nothing is recorded yet, so the time is unknown."
  }

  var json: JSON {
    [
      "experiment": .string(results.index.experiment),
      "folder": .string(results.folder.url.path),
      "models": .array(
        models.map { row in
          [
            "label": .string(row.model.label), "run": .string(row.run),
            "is_reference": .bool(row.model.isReference),
            "units": .integer(row.model.units.count), "done": .integer(row.done),
            "running": .integer(row.running), "failed": .integer(row.failed),
            "missing": .integer(row.missing),
          ]
        }),
      "processes": .array(
        workers.map { worker in
          [
            "host": .string(worker.process.host), "pid": .integer(Int(worker.process.pid)),
            "since": .string(ISO8601DateFormatter().string(from: worker.since)),
            "shard": worker.shard.map(JSON.string) ?? JSON(.null),
            "units": .array(
              claims.filter { $0.worker.token == worker.token }.map { .string($0.id) }),
          ]
        }),
      "missing": MissingUnits(results).json,
      "seconds_left": secondsLeft.map { .number($0) } ?? JSON(.null),
    ]
  }
}
