import Foundation
import Framework
import Testing

@testable import Runner

/// `--shard`, `locus merge` and `locus status`.
@Suite struct ShardTests {
  private let sandbox: Sandbox
  private let folder: ResultsFolder

  init() throws {
    sandbox = try Sandbox()
    folder = ResultsFolder(sandbox.folder.appendingPathComponent("out/little"))
  }

  private func index() throws -> ResultIndex {
    try ResultIndex(contentsOf: folder.file("plan.json"))
  }

  /// Versions of the units' records.
  private func units() throws -> [String: FileStamp] {
    var found: [String: FileStamp] = [:]
    for id in try index().unitIDs { found[id] = folder.stamp(id) }
    return found
  }

  private func results() throws -> Results { Results(try index(), folder: folder) }

  static let wrong: [(text: String, says: String)] = [
    ("", "needs a number and how many there are"), ("3", "found \"3\""),
    ("1/2/3", "found \"1/2/3\""), ("a/3", "e.g. 0/8 to 7/8"), ("0/0", "found \"0/0\""),
    ("3/3", "counts from 0: of 3 shards the last is 2/3"), ("-1/3", "the last is 2/3"),
    ("1/1", "of 1 shard the last is 0/1"), ("0/9999999999", "e.g. 0/8 to 7/8"),
  ]

  @Test(arguments: wrong.indices) func wrongShardsAreRefused(_ number: Int) throws {
    let (text, says) = Self.wrong[number]
    let error = #expect(throws: UsageError.self) { try Shard(text) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    #expect(try sandbox.locus("run", sandbox.write(Sandbox.spec()), "--shard=\(text)") == .usage)
    #expect(!sandbox.has("out"))
  }

  /// Every unit is in one shard, shards are even, and no model is in more of them than need be.
  @Test(arguments: [1, 2, 3, 5, 12, 20]) func theSplitIsEven(count: Int) throws {
    for total in [0, 1, 7, 12, 100] {
      let ranges = (0..<count).map { Shard(index: $0, count: count).range(of: total) }
      #expect(ranges.flatMap { Array($0) } == Array(0..<total))
      let sizes = ranges.map(\.count)
      #expect(sizes.max()! - sizes.min()! <= 1)
    }
    let experiment = try Experiment(
      Sandbox.spec(), catalogue: .standard(), environment: [:])
    let library = DataLibrary()
    let index = try ResultIndex(Plan(experiment, library: library), library: library)
    // Four models of three units.
    #expect(index.unitIDs.count == 12)
    let shards = index.shards(count)
    #expect(Set(shards.keys) == Set(index.unitIDs))
    for model in index.runs[0].models {
      let spread = Set(model.units.map { shards[$0.id]!.index }).count
      // Pieces of 12, 6, 4, 2 to 3, 1, and 0 to 1 units.
      #expect(spread <= [1: 1, 2: 1, 3: 2, 5: 3, 12: 3, 20: 3][count]!)
    }
  }

  static let specs: [KeyValuePairs<String, JSON>] = [
    ["samples": 40, "save_arrays": true],
    ["task": "denoise", "samples": 40, "inputs": ["source": "reverse"]],
    ["samples": 24, "reference": ["name": "wiener", "rank": ["sweep": [3, 5]]]],
  ]

  /// In any order, one after the other; the last one writes what a single run writes.
  @Test(arguments: specs.indices) func shardsMakeTheSameResults(_ number: Int) throws {
    var spec = Sandbox.spec()
    for (key, value) in Self.specs[number] { spec[key] = value }
    let path = try sandbox.write(spec)
    for shard in [2, 0, 3] {
      #expect(try sandbox.locus("run", path, "--shard", "\(shard)/4") == .done)
      #expect(!sandbox.has("out/little/samples.csv"))
      #expect(!sandbox.has("out/little/partial"))
      let own = try index().units(of: Shard(index: shard, count: 4))
      #expect(try !results().missing.contains { own.contains($0.unit.id) })
    }
    // What is not done is in the fourth shard.
    let own = try index().units(of: Shard(index: 1, count: 4))
    let missing = try results().missing
    #expect(!missing.isEmpty && missing.allSatisfy { own.contains($0.unit.id) })
    #expect(try sandbox.locus("run", path, "--shard", "1/4") == .done)
    try sandbox.expectTables(of: spec)
    // A shard computes its own units again, and leaves the others'.
    let before = try units()
    #expect(
      try sandbox.locus("run", path, "--shard", "1/4", "--recompute", "all") == .done)
    let after = try units()
    #expect(before.keys == after.keys)
    #expect(before.allSatisfy { (after[$0.key] != $0.value) == own.contains($0.key) })
    // And all from the units alone.
    for table in Sandbox.tables { try FileManager.default.removeItem(at: folder.file(table)) }
    #expect(try sandbox.locus("merge", folder.url.path, "--no-report") == .done)
    try sandbox.expectTables(of: spec)
    #expect(!sandbox.has("out/little/shards.json"))
  }

  @Test func mergeNamesWhatIsMissing() throws {
    let path = try sandbox.write(Sandbox.spec())
    #expect(try sandbox.locus("run", path, "--shard", "0/4") == .done)
    // The reference is done, and nothing else.
    #expect(
      MissingUnits(try results()).lines == [
        "missing: optimal, samples 0-7, 8-15, 16-19, of shard 1/4",
        "missing: nearest, samples 0-7, 8-15, 16-19, of shard 2/4",
        "missing: wiener, samples 0-7, 8-15, 16-19, of shard 3/4",
      ])
    #expect(try sandbox.locus("merge", folder.url.path) == .unitsFailed)
    #expect(sandbox.has("out/little/partial/samples.csv"))
    #expect(!sandbox.has("out/little/samples.csv"))
    for shard in [1, 3] {
      #expect(try sandbox.locus("run", path, "--shard", "\(shard)/4") == .done)
    }
    // One of the others is at work, elsewhere.
    let model = try #require(try index().runs[0].variants.first { $0.label == "nearest" })
    let worker = Worker(
      spec: nil, shard: "2/4",
      process: ProcessFacts(host: "node9", machine: "elsewhere", pid: 7, started: "1"))
    let claims = ClaimFolder(of: folder)
    try OutputFolder.create(claims.url)
    try Data(worker.json.canonicalText.utf8).write(to: claims.file(of: worker))
    let claim = Claim(id: model.units[1].id, generation: 1, worker: worker, since: Date())
    try Data(claim.json.canonicalText.utf8).write(to: claims.file(claim.id, 1))
    #expect(
      MissingUnits(try results()).lines == [
        "missing: nearest, samples 0-7, 16-19, of shard 2/4",
        "missing: nearest, samples 8-15, of shard 2/4, at work: node9, process 7, since "
          + Worker.time(claim.since),
      ])
    try expectStatus(worker)
    #expect(try sandbox.locus("status", folder.url.path) == .done)
    #expect(try sandbox.locus("status", folder.url.path, "--json") == .done)
  }

  private func expectStatus(_ worker: Worker) throws {
    let status = RunStatus(try results())
    let time = Worker.time(worker.since)
    #expect(
      status.lines.dropLast() == [
        "little:", "",
        "model               units  done  at work  failed  missing",
        "──────────────────  ─────  ────  ───────  ──────  ───────",
        "(reference) wiener      3     3        0       0        0",
        "optimal                 3     3        0       0        0",
        "nearest                 3     0        1       0        2",
        "wiener                  3     3        0       0        0",
        "all                    12     9        1       0        2", "",
        "host   process  since  shard  units at work",
        "─────  ───────  ─────  ─────  ─────────────",
        "node9        7  \(time)  2/4                1", "",
      ])
    #expect(status.lines.last?.hasPrefix("About ") == true)
    let left = try #require(status.secondsLeft)
    #expect(left > 0 && left < 60)
    #expect(status.json["missing"]?.array?.count == 3)
    #expect(status.json["processes"]?.array?.count == 1)
  }

  @Test func statusOfWhatIsDone() throws {
    var spec = Sandbox.spec()
    spec["denoisers"] = [
      ["name": "optimal"], ["name": "process", "command": ["false"]],
    ]
    #expect(try sandbox.locus("run", sandbox.write(spec)) == .unitsFailed)
    let status = RunStatus(try results())
    #expect(status.secondsLeft == 0)
    #expect(status.lines.last == "Nothing is missing; 3 units failed.")
    #expect(try sandbox.locus("merge", folder.url.path) == .unitsFailed)
    for command in ["merge", "status"] {
      #expect(try sandbox.locus(command) == .usage)
      #expect(try sandbox.locus(command, sandbox.path("nowhere")) == .invalidSpec)
    }
  }

  /// A task without units has nothing to share.
  @Test func tasksOfTheDataHaveNoShards() throws {
    let spec: JSON = [
      "version": 1, "name": "little", "task": "spectrum",
      "dataset": ["name": "synthetic", "images": 60, "resolution": 8],
    ]
    #expect(try sandbox.locus("run", sandbox.write(spec), "--shard", "0/2") == .usage)
  }
}
