import Foundation
import Framework
import TestSupport
import Testing

@testable import Runner

/// Records, arrays and plan.json that are not as they were written are found, named, and computed
/// anew or refused.
@Suite(.serialized) struct DamageTests {
  private let sandbox: Sandbox
  private let spec: String
  private let folder: ResultsFolder

  init() throws {
    sandbox = try Sandbox()
    spec = try sandbox.write(
      Sandbox.spec(["samples": 9, "denoisers": ["optimal", "nearest"], "save_arrays": true]))
    #expect(try sandbox.locus("run", spec) == .done)
    folder = ResultsFolder(sandbox.folder.appendingPathComponent("out/little"))
  }

  private func index() throws -> ResultIndex {
    try ResultIndex(contentsOf: folder.file("plan.json"))
  }

  /// The first variant's first unit, its record and its metrics.
  private func unit() throws -> (
    expected: UnitExpectation, url: URL, record: JSON, metricsURL: URL, metrics: JSON
  ) {
    let run = try index().runs[0]
    let model = run.variants[0]
    let unit = model.units[0]
    let url = folder.units.appendingPathComponent(unit.id + ".json")
    let metrics = folder.units.appendingPathComponent(unit.id + ".metrics.json")
    return (
      run.expectation(of: unit, of: model), url, try json(url), metrics, try json(metrics)
    )
  }

  private func json(_ url: URL) throws -> JSON {
    try JSONParser.parse([UInt8](Data(contentsOf: url)), file: "record")
  }

  private func damage(_ expected: UnitExpectation) -> String? {
    if case .damaged(let problem) = folder.state(expected, readingArrays: true) {
      problem
    } else {
      nil
    }
  }

  static let edits: [(path: [String], value: JSON?, says: String)] = [
    (["values"], ["extra": []], "values.extra: expected a list of 3"),
    (["values"], ["extra": [[0], [0], [0]]], "values.extra[0]: expected a list of 8"),
    (["values"], nil, "values: expected an object"),
    (["values"], [], "values: expected an object"),
    (["arrays"], nil, "arrays: expected an object"),
    (["arrays", "x0", "sha256"], 7, "arrays.x0.sha256: expected a text"),
    (["arrays", "x0", "sha256"], "00", "x0.npy: the bytes are not those that were written"),
    (["arrays", "x0", "shape"], [3, 8], "the array has shape [3, 8, 1, 8, 8] where [3, 8] was"),
    (["id"], "0123", "id: expected \""),
    (["samples"], [0, 9], "samples: expected [0, 8]"),
    (["samples"], [8, 0], "samples: expected [first, end] in order"),
    (["version"], 7, "version: expected 2"),
    (["error"], 3, "error: expected a text"),
    (["methods"], ["a"], "methods: expected a list of 3"),
    (["missed"], [[0]], "missed: expected a list of 3"),
    (["timing"], nil, "timing.denoise: expected a list"),
    (["timing", "threads"], "two", "timing.threads: expected a whole number"),
    (["timing", "denoise"], [true, 1, 1], "timing.denoise[0]: expected a number"),
  ]

  /// What another program may have written with a checksum of its own.
  @Test(arguments: edits.indices) func aRecordIsNamedWithItsFault(_ number: Int) throws {
    let (path, value, says) = Self.edits[number]
    let unit = try unit()
    var record = try unit.record.unsealed()
    record[path: JSONPath(path.map(JSONPath.Component.key))] = value ?? JSON(.null)
    try Data(record.sealed.canonicalText.utf8).write(to: unit.url)
    let problem = try #require(damage(unit.expected))
    #expect(problem.contains(unit.expected.unit.id) && problem.contains(says), "\(problem)")
  }

  @Test func aRecordWithoutAnArrayIsNotFinished() throws {
    let unit = try unit()
    var record = try unit.record.unsealed()
    record["arrays"]!["x0"] = nil
    try Data(record.sealed.canonicalText.utf8).write(to: unit.url)
    guard case .lacking = folder.state(unit.expected, readingArrays: true) else {
      Issue.record("a unit without its estimates passes for finished")
      return
    }
  }

  /// An edit by hand, however small, is found by the checksum.
  @Test func aChangedDigitIsFound() throws {
    let unit = try unit()
    for key in ["fit", "metric", "threads"] {
      var record = unit.record
      record["timing"]![key] = 12345
      try Data(record.canonicalText.utf8).write(to: unit.url)
      #expect(damage(unit.expected)?.contains("something was changed") == true, "\(key)")
    }
    try Data(unit.record.canonicalText.utf8).write(to: unit.url)
    #expect(damage(unit.expected) == nil)
    var metrics = unit.metrics
    var entry = metrics["metrics"]!.array![0]
    entry["values"] = .array(
      entry["values"]!.array!.map { step in .array(step.array!.map { _ in 0.25 }) })
    metrics["metrics"] = .array([entry] + metrics["metrics"]!.array!.dropFirst())
    try Data(metrics.canonicalText.utf8).write(to: unit.metricsURL)
    let results = Results(try index(), folder: folder)
    #expect(results.damage.contains { $0.contains("something was changed") })
    #expect(results.missingUnits == 1)
  }

  static let metricEdits: [(value: JSON?, says: String)] = [
    ([[0.5]], "metrics[0].values: expected a list of 3"),
    ([[0.5], [0.5], [0.5]], "metrics[0].values[0]: expected a list of 8"),
    (nil, "metrics[0].values: expected a list of 3"),
    (
      .array((0..<3).map { _ in .array((0..<8).map { _ in "a" }) }),
      "metrics[0].values[0][0]: expected a number"
    ),
    (
      .array((0..<3).map { _ in .array((0..<8).map { _ in JSON(.null) }) }),
      "metrics[0].values[0][0]: expected a number"
    ),
  ]

  @Test(arguments: metricEdits.indices) func metricsAreNamedWithTheirFault(_ number: Int) throws {
    let (value, says) = Self.metricEdits[number]
    let unit = try unit()
    var metrics = try unit.metrics.unsealed()
    var entries = metrics["metrics"]!.array!
    entries[0]["values"] = value ?? JSON(.null)
    metrics["metrics"] = .array(entries)
    try Data(metrics.sealed.canonicalText.utf8).write(to: unit.metricsURL)
    let problem = try #require(throws: RunError.self) {
      try folder.metrics(of: unit.expected.unit, steps: 3)
    }
    #expect(problem.description.contains(says), "\(problem)")
  }

  /// Metrics of other estimates, or against another reference, are not this unit's.
  @Test func metricsBelongToTheArraysThatTheyWereComputedFrom() throws {
    let unit = try unit()
    for key in ["metric", "estimates", "reference"] {
      var metrics = try unit.metrics.unsealed()
      var entries = metrics["metrics"]!.array!
      entries[0][key] = "0123"
      metrics["metrics"] = .array(entries)
      try Data(metrics.sealed.canonicalText.utf8).write(to: unit.metricsURL)
      #expect(Results(try index(), folder: folder).missingUnits == 1, "\(key)")
    }
    #expect(try sandbox.locus("run", spec) == .done)
    #expect(Results(try index(), folder: folder).missingUnits == 0)
  }

  /// Whatever is damaged, the same command gives the same tables again.
  @Test func damagedUnitsAreComputedAnew() throws {
    let files = ["samples.csv", "summary.csv", "arrays/optimal.npy"]
    let before = try files.map { try sandbox.data("out/little/\($0)") }
    let units = try sandbox.files("out/little/units")
    var random = DataDamager(seed: 3)
    for unit in units {
      let url = folder.units.appendingPathComponent(unit)
      let data = try Data(contentsOf: url)
      // Arrays are cut short, records damaged in any way that is no other record.
      let damaged = unit.hasSuffix(".npy") ? data.dropLast(8) : random.damaged(data.dropLast(5))
      try damaged.write(to: url)
    }
    let results = Results(try index(), folder: folder)
    #expect(results.damage.count + results.missingUnits > 0)
    #expect(try sandbox.locus("export", folder.url.path) != .done)
    #expect(try sandbox.locus("run", spec) == .done)
    #expect(try files.map { try sandbox.data("out/little/\($0)") } == before)
    #expect(!FileManager.default.fileExists(atPath: folder.partial.path))
  }

  /// Arrays that change places, lose a bit or are cut short are found; every later run is right.
  @Test(arguments: ["swap", "flip", "cut", "remove"]) func damagedArraysAreFound(
    _ how: String
  ) throws {
    let before = try sandbox.data("out/little/samples.csv")
    let arrays = try sandbox.files("out/little/units").filter { $0.hasSuffix(".x0.npy") }
      .map { folder.units.appendingPathComponent($0) }
    let sizes = try Dictionary(grouping: arrays) { try Data(contentsOf: $0).count }
    let (first, second) = (
      sizes.max { $0.key < $1.key }!.value[0], sizes.max { $0.key < $1.key }!.value[1]
    )
    var data = try Data(contentsOf: first)
    switch how {
    case "swap": data = try Data(contentsOf: second)
    case "flip": data[data.count - 3] ^= 1
    case "cut": data = data.dropLast(4)
    default: break
    }
    if how == "remove" {
      try FileManager.default.removeItem(at: first)
    } else {
      try data.write(to: first)
    }
    #expect(try sandbox.locus("export", folder.url.path) != .done)
    let work = try job()
    #expect(work.units == 1)
    #expect(try sandbox.locus("run", spec) == .done)
    #expect(try sandbox.data("out/little/samples.csv") == before)
    #expect(try job().isEmpty)
  }

  /// What a run would have to do.
  private func job() throws -> PendingWork {
    let library = DataLibrary()
    let plan = try Plan(
      Experiment.load(spec, catalogue: Catalogue.standard(), environment: [:]), library: library)
    let index = try ResultIndex(plan, library: library)
    return PendingWork(plan.runs[0], index.runs[0], in: folder) { _ in }
  }

  /// Whatever file of a folder is damaged: its tables are the same, or something is named.
  @Test func aDamagedFolderIsNeverSilent() throws {
    let whole = Results(try index(), folder: folder).samples().csv.text
    let files =
      try sandbox.files("out/little/units").map { folder.units.appendingPathComponent($0) }
      + [folder.file("plan.json")]
    var damager = DataDamager(seed: 5)
    var named = 0
    for number in 0..<300 {
      let file = files[number % files.count]
      let data = try Data(contentsOf: file)
      defer { try? data.write(to: file) }
      try damager.damaged(data).write(to: file)
      guard let index = try? index() else {
        named += 1
        continue
      }
      let results = Results(index, folder: folder)
      if results.damage.isEmpty, results.missingUnits == 0 {
        #expect(results.samples().csv.text == whole, "damage \(number) of \(file.path) is silent")
      } else {
        named += 1
      }
    }
    #expect(named > 250, "\(named)")
  }

  /// Ten thousand random damages of records, metrics and the plan: every one is named, or changes
  /// nothing that is read; nothing traps.
  @Test func noDamageIsSilent() throws {
    let unit = try unit()
    let plan = try json(folder.file("plan.json"))
    let readers: [(whole: JSON, read: ([UInt8]) throws -> JSON)] = [
      (
        unit.record,
        { try UnitRecord(JSONParser.parse($0, file: "record"), of: unit.expected).json }
      ),
      (
        unit.metrics,
        {
          try UnitMetrics(
            JSONParser.parse($0, file: "metrics"), of: unit.expected.unit, steps: 3
          ).json
        }
      ),
      (plan, { try ResultIndex(JSONParser.parse($0, file: "plan"), named: "plan.json").json }),
    ]
    var damager = DataDamager(seed: 11)
    var (named, harmless) = (0, 0)
    for number in 0..<10_002 {
      let (whole, read) = readers[number % 3]
      let text = number % 2 == 0 ? whole.canonicalText : whole.prettyText()
      let bytes = [UInt8](damager.damaged(Data(text.utf8)))
      do {
        #expect(try read(bytes) == whole, "damage \(number) is silent")
        harmless += 1
      } catch {
        #expect(error is RecordDamage || error is JSONError || error is RunError)
        named += 1
      }
    }
    #expect(named > 9000 && harmless < 1000, "\(named) named, \(harmless) harmless")
  }

  static let planEdits: [(path: String, value: JSON?, says: String)] = [
    ("levels", [[1, 2]], "runs[0].levels[0]: expected a list of 3"),
    ("levels", nil, "runs[0].levels: expected a list"),
    ("variants", [["label": "a"]], "runs[0].variants[0].denoiser: expected a text"),
    (
      "metrics", [["r2", "up", "", ""]],
      "runs[0].metrics[0][1]: expected one of higher_is_better, lower_is_better, none"
    ),
    ("metrics", ["r2"], "runs[0].metrics[0]: expected a list of 4"),
    ("samples", 10, "that cover 10 samples"),
    ("significance", ["test": "none"], "runs[0].significance: expected the options"),
    ("shape", [1, 0, 8], "runs[0].shape[1]: expected a whole number"),
    ("swept", ["a"], "runs[0].swept[0]: expected a list of 2"),
  ]

  @Test(arguments: planEdits.indices) func aPlanIsRefusedWithItsFault(_ number: Int) throws {
    let (key, value, says) = Self.planEdits[number]
    let url = folder.file("plan.json")
    var json = try json(url).unsealed()
    json[path: JSONPath([.key("runs"), .index(0), .key(key)])] = value ?? JSON(.null)
    try Data(json.sealed.prettyText().utf8).write(to: url)
    let error = try #require(throws: RunError.self) { try index() }
    #expect(error.description.contains(says), "\(error)")
    #expect(error.description.contains("run the experiment again"), "\(error)")
    #expect(try sandbox.locus("export", folder.url.path) != .done)
    // The way out.
    #expect(try sandbox.locus("run", spec) == .done)
    #expect(try sandbox.locus("export", folder.url.path) == .done)
  }

  /// The spec of a folder is known by the hash of its values, however they are laid out.
  @Test func theSpecBesideThePlanIsKnown() throws {
    let spec = try json(folder.file("spec.json"))
    let known = try index().specHash
    #expect(known == ResultIndex.hash(of: spec))
    var edited = spec
    edited["samples"] = 8
    #expect(known != ResultIndex.hash(of: edited))
  }

  /// A level or a variant less makes a whole plan of another experiment.
  @Test(arguments: ["levels", "variants", "metrics"]) func aPlanWithALineLessIsRefused(
    _ key: String
  ) throws {
    let url = folder.file("plan.json")
    var json = try json(url)
    let path = JSONPath([.key("runs"), .index(0), .key(key)])
    json[path: path] = .array(json[path: path]!.array!.dropLast())
    try Data(json.prettyText().utf8).write(to: url)
    let error = try #require(throws: RunError.self) { try index() }
    #expect(error.description.contains("something was changed"), "\(error)")
    #expect(try sandbox.locus("export", folder.url.path) != .done)
  }

  @Test func aPlanOfAnotherVersionIsRefused() throws {
    let url = folder.file("plan.json")
    var json = try json(url)
    json["version"] = 2
    try Data(json.prettyText().utf8).write(to: url)
    let error = try #require(throws: RunError.self) { try index() }
    #expect(
      error.description.contains("is of version 2, this program reads 3; export it with"),
      "\(error)")
  }
}
