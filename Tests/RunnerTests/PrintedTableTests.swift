import Foundation
import Framework
import Testing

@testable import Runner

/// What `locus run` prints: the tables, and what is said below them.
@Suite(.serialized) struct PrintedTableTests {
  private func results(_ changes: KeyValuePairs<String, JSON> = [:]) throws -> Results {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("run", try sandbox.write(Sandbox.spec(changes))) == .done)
    let folder = ResultsFolder(sandbox.folder.appendingPathComponent("out/little"))
    return Results(try ResultIndex(contentsOf: folder.file("plan.json")), folder: folder)
  }

  private func lines(
    _ changes: KeyValuePairs<String, JSON> = [:], view: (inout TableView) -> Void = { _ in }
  ) throws -> [String] {
    var results = try results(changes)
    view(&results.view)
    return ResultSummary(results: results).lines
  }

  @Test func aTableForEachMetric() throws {
    let lines = try lines()
    #expect(
      lines[0]
        == "little: synthetic, trajectory, x_0 at the last of 3 steps against the reference wiener")
    let heads = lines.indices.filter { lines[$0].hasSuffix("is better") }
    #expect(heads.map { lines[$0] } == ["r2, higher is better", "mse, lower is better"])
    for head in heads {
      let columns = lines[head + 1]
      for name in ["denoiser", "mean ± std", "median", "n", "wiener wins", "p (wiener)"] {
        #expect(columns.contains(name), "\(columns)")
      }
      #expect(!columns.contains("CI"))
      // wiener of rank 5 is nearer to the whole filter than both others, in all samples.
      for row in lines[head + 3...head + 4] {
        #expect(row.contains("20 of 20") && row.hasSuffix("better"), "\(row)")
      }
      #expect(lines[head + 5].hasPrefix("wiener") && lines[head + 5].contains("*"))
    }
    #expect(
      lines.contains("wiener is compared because it stands last; the spec names no candidate."))
    #expect(lines.contains("* best of its column."))
    #expect(!lines.contains { $0.contains("Fewer than") || $0.contains("control") })
  }

  /// What is said, and in which case: the change of the spec, the words, and whether they are there.
  static let notes: [(changes: KeyValuePairs<String, JSON>, words: String, isSaid: Bool)] = [
    (["samples": 4], "Fewer than 5 samples: take it with caution.", true),
    (["samples": 5], "Fewer than 5 samples", false),
    (["significance": ["candidate": "nearest"]], "the spec names no candidate", false),
    (["significance": ["equivalence": 0.5]], "p within ±: small where", true),
    (["significance": ["equivalence": ["mse": 0.25]]], "p within ±0.25", true),
    ([:], "p within", false),
    (
      ["denoisers": ["nearest", ["name": "optimal", "role": "control"], "smoothed-optimal"]],
      "optimal is a control: in no family of tests, never marked as best.", true
    ),
    (
      ["metrics": ["nearest-distance"]], "nearest-distance, neither high nor low is better", true
    ),
    (["metrics": ["nearest-distance"]], "*", false),
    (["metrics": ["nearest-distance"]], "better", true),
  ]

  @Test(arguments: notes.indices) func whatIsSaid(_ number: Int) throws {
    let (changes, words, isSaid) = Self.notes[number]
    let lines = try lines(changes)
    #expect(lines.contains { $0.contains(words) } == isSaid, "\(lines.joined(separator: "\n"))")
  }

  /// The mark goes to the best of those under study, though a control is better.
  @Test func aControlIsNeverTheBest() throws {
    let lines = try lines([
      "denoisers": ["nearest", "optimal", ["name": "wiener", "role": "control"]]
    ])
    let rows = lines.filter { $0.hasPrefix("wiener ") && !$0.contains("is a control") }
    #expect(rows.count == 2 && rows.allSatisfy { !$0.contains("*") && $0.contains("control") })
    #expect(lines.contains { $0.hasPrefix("optimal") && $0.contains("*") })
  }

  @Test func intervalsAndStepsOnRequest() throws {
    let intervals = try lines { $0.showsIntervals = true }
    #expect(intervals.contains { $0.contains("95 % CI") })
    #expect(intervals.contains { $0.hasPrefix("optimal") && $0.contains(" … ") })
    let first = try lines { $0.step = 0 }
    #expect(first[0].contains("x_0 at step 0 of 0 to 2 against the reference wiener"))
    let steps = try lines { $0.showsSteps = true }
    #expect(steps[0].contains("x_0 at 3 steps against the reference wiener"))
    let levels = try DDPMLinear(.init(["steps": 3])).levels
    let times = try #require(steps.first { $0.hasPrefix("t ") })
    #expect(
      times.split(separator: " ").dropFirst().map(String.init)
        == levels.map { JSON.number($0.t).canonicalText })
    // Two metrics, each with three variants.
    #expect(steps.count { $0.hasPrefix("nearest") } == 2)
  }

  /// Options that cannot be met, and what is said.
  static let refused: [(words: [String], says: String)] = [
    (
      ["--step", "3"],
      "--step needs a whole number from 0 to 2, as the runs have 3 steps; found \"3\""
    ),
    (["--step", "last"], "found \"last\""),
    (
      ["--ci", "--json"],
      "--ci is for printed tables, and --json prints none; leave one of them out"
    ),
    (
      ["metrics=[]", "--steps"],
      "--steps is for tables of metrics, and this experiment has none; leave it out"
    ),
    (["--step", "1", "--steps"], "--step shows one step and --steps shows all; choose one"),
    (["--steps", "--ci"], "--steps shows means alone; choose it or --ci"),
    (
      ["task=spectrum", "--ci"],
      "--ci is for tables of metrics, and the task \"spectrum\" prints none"
    ),
  ]

  @Test(arguments: refused.indices) func refusedViews(_ number: Int) throws {
    let (words, says) = Self.refused[number]
    let sandbox = try Sandbox()
    var json = Sandbox.spec()
    if words[0] == "task=spectrum" {
      for key in ["schedule", "samples", "reference", "denoisers"] { json[key] = nil }
    }
    let spec = try sandbox.write(json)
    let tool = Tool(catalogue: try .standard())
    let error = try #require(throws: UsageError.self) {
      try tool.dispatch(["run", spec, "--output", sandbox.path("out")] + words, arguments: [])
    }
    #expect(error.description.contains(says), "\(error)")
  }

  /// Holm's method gives equal p to rows whose raw p differ, and says so.
  @Test func equalStepsOfHolm() {
    func family(_ pValues: [Double]) -> ComparisonFamily {
      let holm = Correction.holm.adjust(pValues)
      let metric = ResultIndex.Metric(
        name: "r2", direction: .higherIsBetter, undefinedWhen: "", identity: "")
      let comparison = Comparison(
        metric, of: "a", with: "b", [(0, 1), (1, 2)], [(0, 0), (1, 0)], SignificanceOptions())
      return ComparisonFamily(
        name: "", test: .means, metric: "r2", step: 0,
        rows: zip(pValues, holm).map { p, holm in
          ComparisonFamily.Row(
            comparison: comparison,
            outcome: ComparisonTest.Outcome(test: "paired", pValue: p), holm: holm,
            benjaminiHochberg: p, deciding: holm, isRejected: false)
        })
    }
    #expect(family([0.01, 0.02, 0.0201]).hasEqualSteps == true)
    #expect(family([0.001, 0.02, 0.5]).hasEqualSteps == false)
    #expect(family([0.4, 0.8]).hasEqualSteps == true)
    #expect(family([0.2, 0.2]).hasEqualSteps == false)
    #expect(family([0.2, .nan]).hasEqualSteps == false)
  }

  /// r² with a heavy tail: the t-test and Wilcoxon's decide differently, and the table says so.
  @Test func testsThatDisagree() {
    let metric = ResultIndex.Metric(
      name: "r2", direction: .higherIsBetter, undefinedWhen: "", identity: "")
    let a = (0..<32).map { (sample: $0, value: 0.5 + 0.01 * Double($0 % 5)) }
    let b = (0..<32).map { (sample: $0, value: $0 == 3 ? 30 : 0.2 + 0.003 * Double($0)) }
    let comparison = Comparison(metric, of: "ours", with: "optimal", a, b, SignificanceOptions())
    #expect(comparison.wins! == (31, 0 + 1, 0) && comparison.side == "worse")
    let options = SignificanceOptions()
    func outcome(_ test: ComparisonTest) -> ComparisonTest.Outcome {
      test.outcome(of: comparison, options) { Bootstrap.indices($0, seed: 0, count: 200) }
    }
    #expect(outcome(.means).pValue > 0.3 && outcome(.ranks).pValue < 1e-4)
    #expect(outcome(.means).notes[0].hasSuffix("mean_diff has the other sign"))
    #expect(outcome(.ranks).effect > 0.2)
  }
}
