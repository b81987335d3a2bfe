import Foundation
import Framework
import Testing

@testable import Runner

/// Several processes at one results folder: the results of one.
@Suite(.serialized, .enabled(if: ProcessEndTests.tool != nil)) struct SharedRunTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func start(_ spec: JSON, _ words: String...) throws -> RunningTool {
    let path = try sandbox.write(spec)
    return try RunningTool(["run", path, "--threads", "1"] + words, in: sandbox)
  }

  static let specs: [(what: String, changes: KeyValuePairs<String, JSON>)] = [
    ("trajectories", ["samples": 160, "save_arrays": true]),
    // Units that are made from the reference's answers, and such that ask it themselves.
    ("reverse", ["task": "denoise", "samples": 80, "inputs": ["source": "reverse"]]),
    ("candidate", ["task": "denoise", "samples": 80, "inputs": ["source": "candidate"]]),
    // Runs that share units and differ in their reference.
    ("sweep", ["samples": 40, "reference": ["name": "wiener", "rank": ["sweep": [3, 5]]]]),
  ]

  @Test(arguments: specs.indices) func threeProcessesShareAPlan(_ number: Int) throws {
    let (what, changes) = Self.specs[number]
    var spec = Sandbox.spec()
    for (key, value) in changes { spec[key] = value }
    let processes = try (0..<3).map { _ in try start(spec, "--json", "--quiet") }
    var (computed, totals) = (0, Set<Int>())
    for process in processes {
      let (code, printed) = try process.end()
      #expect(code == 0, "\(what): \(process.talk)")
      let units = try #require(try JSONParser.parse(text: printed, file: "run")["units"])
      func count(_ key: String) -> Int { units[key]?.int ?? 0 }
      computed += count("computed")
      totals.insert(count("computed") + count("already_done") + count("elsewhere"))
    }
    // Nothing was computed twice, and everybody waited for all of it.
    #expect(computed == sandbox.finished, "\(what)")
    #expect(totals.count == 1, "\(what)")
    try sandbox.expectTables(of: spec)
    #expect(sandbox.has("out/little/report/index.html"), "\(what)")
  }

  /// Killed in the middle: another process goes on with its units, at once and in the next run.
  @Test(arguments: [false, true]) func aKilledProcessIsReplaced(isBeside: Bool) throws {
    let spec = Sandbox.slowSpec(units: 6)
    let first = try start(spec)
    #expect(RunningTool.waits { sandbox.finished > 6 })
    let second = try isBeside ? start(spec) : nil
    #expect(
      RunningTool.waits {
        (second == nil || !(second?.talk.isEmpty ?? true)) && sandbox.has("out/little/claims")
      })
    first.send(SIGKILL)
    #expect(try first.end().code == -SIGKILL)
    if !isBeside { #expect(try !sandbox.files("out/little/claims").isEmpty) }
    let other = try second ?? start(spec)
    let (code, _) = try other.end()
    #expect(code == 0, "\(other.talk)")
    try sandbox.expectTables(of: spec)
  }

  /// A batch system may send its signals more than once.
  @Test(arguments: [SIGINT, SIGTERM, SIGUSR1, SIGHUP])
  func aSignalSavesAndGivesBack(signal: Int32) throws {
    let spec = Sandbox.slowSpec(units: 4)
    let process = try start(spec)
    #expect(RunningTool.waits { sandbox.finished > 4 })
    process.send(signal)
    if signal != SIGINT { process.send(signal) }
    let (code, _) = try process.end()
    #expect(code == 130, "\(process.talk)")
    #expect(process.talk.contains("stopping after the units in flight"))
    #expect(!sandbox.has("out/little/claims"))
    #expect(sandbox.has("out/little/partial/summary.csv"))
    #expect(try start(spec).end().code == 0)
    try sandbox.expectTables(of: spec)
  }

  /// Whoever has nothing left to claim waits for the others, and says for whom.
  @Test func waitingIsSaid() throws {
    let spec = Sandbox.spec()
    #expect(try sandbox.locus("run", sandbox.write(spec)) == .done)
    let unit = try #require(
      try sandbox.files("out/little/units").first { $0.hasSuffix(".x0.npy") }
    ).prefix { $0 != "." }
    let results = ResultsFolder(sandbox.folder.appendingPathComponent("out/little"))
    for file in try sandbox.files("out/little/units") where file.hasPrefix(unit) {
      try FileManager.default.removeItem(at: results.units.appendingPathComponent(file))
    }
    let index = try ResultIndex(contentsOf: results.file("plan.json"))
    let other = Worker(
      spec: index.specHash, shard: nil,
      process: ProcessFacts(host: "node9", machine: "elsewhere", pid: 7, started: "1"))
    let folder = ClaimFolder(of: results)
    try OutputFolder.create(folder.url)
    try Data(other.json.canonicalText.utf8).write(to: folder.file(of: other))
    let claim = Claim(id: String(unit), generation: 1, worker: other, since: Date())
    try Data(claim.json.canonicalText.utf8).write(to: folder.file(claim.id, 1))
    let process = try start(spec)
    #expect(RunningTool.waits { process.talk.contains("1 of node9, process 7, since") })
    #expect(process.process.isRunning)
    // The other one goes without having done it.
    try FileManager.default.removeItem(at: folder.file(of: other))
    #expect(try process.end().code == 0)
    try sandbox.expectTables(of: spec)
  }

  /// Claims that are lost while their owners live cost work, and change nothing.
  @Test func stolenClaimsChangeNothing() throws {
    let spec = Sandbox.slowSpec(units: 5)
    let processes = try (0..<2).map { _ in try start(spec, "--json") }
    let folder = sandbox.folder.appendingPathComponent("out/little/claims")
    var stolen = 0
    while processes.contains(where: { $0.process.isRunning }) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      for name in names where name.hasSuffix(".claim") && !name.hasPrefix("results") {
        if unlink(folder.appendingPathComponent(name).path) == 0 { stolen += 1 }
      }
      usleep(30_000)
    }
    for process in processes { #expect(try process.end().code == 0, "\(process.talk)") }
    #expect(stolen > 5)
    try sandbox.expectTables(of: spec)
  }
}
