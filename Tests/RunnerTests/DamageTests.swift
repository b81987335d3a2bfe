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

  /// The first variant's first unit, and its record.
  private func unit() throws -> (expected: UnitExpectation, url: URL, record: JSON) {
    let run = try index().runs[0]
    let model = run.variants[0]
    let url = folder.units.appendingPathComponent(model.units[0].id + ".json")
    return (
      run.expectation(of: model.units[0], of: model), url,
      try JSONParser.parse([UInt8](Data(contentsOf: url)), file: "record")
    )
  }

  private func damage(_ expected: UnitExpectation) -> String? {
    if case .damaged(let problem) = folder.state(expected) { problem } else { nil }
  }

  static let edits: [(path: [String], value: JSON?, says: String)] = [
    (["values", "mse"], [[0.5]], "values.mse: expected a list of 3"),
    (["values", "mse"], [[0.5], [0.5], [0.5]], "values.mse[0]: expected a list of 8"),
    (["values", "mse"], nil, "values.mse: expected a list of 3"),
    (["values"], [:], "values: expected the values r2, mse"),
    (["values", "extra"], [], "values.extra: expected a list of 3"),
    (["values"], nil, "values: expected an object"),
    (["values"], [], "values: expected an object"),
    (["id"], "0123", "id: expected \""),
    (["samples"], [0, 9], "samples: expected [0, 8]"),
    (["samples"], [8, 0], "samples: expected [first, end] in order"),
    (["version"], 7, "version: expected 1"),
    (["error"], 3, "error: expected a text"),
    (["methods"], ["a"], "methods: expected a list of 3"),
    (["timing"], nil, "timing.denoise: expected a list"),
    (["timing", "threads"], "two", "timing.threads: expected a whole number"),
    (["timing", "denoise"], [true, 1, 1], "timing.denoise[0]: expected a number"),
  ]

  @Test(arguments: edits.indices) func aRecordIsNamedWithItsFault(_ number: Int) throws {
    let (path, value, says) = Self.edits[number]
    let unit = try unit()
    var record = unit.record
    record[path: JSONPath(path.map(JSONPath.Component.key))] = value ?? JSON(.null)
    try Data(record.canonicalText.utf8).write(to: unit.url)
    let problem = try #require(damage(unit.expected))
    #expect(problem.hasPrefix(unit.url.path) && problem.contains(says), "\(problem)")
  }

  @Test(arguments: [[0.5], [nil, 1], ["a", 1]] as [JSON])
  func aValueIsANumber(_ value: JSON) throws {
    let unit = try unit()
    var record = unit.record
    record["values"]!["mse"] = [value, value, value]
    try Data(record.canonicalText.utf8).write(to: unit.url)
    #expect(damage(unit.expected)?.contains("values.mse[0]") == true)
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
  }

  /// Any edit of the records is read or named; nothing traps.
  @Test func damagedRecordsAreReadOrNamed() throws {
    let unit = try unit()
    let whole = Data(unit.record.canonicalText.utf8)
    var damager = DataDamager(seed: 11)
    var named = 0
    for _ in 0..<1500 {
      let bytes = [UInt8](damager.damaged(whole))
      do {
        let record = try UnitRecord(
          JSONParser.parse(bytes, file: "record"), of: unit.expected)
        #expect(
          record.values.values.allSatisfy { $0.count == 3 && $0.allSatisfy { $0.count == 8 } })
      } catch let damage as RecordDamage {
        #expect(!damage.expected.isEmpty)
        named += 1
      } catch is JSONError {
        named += 1
      }
    }
    #expect(named > 700)
  }

  static let planEdits: [(path: String, value: JSON?, says: String)] = [
    ("levels", [[1, 2]], "runs[0].levels[0]: expected a list of 3"),
    ("levels", nil, "runs[0].levels: expected a list"),
    ("variants", [["label": "a"]], "runs[0].variants[0].denoiser: expected a text"),
    (
      "metrics", [["r2", "up", ""]],
      "runs[0].metrics[0][1]: expected one of higher_is_better, lower_is_better, none"
    ),
    ("metrics", ["r2"], "runs[0].metrics[0]: expected a list of 3"),
    ("samples", 10, "that cover 10 samples"),
    ("significance", ["test": "none"], "runs[0].significance: expected the options"),
    ("shape", [1, 0, 8], "runs[0].shape[1]: expected a whole number"),
    ("swept", ["a"], "runs[0].swept[0]: expected a list of 2"),
  ]

  @Test(arguments: planEdits.indices) func aPlanIsRefusedWithItsFault(_ number: Int) throws {
    let (key, value, says) = Self.planEdits[number]
    let url = folder.file("plan.json")
    var json = try JSONParser.parse([UInt8](Data(contentsOf: url)), file: "plan")
    json[path: JSONPath([.key("runs"), .index(0), .key(key)])] = value ?? JSON(.null)
    try Data(json.prettyText().utf8).write(to: url)
    let error = try #require(throws: RunError.self) { try index() }
    #expect(error.description.contains(says), "\(error)")
    #expect(error.description.contains("run the experiment again"), "\(error)")
    #expect(try sandbox.locus("export", folder.url.path) != .done)
    // The way out.
    #expect(try sandbox.locus("run", spec) == .done)
    #expect(try sandbox.locus("export", folder.url.path) == .done)
  }

  @Test func aPlanOfAnotherVersionIsRefused() throws {
    let url = folder.file("plan.json")
    var json = try JSONParser.parse([UInt8](Data(contentsOf: url)), file: "plan")
    json["version"] = 1
    try Data(json.prettyText().utf8).write(to: url)
    let error = try #require(throws: RunError.self) { try index() }
    #expect(error.description.contains("is of version 1, this program writes 3"), "\(error)")
  }
}
