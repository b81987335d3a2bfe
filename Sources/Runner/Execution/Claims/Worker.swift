import Foundation
import Framework

/// A process that works at a results folder, as it tells the others.
struct Worker: Sendable {
  /// Drawn by each process for itself.
  let token: String
  let process: ProcessFacts
  let since: Date
  /// Hash of the spec that it runs; nil for one that only writes tables.
  let spec: String?
  /// `3/8` of a process that runs one shard.
  let shard: String?

  init(spec: String?, shard: String?, process: ProcessFacts = .current) {
    token = String(UInt64.random(in: 0 ... .max), radix: 36)
    self.process = process
    since = Date()
    self.spec = spec
    self.shard = shard
  }

  /// `node7, process 4711`.
  var name: String { "\(process.host), process \(process.pid)" }

  /// 14:05, with the day where that is another than today.
  static func time(_ date: Date) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = Calendar.current.isDateInToday(date) ? "HH:mm" : "yyyy-MM-dd HH:mm"
    return format.string(from: date)
  }
}

/// A unit that a process computes.
struct Claim: Sendable {
  let id: String
  /// 1, or one more than that of the dead claim it was taken over from.
  let generation: Int
  let worker: Worker
  let since: Date
}

// MARK: - JSON

extension Worker {
  var json: JSON {
    [
      "token": .string(token), "host": .string(process.host),
      "machine": .string(process.machine), "pid": .integer(Int(process.pid)),
      "started": .string(process.started), "since": .number(since.timeIntervalSince1970),
      "spec": spec.map(JSON.string) ?? JSON(.null), "shard": shard.map(JSON.string) ?? JSON(.null),
    ]
  }

  /// - Throws: ``RecordDamage``.
  init(_ field: RecordField) throws {
    token = try field["token"].text()
    process = ProcessFacts(
      host: try field["host"].text(), machine: try field["machine"].text(),
      pid: Int32(try field["pid"].integer(1...Int(Int32.max))),
      started: try field["started"].text())
    since = Date(timeIntervalSince1970: try field["since"].number())
    spec = try field["spec"].isNull ? nil : field["spec"].text()
    shard = try field["shard"].isNull ? nil : field["shard"].text()
  }
}

extension Claim {
  var json: JSON {
    [
      "id": .string(id), "since": .number(since.timeIntervalSince1970), "worker": worker.json,
    ]
  }

  init(_ field: RecordField, generation: Int) throws {
    id = try field["id"].text()
    self.generation = generation
    since = Date(timeIntervalSince1970: try field["since"].number())
    worker = try Worker(field["worker"])
  }
}
