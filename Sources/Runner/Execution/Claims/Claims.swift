import Dispatch
import Foundation
import Framework

/// How processes that work at one results folder share its units, without shards and without a server:
/// a unit is claimed before it is computed.
///
/// A claim is a file that exactly one process can make. That of a dead process stays where it is, and
/// the next generation is made beside it, by exactly one again: nothing has to be removed first.
///
/// A claim keeps work from being done twice; that results are right does not hang on it. Should a
/// process be taken for dead while it lives, two compute the same unit: from the same inputs, to the
/// same values. Arrays and records are renamed into place whole, the record last, with the hashes of
/// its arrays; machines whose numbers differ in the last bit could at worst leave a record beside the
/// arrays of the other, which every reader names as damage and the next run computes anew.
final class Claims: Sendable {
  /// What became of a claim.
  enum Answer {
    case mine(Claim)
    /// By another process; nil where it came and went in this moment.
    case held(Claim?)
  }

  let me: Worker
  let folder: ClaimFolder
  private let held = Locked<[String: Claim]>([:])
  private let heartbeat: Heartbeat

  /// Says that this process is here, and clears away what dead ones have left.
  ///
  /// - Parameters:
  ///   - spec: hash of the spec that is run; nil where only tables are written.
  ///   - shard: the shard that is run, for others to see.
  /// - Throws: ``FileError``.
  init(
    in results: ResultsFolder, spec: String? = nil, shard: String? = nil,
    patience: Double = ClaimFolder.patience
  ) throws {
    let folder = ClaimFolder(of: results, patience: patience)
    self.folder = folder
    let me = Worker(spec: spec, shard: shard)
    self.me = me
    try Self.register(me, in: folder)
    heartbeat = Heartbeat(every: 30) {
      // Missing: another machine took this process for dead, after a long standstill.
      if utimes(folder.file(of: me).path, nil) != 0, errno == ENOENT {
        try? Self.register(me, in: folder)
      }
    }
    sweep()
  }

  private static func register(_ me: Worker, in folder: ClaimFolder) throws {
    let file = folder.file(of: me)
    for attempt in 1... {
      try OutputFolder.create(folder.url)
      do {
        _ = try ExclusiveFile.write(me.json.canonicalText + "\n", to: file, for: file)
        return
      } catch {
        // The last of the others may remove the folder just now.
        guard attempt < 5, !FileManager.default.fileExists(atPath: folder.url.path) else {
          throw error
        }
      }
    }
  }

  /// Gives back what is held, and removes what says that this process is here.
  func leave() {
    heartbeat.stop()
    for claim in held.withLock({ Array($0.values) }) { release(claim) }
    sweep()
    unlink(folder.file(of: me).path)
    rmdir(folder.url.path)
  }

  // MARK: Units

  /// Claims a unit, or says who has it.
  ///
  /// - Throws: ``FileError``.
  func take(_ id: String) throws -> Answer {
    var dead: [Data] = []
    while true {
      let generation = dead.count + 1
      if let found = folder.contents(id, generation) {
        let claim = folder.claim(found, generation: generation)
        if isHeld(claim, in: folder.file(id, generation)) { return .held(claim) }
        dead.append(found)
        continue
      }
      let claim = Claim(id: id, generation: generation, worker: me, since: Date())
      let draft = folder.url.appendingPathComponent(
        "\(me.token).\(UInt64.random(in: 0 ... .max)).draft")
      guard
        try ExclusiveFile.create(
          claim.json.canonicalText + "\n", at: folder.file(id, generation), draft: draft)
      else {
        return .held(
          folder.contents(id, generation).flatMap { folder.claim($0, generation: generation) })
      }
      // The dead claims below go one by one, the oldest first, when a unit is given back. Unless all
      // are still there, another may already stand in the place of the first.
      if dead.indices.allSatisfy({ folder.contents(id, $0 + 1) == dead[$0] }) {
        held.withLock { $0[id] = claim }
        return .mine(claim)
      }
      unlink(folder.file(id, generation).path)
      dead = []
    }
  }

  /// Gives a unit back, done or not, with the dead claims that it was taken over from.
  func release(_ claim: Claim) {
    held.withLock { $0[claim.id] = nil }
    for generation in 1...claim.generation { unlink(folder.file(claim.id, generation).path) }
  }

  /// Whether the owner of a claim is at work. Of one that cannot be read, its age tells.
  private func isHeld(_ claim: Claim?, in file: URL) -> Bool {
    if let claim { return isAlive(claim.worker) }
    return ClaimFolder.modified(file).map { now.timeIntervalSince($0) < folder.patience } ?? false
  }

  // MARK: Others

  /// The other processes that are at work here.
  var others: [Worker] { folder.workers.filter { $0.token != me.token && isAlive($0) } }

  /// What other processes work at, by unit.
  var elsewhere: [String: Claim] {
    var found: [String: Claim] = [:]
    for claim in folder.claims where claim.worker.token != me.token && isAlive(claim.worker) {
      found[claim.id] = claim
    }
    return found
  }

  private func isAlive(_ worker: Worker) -> Bool {
    worker.token == me.token || folder.isAlive(worker) { now }
  }

  /// The time by the clock of the file system, which need not be this machine's.
  private var now: Date {
    utimes(folder.file(of: me).path, nil)
    return ClaimFolder.modified(folder.file(of: me)) ?? Date()
  }

  /// Removes claims of dead processes: each is taken over and given back, as removing it would let a
  /// second process in where a third has just taken over.
  private func sweep() {
    for claim in folder.claims where !isAlive(claim.worker) {
      if case .mine(let mine)? = try? take(claim.id) { release(mine) }
    }
    for worker in folder.workers where !isAlive(worker) { unlink(folder.file(of: worker).path) }
    let alive = Set(folder.workers.map(\.token))
    for name in folder.names where name.hasSuffix(".draft") {
      guard !alive.contains(String(name.prefix { $0 != "." })) else { continue }
      unlink(folder.url.appendingPathComponent(name).path)
    }
  }
}

/// Calls something now and then, as long as the process works.
private final class Heartbeat: @unchecked Sendable {
  // Made once; a source may be cancelled from any thread.
  private let timer: any DispatchSourceTimer
  // The global queues may have no thread to spare while all cores compute.
  private let queue = DispatchQueue(label: "heartbeat")

  init(every seconds: Int, _ body: @escaping @Sendable () -> Void) {
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + .seconds(seconds), repeating: .seconds(seconds))
    timer.setEventHandler(handler: body)
    timer.resume()
  }

  /// Nothing is called after this returns.
  func stop() { queue.sync { timer.cancel() } }

  deinit { timer.cancel() }
}
