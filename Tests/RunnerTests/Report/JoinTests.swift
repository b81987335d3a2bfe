import Foundation
import Framework
import Testing

@testable import Runner

/// Reports that read several runs as one: `locus report --pool seeds` and `--pivot KEY`.
@Suite(.serialized) struct JoinTests {
  private func run(_ sandbox: Sandbox, _ changes: KeyValuePairs<String, JSON>) throws {
    #expect(try sandbox.locus("run", sandbox.write(Sandbox.spec(changes))) == .done)
  }

  private func report(_ sandbox: Sandbox, _ words: String...) throws -> ExitCode {
    try Tool(catalogue: .standard()).run(
      ["locus", "report"] + words + ["--output", sandbox.path("paper")])
  }

  /// The values of one label at the last step, as samples.csv has them.
  private func samples(_ sandbox: Sandbox, _ name: String, _ label: String) throws -> [Double] {
    let table = try sandbox.table("out/\(name)/samples.csv")
    func column(_ name: String) -> [String] { table.column(name)! }
    return table.rows.indices.filter {
      column("variant")[$0] == label && column("step")[$0] == "2" && column("metric")[$0] == "r2"
    }.map { Double(column("value")[$0])! }
  }

  /// In one folder, as a sweep, and in three.
  @Test(arguments: [true, false]) func seedsArePooled(isSweep: Bool) throws {
    let sandbox = try Sandbox()
    if isSweep {
      try run(sandbox, ["seed": ["sweep": [1, 2, 3]]])
    } else {
      for seed in 1...3 {
        try run(sandbox, ["name": .string("s\(seed)"), "seed": .integer(seed)])
      }
    }
    let names = isSweep ? ["little"] : ["s1", "s2", "s3"]
    let folders = names.map { sandbox.path("out/" + $0) }
    #expect(
      try Tool(catalogue: .standard()).run(
        ["locus", "report"] + folders + ["--pool", "seeds", "--output", sandbox.path("paper")])
        == .done)
    let table = try sandbox.table("paper/tables/comparison.csv")
    for label in ["optimal", "nearest", "wiener"] {
      let values = try names.flatMap { try samples(sandbox, $0, label) }
      #expect(values.count == 60)
      let row = try #require(table.column("denoiser")!.firstIndex(of: label))
      let mean = try #require(Double(table.column("r2_mean")![row]))
      #expect(abs(mean - values.reduce(0, +) / 60) < 1e-12 * max(1, abs(mean)))
    }
    let text = String(decoding: try sandbox.data("paper/tables/comparison.md"), as: UTF8.self)
    #expect(text.contains("n = 60 samples, pooled over the seeds 1, 2 and 3."), "\(text)")
    // Tests are made of all samples.
    let tests = String(decoding: try sandbox.data("paper/tables/tests.md"), as: UTF8.self)
    #expect(tests.contains("of 60"), "\(tests)")
    let page = String(decoding: try sandbox.data("paper/index.html"), as: UTF8.self)
    #expect(page.contains("pooled over the seeds 1, 2 and 3"))
  }

  @Test func samplesNeverCountTwice() throws {
    let sandbox = try Sandbox()
    try run(sandbox, ["name": "one", "seed": 1])
    try run(sandbox, ["name": "again", "seed": 1])
    try run(sandbox, ["name": "other", "seed": 2, "samples": 21])
    try run(
      sandbox, ["name": "wider", "seed": 3, "schedule": ["name": "ddpm-linear", "steps": 4]])
    func message(_ names: String...) -> String {
      let folders = names.map { name -> Results in
        let folder = ResultsFolder(URL(fileURLWithPath: sandbox.path("out/" + name)))
        return Results(
          try! ResultIndex(contentsOf: folder.file("plan.json")), folder: folder)
      }
      do {
        let joined = try ResultsJoin(poolsSeeds: true).joined(folders)
        return "\(joined.index.runs.count) runs of \(joined.index.runs.map(\.samples))"
      } catch {
        return "\(error)"
      }
    }
    #expect(message("one", "again").contains("have the same samples, which would count twice"))
    #expect(message("one", "wider").contains("nothing to pool"))
    #expect(message("one", "other", "wider") == "2 runs of [41, 20]")
    #expect(
      try report(sandbox, sandbox.path("out/one"), sandbox.path("out/other"), "--pool", "noise")
        == .usage)
  }

  @Test func resultsAreHeldAgainstEachOtherAlongAKey() throws {
    let sandbox = try Sandbox()
    for count in [20, 40, 60] {
      try run(
        sandbox,
        [
          "name": .string("n\(count)"),
          "dataset": ["name": "synthetic", "images": .integer(count), "resolution": 8],
        ])
    }
    let folders = [60, 20, 40].map { sandbox.path("out/n\($0)") }
    #expect(
      try report(
        sandbox, folders[0], folders[1], folders[2], "--pivot", "dataset.images") == .done)
    let compared = try sandbox.table("paper/tables/comparison.csv").columns
    #expect(
      compared.filter { $0.hasSuffix("r2_mean") }
        == [20, 40, 60].map { "dataset.images=\($0): r2_mean" })
    let table = try sandbox.table("paper/tables/sweep-dataset-images.csv")
    let row = try #require(table.column("denoiser")!.firstIndex(of: "optimal"))
    for count in [20, 40, 60] {
      let values = try samples(sandbox, "n\(count)", "optimal")
      let found = try #require(Double(table.column("dataset.images=\(count)")![row]))
      #expect(abs(found - values.reduce(0, +) / 20) < 1e-12 * max(1, abs(found)))
    }
    // The three values are a curve.
    let curve = try sandbox.table("paper/figures/size.csv")
    #expect(curve.rows.count >= 9)
    #expect(try report(sandbox, folders[0], folders[1], "--pivot", "dataset.image") == .invalidSpec)
  }

  @Test func aPivotThatNoSpecHas() throws {
    let sandbox = try Sandbox()
    try run(sandbox, [:])
    let folder = ResultsFolder(URL(fileURLWithPath: sandbox.path("out/little")))
    let results = Results(try ResultIndex(contentsOf: folder.file("plan.json")), folder: folder)
    let error = #expect(throws: RunError.self) {
      try ResultsJoin(pivot: "dataset.image").joined([results])
    }
    #expect(
      error?.description.contains("no spec of these results has \"dataset.image\"; did you mean")
        ?? false,
      "\(String(describing: error))")
  }
}
