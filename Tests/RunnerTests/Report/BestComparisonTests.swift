import Foundation
import Framework
import Testing

@testable import Runner

/// What the tables mark: the best, and what is not significantly worse.
@Suite(.serialized) struct BestComparisonTests {
  private func results(_ changes: KeyValuePairs<String, JSON>) throws -> Results {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("run", try sandbox.write(Sandbox.spec(changes))) == .done)
    let folder = ResultsFolder(sandbox.folder.appendingPathComponent("out/little"))
    return Results(try ResultIndex(contentsOf: folder.file("plan.json")), folder: folder)
  }

  private func comparison(
    _ results: Results, _ metric: Int = 0, _ statistic: BestComparison.Statistic = .mean
  ) -> BestComparison {
    let run = results.index.runs[0]
    let last = run.levels.count - 1
    return BestComparison(
      MetricValues(results, run, run.metrics[metric], step: last), statistic, results, run,
      step: last)
  }

  /// Denoisers that repeat training images and hardly differ, beside one that is far worse.
  private static let close: KeyValuePairs<String, JSON> = [
    "denoisers": [
      ["name": "optimal"], ["name": "nearest"],
      ["name": "optimal", "label": "warm", "temperature": 3],
      ["name": "wiener", "label": "grey", "rank": 1],
    ]
  ]

  /// The corrected p-values, computed here from the values alone.
  @Test(arguments: [0, 1]) func theFamilyOfTheBest(_ metric: Int) throws {
    let results = try results(Self.close)
    let run = results.index.runs[0]
    func values(_ model: ResultIndex.Model) -> [Double] {
      results.values(model, run.metrics[metric].name, step: 2).map(\.value)
    }
    let sign = run.metrics[metric].direction == .higherIsBetter ? 1.0 : -1
    let best = run.variants.max {
      sign * SampleSummary(values($0)).mean < sign * SampleSummary(values($1)).mean
    }!
    let others = run.variants.filter { $0.label != best.label }
    let p = try others.map { try TTest.paired(values(best), values($0)).pValue }
    let found = comparison(results, metric)
    #expect(found.best == best.label && found.testName == "paired")
    for (other, p) in zip(others, Correction.holm.adjust(p)) {
      #expect(found.adjusted[other.label] == p)
      #expect(found.mark(other.label) == (p > 0.05 ? .tied : .none), "\(other.label) \(p)")
    }
    #expect(found.mark(best.label) == .best)
  }

  /// Whatever the spec's tests are, the best is held against both sides and by Holm's method.
  @Test func otherOptionsOfTheSpecPlayNoPart() throws {
    let plain = comparison(try results(Self.close))
    let others = comparison(
      try results([
        "denoisers": Self.close[0].value,
        "significance": ["candidate": "optimal", "alternative": "greater", "correction": "none"],
      ]))
    #expect(plain.adjusted == others.adjusted)
  }

  @Test func aControlIsNeverMarked() throws {
    let found = comparison(
      try results([
        "denoisers": [
          "nearest", "optimal", ["name": "wiener", "role": "control"],
        ]
      ]))
    #expect(found.best == "optimal" && found.mark("wiener") == .none)
    #expect(found.adjusted.keys.sorted() == ["nearest"])
  }

  /// Wilcoxon's test cannot reject with five pairs, so that it says nothing.
  @Test func aTestThatCannotRejectMarksNothing() throws {
    let results = try results(["samples": 5])
    #expect(comparison(results, 0, .median).adjusted.values.allSatisfy { $0.isNaN })
    #expect(comparison(results, 0, .mean).adjusted.values.contains { !$0.isNaN })
  }
}
