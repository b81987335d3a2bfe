import Foundation
import Framework
import Testing

@testable import Runner

/// The task `posterior` from spec to tables and figure.
@Suite(.serialized)
struct PosteriorTaskTests {
  static func spec(_ changes: KeyValuePairs<String, JSON> = [:]) -> JSON {
    var spec: JSON = [
      "version": 1, "name": "little", "task": "posterior",
      "dataset": ["name": "synthetic", "images": 30, "resolution": 8],
      "schedule": ["name": "ddpm-linear", "steps": 3], "samples": 9,
      "denoisers": ["optimal", ["name": "kamb-ls", "scales": 3]],
    ]
    for (key, value) in changes { spec[key] = value }
    return spec
  }

  @Test func writesTablesAndAFigure() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("run", sandbox.write(Self.spec()), reports: true) == .done)
    let table = try sandbox.table("out/little/posterior.csv")
    #expect(table.rows.count == 2 * 3)
    #expect(Set(table.column("images")!) == ["30"] && Set(table.column("samples")!) == ["9"])
    #expect(table.column("posteriors")! == ["1", "1", "1", "64", "64", "64"])
    func numbers(_ name: String) -> [Double] { table.column(name)!.compactMap(Double.init) }
    for row in 0..<6 {
      #expect(abs(numbers("log_images")[row] - log(30)) < 1e-12)
      #expect(abs(numbers("log_terms")[row] - log(30)) < 1e-12)
      #expect((1...30).contains(numbers("effective")[row]))
      #expect((0...log(30)).contains(numbers("entropy")[row]))
      #expect(numbers("effective_q1")[row] <= numbers("effective_q3")[row])
    }
    // Whole images have one posterior, and less noise has fewer images.
    #expect(table.column("effective_median")![0] == table.column("effective")![0])
    #expect(numbers("effective")[0] > numbers("effective")[2])
    // Every value is there by sample, and means are theirs.
    let samples = try sandbox.table("out/little/samples.csv")
    let own = samples.rows.indices.filter {
      samples.column("metric")![$0] == "entropy" && samples.column("variant")![$0] == "kamb-ls"
        && samples.column("step")![$0] == "1"
    }.map { Double(samples.column("value")![$0])! }
    #expect(own.count == 9)
    #expect(abs(own.reduce(0, +) / 9 - numbers("entropy")[4]) < 1e-12)
    #expect(try sandbox.files("out/little/report/figures").contains("posterior.svg"))
    // Tables are made again from the records alone.
    let written = try sandbox.data("out/little/posterior.csv")
    #expect(try sandbox.locus("export", sandbox.path("out/little")) == .done)
    #expect(try sandbox.data("out/little/posterior.csv") == written)
  }

  /// The numbers are those of the denoiser at the run's own noisy images.
  @Test func asksAtTheNoisedImages() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Self.spec(["samples": 2, "denoisers": ["optimal"]]))
    #expect(try sandbox.locus("run", spec) == .done)
    let experiment = try Experiment.load(spec, catalogue: .standard(), environment: [:])
    let library = DataLibrary()
    let run = try Plan(experiment, library: library).runs[0]
    let training = try library.trainingSet(run.spec.dataset, seed: 0)
    let model = try #require(
      try run.spec.variants[0].denoiser.make.fit(training) as? any SoftmaxDenoiser)
    let table = try sandbox.table("out/little/posterior.csv")
    for level in run.spec.levels {
      let spreads = try model.spreads(of: run.source.noisy(for: 0..<2, at: level), at: level)
      let mean = (spreads[0][0].effective + spreads[1][0].effective) / 2
      #expect(abs(Double(table.column("effective")![level.step])! / mean - 1) < 1e-12)
    }
  }

  @Test func alongTheTrajectoryOfAReference() throws {
    let sandbox = try Sandbox()
    let spec = Self.spec([
      "inputs": ["source": "reverse"], "reference": ["name": "wiener"], "samples": 2,
    ])
    #expect(try sandbox.locus("run", try sandbox.write(spec), "--json") == .done)
    #expect(try sandbox.table("out/little/posterior.csv").rows.count == 6)
    #expect(try sandbox.locus("plan", sandbox.path("spec.json")) == .done)
  }

  /// Those without weights are named, with those that have some.
  @Test(arguments: ["wiener", "local-wiener", "nearest"]) func refusesWhoHasNoWeights(
    _ name: String
  ) throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Self.spec(["denoisers": ["optimal", .string(name)]]))
    let error = #expect(throws: SpecIssues.self) {
      try Experiment.load(spec, catalogue: .standard(), environment: [:])
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("denoisers[1]"), "\(text)")
    #expect(text.contains("\"\(name)\" has no weights of training images"), "\(text)")
    #expect(text.contains("\"golden-subset\""), "\(text)")
  }
}
