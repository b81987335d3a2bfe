import Foundation
import Framework
import Testing

@testable import Runner

/// A unit is claimed by exactly one process, and a claim ends with its process.
@Suite struct ClaimTests {
  private let sandbox: Sandbox
  private let results: ResultsFolder
  private let folder: ClaimFolder

  init() throws {
    sandbox = try Sandbox()
    results = ResultsFolder(sandbox.folder)
    folder = ClaimFolder(of: results)
  }

  private func isMine(_ answer: Claims.Answer) -> Bool {
    if case .mine = answer { true } else { false }
  }

  /// Leaves the files of a process that claimed units.
  @discardableResult
  private func leave(
    _ process: ProcessFacts, _ ids: [String], beat: Double? = 0, generation: Int = 1
  ) throws -> Worker {
    let worker = Worker(spec: "a", shard: nil, process: process)
    try OutputFolder.create(folder.url)
    if let beat {
      try Data(worker.json.canonicalText.utf8).write(to: folder.file(of: worker))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: beat)],
        ofItemAtPath: folder.file(of: worker).path)
    }
    for id in ids {
      let claim = Claim(id: id, generation: generation, worker: worker, since: Date())
      try Data(claim.json.canonicalText.utf8).write(to: folder.file(id, generation))
    }
    return worker
  }

  private static let me = ProcessFacts.current

  private static func process(
    _ machine: String = me.machine, pid: Int32 = me.pid, started: String = me.started
  ) -> ProcessFacts {
    ProcessFacts(host: "node9", machine: machine, pid: pid, started: started)
  }

  /// The number of a process that has ended, of which nobody asked how.
  private static let ended: Int32 = {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/bin/sh")
    child.arguments = ["-c", "exit 0"]
    guard (try? child.run()) != nil else { return 0x3fff_fff0 }
    child.waitUntilExit()
    return child.processIdentifier
  }()

  static let owners: [(what: String, process: ProcessFacts, beat: Double?, isDead: Bool)] = [
    ("this process", process(), 0, false),
    ("this process, long without a beat", process(), -9000, false),
    ("a process that has left", process(), nil, true),
    ("a dead process", process(pid: ended), 0, true),
    ("a number that is used again", process(started: "1"), 0, true),
    ("another machine's", process("elsewhere", pid: ended), 0, false),
    ("another machine's, four minutes without a beat", process("elsewhere"), -240, false),
    ("another machine's, six minutes without a beat", process("elsewhere"), -360, true),
    ("another machine's that has left", process("elsewhere"), nil, true),
  ]

  @Test(arguments: owners.indices) func aClaimEndsWithItsProcess(_ number: Int) throws {
    let (what, process, beat, isDead) = Self.owners[number]
    let claims = try Claims(in: results)
    defer { claims.leave() }
    try leave(process, ["u"], beat: beat)
    #expect(isMine(try claims.take("u")) == isDead, "\(what)")
    #expect(isMine(try claims.take("other")), "\(what)")
  }

  /// Many at once, free units and such of a dead process.
  @Test(arguments: [false, true]) func exactlyOneGetsAUnit(isTakenOver: Bool) throws {
    let ids = (0..<40).map { "unit\($0)" }
    let everybody = try (0..<8).map { _ in try Claims(in: results) }
    if isTakenOver { try leave(Self.process(pid: Self.ended), ids) }
    let taken = Locked<[String: Int]>([:])
    DispatchQueue.concurrentPerform(iterations: everybody.count) { number in
      // Each begins elsewhere.
      for id in ids[(number * 5)...] + ids[..<(number * 5)] {
        guard case .mine? = try? everybody[number].take(id) else { continue }
        taken.withLock { $0[id, default: 0] += 1 }
      }
    }
    #expect(taken.withLock { $0 } == Dictionary(uniqueKeysWithValues: ids.map { ($0, 1) }))
    for claims in everybody { claims.leave() }
    #expect(!FileManager.default.fileExists(atPath: folder.url.path))
  }

  /// Units go from hand to hand, and never are in two.
  @Test func nobodyEntersWhileAnotherIsInside() throws {
    let everybody = try (0..<6).map { _ in try Claims(in: results) }
    try leave(Self.process(pid: Self.ended), ["u"])
    try leave(Self.process(pid: Self.ended), ["u"], generation: 2)
    let (inside, entries) = (Locked(0), Locked(0))
    DispatchQueue.concurrentPerform(iterations: everybody.count) { number in
      for _ in 0..<200 {
        guard case .mine(let claim)? = try? everybody[number].take("u") else { continue }
        let count = inside.withLock { value in
          value += 1
          return value
        }
        #expect(count == 1)
        entries.withLock { $0 += 1 }
        inside.withLock { $0 -= 1 }
        everybody[number].release(claim)
      }
    }
    #expect(entries.withLock { $0 } > 6)
    for claims in everybody { claims.leave() }
  }

  @Test func theNextRunClearsAway() throws {
    try leave(Self.process(pid: Self.ended), ["a", "b"])
    try leave(Self.process("elsewhere"), ["c"], beat: -1000)
    try Data().write(to: folder.url.appendingPathComponent("gone.1.draft"))
    let claims = try Claims(in: results)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 1)
    claims.leave()
    #expect(!FileManager.default.fileExists(atPath: folder.url.path))
    // What lives stays.
    try leave(Self.process("elsewhere"), ["d"])
    try Claims(in: results).leave()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 2)
  }

  /// A full disk may leave half a claim, of nobody.
  @Test func aClaimThatCannotBeReadIsJudgedByItsAge() throws {
    let claims = try Claims(in: results)
    defer { claims.leave() }
    try Data("{".utf8).write(to: folder.file("u", 1))
    #expect(!isMine(try claims.take("u")))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -400)],
      ofItemAtPath: folder.file("u", 1).path)
    #expect(isMine(try claims.take("u")))
  }

  @Test func anotherVersionIsRefused() throws {
    let (mine, same) = (try Claims(in: results, spec: "a"), try Claims(in: results, spec: "a"))
    let tables = try Claims(in: results)
    defer { for claims in [mine, same, tables] { claims.leave() } }
    try mine.refuseStrangers(in: "results/x", removing: nil)
    let removing = #expect(throws: RunError.self) {
      try mine.refuseStrangers(in: "results/x", removing: "--recompute")
    }
    #expect(removing?.description.contains("--recompute would take away") == true)
    let other = try Claims(in: results, spec: "b")
    defer { other.leave() }
    let error = #expect(throws: RunError.self) {
      try other.refuseStrangers(in: "results/x", removing: nil)
    }
    #expect(error?.description.contains("works in results/x since") == true)
  }

  @Test func wordsOfWaiting() {
    #expect(Claims.words([]) == nil)
    let worker = Worker(spec: nil, shard: nil, process: Self.process("elsewhere", pid: 7))
    let time = Date()
    let claims = (0..<2).map { Claim(id: "\($0)", generation: 1, worker: worker, since: time) }
    #expect(
      Claims.words(claims) == "2 units: 2 of node9, process 7, since \(Worker.time(time))")
  }
}
