import Foundation
import Framework
import Testing

@testable import Runner

@Suite(.serialized) struct TimingSummaryTests {
  @Test func growthIsTheExponent() throws {
    func cost(_ images: Int, _ seconds: Double) -> TimingSummary.Cost {
      TimingSummary.Cost(estimate: seconds, fit: 0, trainingImages: images)
    }
    let costs = [cost(100, 0.02), cost(200, 0.08), cost(400, 0.32)]
    #expect(abs(try #require(TimingSummary.growth(costs)) - 2) < 1e-12)
    #expect(TimingSummary.growth([costs[0]]) == nil)
    #expect(TimingSummary.growth([costs[0], costs[0]]) == nil)
  }

  /// timing.csv says which run a row belongs to and what the model was fitted to.
  @Test func everyRunHasItsTimes() throws {
    let sandbox = try Sandbox()
    var spec = Sandbox.spec([
      "dataset": [
        "name": "synthetic", "images": 60, "resolution": 8, "limit": ["sweep": [20, 60]],
      ],
      "denoisers": [
        ["name": "optimal"],
        ["name": "wiener", "dataset": ["name": "synthetic", "images": 50, "resolution": 8]],
      ],
    ])
    spec["reference"] = nil
    #expect(try sandbox.locus("run", try sandbox.write(spec), "--timing") == .done)
    let timing = try sandbox.table("out/little/timing.csv")
    let rows = zip(
      zip(timing.column("variant")!, timing.column("training_images")!),
      zip(timing.column("run")!, timing.column("param.dataset.limit")!))
    #expect(
      Set(rows.map { "\($0.0) \($0.1) \($1.0) \($1.1)" }) == [
        "optimal 20 dataset.limit=20 20", "optimal 60 dataset.limit=60 60",
        "wiener 50 dataset.limit=20 20", "wiener 50 dataset.limit=60 60",
      ])
    let folder = ResultsFolder(sandbox.folder.appendingPathComponent("out/little"))
    let index = try ResultIndex(contentsOf: folder.file("plan.json"))
    let summary = TimingSummary(results: Results(index, folder: folder))
    let lines = summary.lines
    #expect(
      lines[0]
        == "little: processor seconds for one image at one noise level, mean over 3 levels")
    // How wide the columns are depends on what was measured.
    #expect(
      lines[2].split(separator: " ").suffix(3)
        == ["dataset.limit=20", "dataset.limit=60", "growth"])
    #expect(lines[4].hasPrefix("optimal") && lines[4].contains("n^"))
    // All units of the first run: 20 images at three levels.
    let cost = try #require(summary.cost(index.runs[0].variants[0]))
    let seconds = timing.rows.filter { $0[1] == "optimal" && $0[2] == "denoise" }
      .filter { $0[timing.columns.firstIndex(of: "run")!] == "dataset.limit=20" }
      .compactMap { Double($0[6]) }
    #expect(abs(cost.estimate - seconds.reduce(0, +) / 60) < 1e-12 && cost.trainingImages == 20)
  }

  /// Runs swept over the data carry the sweep into significance.csv.
  @Test func significanceCarriesSweeps() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(
      Sandbox.spec([
        "dataset": [
          "name": "synthetic", "images": 60, "resolution": 8, "limit": ["sweep": [20, 60]],
        ]
      ]))
    #expect(try sandbox.locus("run", spec) == .done)
    let tests = try sandbox.table("out/little/significance.csv")
    #expect(tests.columns.last == "param.dataset.limit")
    for (family, limit) in zip(tests.column("family")!, tests.column("param.dataset.limit")!) {
      #expect(family.hasPrefix("dataset.limit=\(limit), "))
    }
  }
}
