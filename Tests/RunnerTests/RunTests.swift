import Foundation
import Framework
import Runner
import Testing

/// Whole runs through the command line, into temporary folders.
@Suite(.serialized)
struct RunTests {
  static let exports = ["samples.csv", "summary.csv", "significance.csv", "columns.json"]

  @Test func writesEveryFile() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec())
    #expect(try sandbox.locus("run", spec) == .done)
    let files = Set(try sandbox.files("out/little"))
    let others = ["timing.csv", "spec.json", "plan.json", "provenance.json"]
    #expect(files.isSuperset(of: Self.exports + others))
    let samples = try sandbox.table("out/little/samples.csv")
    // Three variants, 20 samples, 3 steps, 2 metrics.
    #expect(samples.rows.count == 3 * 20 * 3 * 2)
    #expect(Set(samples.column("status")!) == ["ok"])
    #expect(samples.column("param.rank")!.contains("5"))
    let summary = try sandbox.table("out/little/summary.csv")
    #expect(summary.rows.count == 3 * 3 * 2)
    #expect(Set(summary.column("n")!) == ["20"])
    // The candidate, last of three, against two others on two metrics at three steps, by four tests.
    let tests = try sandbox.table("out/little/significance.csv")
    #expect(tests.rows.count == 2 * 2 * 3 * 4)
    #expect(tests.column("test")!.count { $0 == "paired" } == 2 * 2 * 3)
    #expect(Set(tests.column("design")!) == ["paired"])
  }

  /// The numbers in the CSVs are the metric of the denoisers' answers, computed here by hand.
  @Test func valuesAreTheMetricsOfTheModels() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec(["save_arrays": true]))
    #expect(try sandbox.locus("run", spec) == .done)
    let mine = try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/arrays/optimal.npy"))
    let reference = try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/arrays/reference.wiener.npy"))
    #expect(mine.shape == [3, 20, 1, 8, 8])
    let samples = try sandbox.table("out/little/samples.csv")
    let rows = samples.rows.filter {
      $0[samples.columns.firstIndex(of: "variant")!] == "optimal"
        && $0[samples.columns.firstIndex(of: "metric")!] == "mse"
    }
    #expect(rows.count == 60)
    for row in rows {
      let sample = Int(row[samples.columns.firstIndex(of: "sample")!])!
      let step = Int(row[samples.columns.firstIndex(of: "step")!])!
      let start = (step * 20 + sample) * 64
      let (a, b) = (
        mine.doubles(in: start..<start + 64), reference.doubles(in: start..<start + 64)
      )
      let mse = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 64
      let written = Double(row[samples.columns.firstIndex(of: "value")!])!
      #expect(abs(written - mse) <= 1e-12 * max(mse, 1))
    }
  }

  @Test func bytesDoNotDependOnThreads() throws {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    var results: [[Data]] = []
    for count in ["1", "2", "3"] {
      let sandbox = try Sandbox()
      let spec = try sandbox.write(Sandbox.spec())
      #expect(try sandbox.locus("run", spec, "--threads", count) == .done)
      results.append(try Self.exports.map { try sandbox.data("out/little/\($0)") })
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  /// Sample k of a small run is sample k of a large one, and finished units are not computed again.
  @Test func resumesAndExtends() throws {
    let whole = try Sandbox()
    #expect(try whole.locus("run", try whole.write(Sandbox.spec())) == .done)

    let pieces = try Sandbox()
    let spec = try pieces.write(Sandbox.spec())
    #expect(try pieces.locus("run", spec, "samples=8") == .done)
    let units = try pieces.files("out/little/units")
    func date(_ unit: String) throws -> Date? {
      let path = pieces.path("out/little/units/\(unit)")
      return try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }
    let before = try units.map(date)
    #expect(try pieces.locus("run", spec) == .done)
    #expect(try units.map(date) == before)
    // A record that was cut short is computed again.
    let damaged = units.first { $0.hasSuffix(".json") }!
    try Data("{\"version\": 1".utf8).write(
      to: pieces.folder.appendingPathComponent("out/little/units/\(damaged)"))
    #expect(try pieces.locus("run", spec) == .done)
    for file in Self.exports {
      #expect(try pieces.data("out/little/\(file)") == whole.data("out/little/\(file)"), "\(file)")
    }
  }

  /// Other numbers under the same name would replace finished tables: only with --force.
  @Test func anotherExperimentOfTheSameNameIsRefused() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec())
    #expect(try sandbox.locus("run", spec) == .done)
    let summary = try sandbox.data("out/little/summary.csv")
    for change in ["seed=1", "schedule.steps=2", "dataset.images=50"] {
      #expect(try sandbox.locus("run", spec, change) == .invalidSpec, "\(change)")
      #expect(try sandbox.data("out/little/summary.csv") == summary, "\(change)")
    }
    let stale = sandbox.path("out/little/sensitivity.csv")
    try Data().write(to: URL(fileURLWithPath: stale))
    #expect(try sandbox.locus("run", spec, "seed=1", "--force") == .done)
    #expect(!FileManager.default.fileExists(atPath: stale))
    #expect(try sandbox.data("out/little/summary.csv") != summary)
  }

  @Test func exportMakesTheSameFiles() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("run", try sandbox.write(Sandbox.spec())) == .done)
    let again = sandbox.path("tables")
    #expect(try sandbox.locus("export", sandbox.path("out/little"), "--output", again) == .done)
    for file in Self.exports + ["timing.csv"] {
      #expect(try sandbox.data("tables/\(file)") == sandbox.data("out/little/\(file)"), "\(file)")
    }
  }

  /// The resolved spec in the results folder runs anywhere and finds the finished units.
  @Test func theResolvedSpecIsTheSameExperiment() throws {
    let sandbox = try Sandbox()
    let sweep: JSON = [["name": "wiener", "energy_cutoff": ["sweep": [0, 0.1, 0.5]]]]
    let base = try sandbox.write(Sandbox.spec(["denoisers": sweep]), to: "base.json")
    let spec = try sandbox.write(["extends": "base.json", "samples": 4])
    #expect(try sandbox.locus("run", spec, "seed=3") == .done)
    let units = try sandbox.files("out/little/units")
    try FileManager.default.removeItem(atPath: base)
    #expect(try sandbox.locus("run", sandbox.path("out/little/spec.json")) == .done)
    #expect(try sandbox.files("out/little/units") == units)
  }

  @Test func aFailingVariantIsARowAndTheRunGoesOn() throws {
    let sandbox = try Sandbox()
    let denoisers: JSON = [["name": "optimal"], ["name": "exploding"], ["name": "nearest"]]
    let spec = try sandbox.write(Sandbox.spec(["denoisers": denoisers]))
    let catalogue = try Catalogue.standard().adding(Exploding.self)
    #expect(try sandbox.locus("run", spec, catalogue: catalogue) == .unitsFailed)
    let samples = try sandbox.table("out/little/samples.csv")
    let status = zip(samples.column("variant")!, samples.column("status")!)
    #expect(status.allSatisfy { ($0 == "exploding") == ($1 == "failed") })
    #expect(samples.column("error")!.contains { $0.contains("is not finite") })
    let summary = try sandbox.table("out/little/summary.csv")
    let failed = zip(summary.column("variant")!, summary.column("n_failed")!)
    #expect(failed.allSatisfy { ($0 == "exploding" ? "20" : "0") == $1 })
    // Failed units are tried again; they fail again.
    #expect(try sandbox.locus("run", spec, catalogue: catalogue) == .unitsFailed)
  }

  /// Answers NaN at the last step.
  struct Exploding: Denoiser {
    static let name = "exploding"
    static let summary = "Answers NaN once the noise is low"
    init(_ parameters: NoParameters, fittedTo training: TrainingSet) throws {}
    func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
      noisy.map { level.noise < 0.1 ? .nan : $0 }
    }
  }
}
