import Foundation
import Framework
import Testing

@testable import Runner

/// significance.csv: which tests there are, their families, and who takes part.
@Suite(.serialized) struct SignificanceTests {
  /// Rows of a table as dictionaries by column.
  static func rows(_ table: CSVTable) -> [[String: String]] {
    table.rows.map { Dictionary(uniqueKeysWithValues: zip(table.columns, $0)) }
  }

  private func significance(
    _ changes: KeyValuePairs<String, JSON>
  ) throws -> (sandbox: Sandbox, rows: [[String: String]]) {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("run", try sandbox.write(Sandbox.spec(changes))) == .done)
    return (sandbox, Self.rows(try sandbox.table("out/little/significance.csv")))
  }

  /// Each test is corrected by itself, over the variants it compares.
  @Test func everyTestHasFamiliesOfItsOwn() throws {
    let (sandbox, rows) = try significance([
      "significance": ["equivalence": ["r2": 0.05, "mse": 0.01]], "samples": 12,
      "denoisers": ["optimal", "nearest", ["name": "wiener", "rank": 5], "smoothed-optimal"],
    ])
    #expect(
      Set(rows.map { $0["test"]! })
        == ["paired", "wilcoxon", "sign", "bootstrap", "equivalence"])
    let families = Dictionary(grouping: rows) { $0["family"]! }
    // Five tests of three comparisons on two metrics at three steps.
    #expect(families.count == 5 * 2 * 3 && families.values.allSatisfy { $0.count == 3 })
    for (name, family) in families {
      #expect(Set(family.map { $0["test"]! }).count == 1, "\(name)")
      let p = family.map { Double($0["p_value"]!) ?? .nan }
      let holm = Correction.holm.adjust(p)
      for (row, adjusted) in zip(family, holm) where !adjusted.isNaN {
        #expect(Double(row["p_holm"]!) == adjusted, "\(name)")
        #expect(row["reject"] == (adjusted <= 0.05 ? "true" : "false"), "\(name)")
      }
    }
    for row in rows {
      let counts = ["wins", "losses", "ties"].map { Int(row[$0]!)! }
      #expect(counts.reduce(0, +) == 12)
      // As many wins as losses say nothing about the median, nor do ties.
      if counts[0] == counts[1] || counts[2] > 0 { continue }
      let isSmaller = Double(row["median_diff"]!)! < 0
      #expect(isSmaller == ((counts[0] < counts[1]) == (row["metric"] == "r2")), "\(row)")
    }
    // By hand, from samples.csv.
    let samples = Self.rows(try sandbox.table("out/little/samples.csv"))
    func values(_ variant: String) -> [Double] {
      samples.filter {
        $0["variant"] == variant && $0["metric"] == "r2" && $0["step"] == "2"
      }.map { Double($0["value"]!)! }
    }
    let (a, b) = (values("smoothed-optimal"), values("nearest"))
    let differences = zip(a, b).map { $0 - $1 }
    func row(_ test: String) throws -> [String: String] {
      try #require(
        rows.first {
          $0["test"] == test && $0["b"] == "nearest" && $0["metric"] == "r2" && $0["step"] == "2"
        })
    }
    #expect(try Double(row("wilcoxon")["p_value"]!) == WilcoxonTest.run(differences).pValue)
    #expect(try Double(row("wilcoxon")["effect"]!) == HodgesLehmann.shift(differences))
    #expect(try Double(row("sign")["p_value"]!) == SignTest(differences).pValue)
    let test = try TTest.paired(a, b)
    #expect(
      try Double(row("equivalence")["p_value"]!) == EquivalenceTest(test, margin: 0.05).pValue)
    let interval = Bootstrap.interval(
      [differences], resamples: Bootstrap.indices([12], seed: 0, count: 2000), level: 0.95)
    #expect(try Double(row("bootstrap")["ci_low"]!) == interval.low)
    #expect(try Double(row("bootstrap")["ci_high"]!) == interval.high)
    #expect(try row("bootstrap")["p_value"] == "" && row("bootstrap")["reject"] == "")
  }

  /// Independent samples have no pairs: no wins, no sign test, and Mann and Whitney's test.
  @Test func independentSamples() throws {
    let (_, rows) = try significance(["significance": ["test": "welch"], "metrics": ["mse"]])
    #expect(Set(rows.map { $0["test"]! }) == ["welch", "mann-whitney", "bootstrap"])
    #expect(rows.allSatisfy { $0["wins"] == "" && $0["median_diff"] == "" })
    #expect(rows.allSatisfy { $0["test"] != "mann-whitney" || Double($0["effect"]!) != nil })
  }

  // MARK: Controls

  /// A role is no part of a unit's identity, and a control is in no family.
  @Test func controlsAreNotTested() throws {
    let (sandbox, before) = try significance([:])
    #expect(Set(before.map { $0["b"]! }) == ["optimal", "nearest"])
    let units = try sandbox.files("out/little/units")
    let spec = sandbox.path("spec.json")
    #expect(try sandbox.locus("run", spec, "denoisers.nearest.role=control") == .done)
    #expect(try sandbox.files("out/little/units") == units)
    let rows = Self.rows(try sandbox.table("out/little/significance.csv"))
    #expect(Set(rows.map { $0["b"]! }) == ["optimal"])
    let summary = Self.rows(try sandbox.table("out/little/summary.csv"))
    for row in summary {
      #expect((row["role"] == "control") == (row["variant"] == "nearest"))
      #expect(row["note"]!.contains("control: in no family") == (row["variant"] == "nearest"))
    }
    // The last one under study is the candidate then.
    #expect(try sandbox.locus("run", spec, "denoisers.wiener.role=control") == .done)
    let others = Self.rows(try sandbox.table("out/little/significance.csv"))
    #expect(
      Set(others.map { $0["a"]! }) == ["nearest"] && Set(others.map { $0["b"]! }) == ["optimal"])
    // With one variant under study there is nothing to compare.
    let both = ["denoisers.wiener.role=control", "denoisers.nearest.role=control"]
    #expect(try sandbox.locus("run", spec, both[0], both[1]) == .done)
    #expect(try sandbox.table("out/little/significance.csv").rows.isEmpty)
  }

  // MARK: Empty cells

  /// Answers one value everywhere, and fails where it is told to.
  struct Flat: Denoiser {
    static let name = "flat"
    static let summary = "One value everywhere, or no answer from a sample on"
    struct Parameters: ParameterSet {
      @Parameter("First sample that gets no answer.")
      var fails = 1000
      init() {}
    }
    let fails: Int
    init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
      fails = parameters.fails
    }
    func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
      if noisy.firstSample >= fails { throw RunError("no answer today") }
      return noisy.map { _ in 0.25 }
    }
  }

  /// Every kind of emptiness: its spec, and what the tables say of it.
  static let empty: [(changes: KeyValuePairs<String, JSON>, table: String, note: String)] = [
    (
      ["denoisers": ["optimal", "flat"], "metrics": ["pearson"]], "samples",
      "pearson is undefined: one of the two images is constant"
    ),
    (
      ["denoisers": ["optimal", "flat"], "metrics": ["pearson"]], "summary",
      "no mean: pearson is undefined for 20 of 20 samples (one of the two images is constant)"
    ),
    (
      ["denoisers": ["optimal", "flat"], "metrics": ["pearson"]], "significance",
      "no test: pearson of flat is undefined for 20 samples (one of the two images is constant)"
    ),
    (["samples": 1], "summary", "one sample: no spread"),
    (["samples": 1], "significance", "one sample: no spread"),
    (
      ["denoisers": ["optimal", ["name": "optimal", "label": "same"]]], "significance",
      "all differences are 0"
    ),
    (
      ["denoisers": ["optimal", ["name": "flat", "fails": 8]]], "summary",
      "12 samples failed: no answer today"
    ),
    (
      ["denoisers": ["optimal", ["name": "flat", "fails": 8]]], "samples",
      "the unit failed, see error; it is tried again by the next run"
    ),
    (
      ["denoisers": ["optimal", ["name": "flat", "fails": 8]]], "significance",
      "12 samples without a partner left out"
    ),
    (
      ["denoisers": ["optimal", ["name": "flat", "fails": 0]]], "significance",
      "no test: a side has no finished sample"
    ),
    (["samples": 4], "significance", "fewer than 5 samples"),
  ]

  @Test(arguments: empty.indices) func anEmptyCellHasAReason(_ number: Int) throws {
    let (changes, name, note) = Self.empty[number]
    let sandbox = try Sandbox()
    let catalogue = try Catalogue.standard().adding(Flat.self)
    _ = try sandbox.locus("run", try sandbox.write(Sandbox.spec(changes)), catalogue: catalogue)
    let rows = Self.rows(try sandbox.table("out/little/\(name).csv"))
    #expect(rows.contains { $0["note"]!.contains(note) }, "\(Set(rows.map { $0["note"]! }))")
    let numbers = ["samples": ["value"], "summary": ["mean", "std"], "significance": ["p_value"]]
    for row in rows where numbers[name]!.contains(where: { row[$0] == "" }) {
      #expect(row["note"] != "", "\(row)")
    }
  }

  /// Few samples are said to be few, and many are not.
  @Test func fewIsSaidOfFewOnly() throws {
    for (samples, isFew) in [(4, true), (5, false)] {
      let (_, rows) = try significance(["samples": .integer(samples)])
      #expect(rows.allSatisfy { $0["note"]!.contains("fewer than") == isFew })
    }
  }

  @Test func missingUnitsAreRows() throws {
    let (sandbox, _) = try significance([:])
    let index = try ResultIndex(
      contentsOf: URL(fileURLWithPath: sandbox.path("out/little/plan.json")))
    let unit = try #require(index.runs[0].variants[1].units.first)
    try FileManager.default.removeItem(atPath: sandbox.path("out/little/units/\(unit.id).json"))
    #expect(try sandbox.locus("export", sandbox.path("out/little")) == .unitsFailed)
    // No mean is best where they are over different samples, and the table says so.
    let results = Results(
      index, folder: ResultsFolder(URL(fileURLWithPath: sandbox.path("out/little"))))
    let text = ResultSummary(results: results).lines.joined(separator: "\n")
    #expect(text.contains("leaves out samples: 8 missing"))
    #expect(!text.contains("*"))
    let samples = Self.rows(try sandbox.table("out/little/partial/samples.csv"))
    let missing = samples.filter { $0["status"] == "missing" }
    #expect(missing.map { $0["sample"]! } == unit.samples.map(String.init))
    #expect(missing.allSatisfy { $0["note"]!.contains("run the experiment again") })
    let summary = Self.rows(try sandbox.table("out/little/partial/summary.csv"))
    for row in summary {
      #expect(row["n_missing"] == (row["variant"] == "nearest" ? "8" : "0"))
      #expect(row["note"]!.contains("8 samples are missing") == (row["variant"] == "nearest"))
    }
  }

  /// The levels stand beside the means.
  @Test func summaryHasTheLevels() throws {
    let (sandbox, _) = try significance([:])
    let levels = try DDPMLinear(.init(["steps": 3])).levels
    for row in Self.rows(try sandbox.table("out/little/summary.csv")) {
      let level = levels[Int(row["step"]!)!]
      #expect(Double(row["t"]!) == level.t && Double(row["signal"]!) == level.signal)
      #expect(Double(row["noise"]!) == level.noise)
    }
  }
}
