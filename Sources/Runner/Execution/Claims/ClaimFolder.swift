import Foundation
import Framework

/// The files by which processes tell each other what they work at, in `claims/` of a results folder.
///
/// `<token>.worker` is there as long as a process is, and touched while it works: its heartbeat.
/// `<unit>.<generation>.claim` says who computes a unit.
struct ClaimFolder: Sendable {
  /// Seconds without a heartbeat after which a process of another machine is taken for dead.
  static let patience = 300.0

  let url: URL
  let patience: Double

  init(of results: ResultsFolder, patience: Double = Self.patience) {
    url = results.claims
    self.patience = patience
  }

  func file(of worker: Worker) -> URL { url.appendingPathComponent(worker.token + ".worker") }

  func file(_ id: String, _ generation: Int) -> URL {
    url.appendingPathComponent("\(id).\(generation).claim")
  }

  // MARK: Reading

  /// What lies in a claim's place; nil if there is none.
  func contents(_ id: String, _ generation: Int) -> Data? {
    FileManager.default.contents(atPath: file(id, generation).path)
  }

  /// The claim that bytes are; nil for what is none, as a full disk may leave it.
  func claim(_ data: Data, generation: Int) -> Claim? {
    (try? JSONParser.parse([UInt8](data), file: "a claim")).flatMap {
      try? Claim(RecordField($0), generation: generation)
    }
  }

  /// Everybody who has said to be here, dead or alive.
  var workers: [Worker] {
    names.filter { $0.hasSuffix(".worker") }.compactMap { name in
      FileManager.default.contents(atPath: url.appendingPathComponent(name).path).flatMap { data in
        (try? JSONParser.parse([UInt8](data), file: name)).flatMap {
          try? Worker(RecordField($0))
        }
      }
    }.sorted { ($0.since, $0.token) < ($1.since, $1.token) }
  }

  /// The newest claim of every unit that has one.
  var claims: [Claim] {
    var newest: [String: Int] = [:]
    for name in names where name.hasSuffix(".claim") {
      let parts = name.split(separator: ".")
      guard parts.count == 3, let generation = Int(parts[1]) else { continue }
      newest[String(parts[0])] = max(newest[String(parts[0])] ?? 0, generation)
    }
    return newest.sorted { $0.key < $1.key }.compactMap { id, generation in
      contents(id, generation).flatMap { claim($0, generation: generation) }
    }
  }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  // MARK: Dead or alive

  /// Whether a process is still there: one of this machine is asked for by its number and the time of
  /// its start; of another's, the heartbeat tells.
  ///
  /// - Parameter now: the time by the clock that stamps the files, where the reader knows it.
  func isAlive(_ worker: Worker, now: () -> Date = { Date() }) -> Bool {
    guard let beat = Self.modified(file(of: worker)) else { return false }
    return worker.process.isAlive ?? (now().timeIntervalSince(beat) < patience)
  }

  static func modified(_ url: URL) -> Date? {
    FileStamp(of: url).map { Date(timeIntervalSince1970: $0.seconds) }
  }
}

/// Tells two versions of a file apart that is replaced, never written into.
struct FileStamp: Equatable, Sendable {
  let number: UInt64
  /// Of its last change, since 1970.
  let seconds: Double

  /// Nil if there is no such file.
  init?(of url: URL) {
    var facts = stat()
    guard stat(url.path, &facts) == 0 else { return nil }
    number = UInt64(facts.st_ino)
    #if canImport(Darwin)
      let time = facts.st_mtimespec
    #else
      let time = facts.st_mtim
    #endif
    seconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
