import Foundation
import Framework
import Testing

@testable import Runner

/// Which samples choose the values of a calibration, and which are left for a test.
@Suite(.serialized)
struct CalibrationSplitTests {
  private static let denoisers: JSON = [
    ["name": "kamb-ls"],
    ["name": "pca-locality", "label": "ours", "threshold": ["sweep": [0.3, 0.1, 0.03]]],
  ]

  private func fragment(_ sandbox: Sandbox) throws -> JSON {
    try JSONParser.parse([UInt8](sandbox.data("found.json")), file: "found.json")
  }

  private func calibrate(_ sandbox: Sandbox, _ options: [String]) throws -> ExitCode {
    let spec = try sandbox.write(CalibrateTests.spec("wiener", Self.denoisers))
    let words = ["locus", "calibrate", spec, "--output", sandbox.path("found.json"), "--force"]
    return Tool(catalogue: try .standard()).run(
      words + options + ["--results", sandbox.path("out"), "--quiet"])
  }

  /// What a run with the values that were found is told.
  private func remarks(_ sandbox: Sandbox, _ overrides: [String]) throws -> [String] {
    try sandbox.write(
      [
        "extends": "found.json", "version": 1, "name": "calibrated", "task": "generate",
        "dataset": ["name": "synthetic", "images": 40, "resolution": 8],
        "schedule": ["name": "ddpm-linear", "steps": 3],
      ], to: "run.json")
    let experiment = try Experiment.load(
      sandbox.path("run.json"), overrides: overrides, catalogue: .standard(), environment: [:])
    return try Plan(experiment, library: DataLibrary()).remarks
  }

  /// Half of four samples chooses, and the other half is what a run takes.
  @Test func halvesLeaveATest() throws {
    let sandbox = try Sandbox()
    #expect(try calibrate(sandbox, []) == .done)
    let found = try fragment(sandbox)
    #expect(found["samples"] == 2)
    let record = try #require(found["calibration"])
    #expect(record["samples"]?["sha256"]?.array?.count == 2)
    #expect(record["samples"]?["chosen_on"] == "the second half of the samples")
    #expect(record["spec_sha256"]?.string?.count == 64)
    #expect(record["locus_version"] == .string(ProgramIdentity.version))
    #expect(record["date"]?.string.flatMap { ISO8601DateFormatter().date(from: $0) } != nil)
    let ours = try #require(record["denoisers"]?.array?[1])
    #expect(ours["label"] == "ours" && ours["candidates"]?.array?.count == 3)
    #expect(ours["values"]?["threshold"] == found["denoisers"]?.array?[1]["threshold"])
    let table = try sandbox.table("found.csv")
    #expect(Set(table.column("n")!) == ["2"] && Set(table.column("test_n")!) == ["2"])
    #expect(try remarks(sandbox, []).isEmpty)
    let all = try remarks(sandbox, ["samples=4"])
    #expect(
      all == [
        "2 of the 4 samples are those with which `locus calibrate` chose values of \"kamb-ls\" "
          + "and \"ours\"; they are no test of these (the first 2 are others: \"samples\": 2)"
      ])
    #expect(try remarks(sandbox, ["samples=4", "seed=1"]).isEmpty)
    let bare = try remarks(sandbox, [#"calibration={"date": "today"}"#])
    #expect(bare.count == 1 && bare[0].contains("does not say which samples"))
  }

  /// The scores are means and medians of what a comparison at the same inputs records.
  @Test func scoresAreThoseOfTheirHalf() throws {
    let sandbox = try Sandbox()
    #expect(try calibrate(sandbox, []) == .done)
    let found = try sandbox.table("found.csv")
    var spec = CalibrateTests.spec("wiener", [Self.denoisers.array![1]])
    spec["task"] = "denoise"
    spec["inputs"] = ["source": "reverse"]
    spec["metrics"] = ["cosine", "r2"]
    #expect(try sandbox.locus("run", sandbox.write(spec)) == .done)
    let samples = try sandbox.table("out/little/samples.csv")
    func values(_ metric: String, _ threshold: String, _ step: String, _ half: [String]) -> [Double]
    {
      samples.rows.indices.filter { row in
        samples.column("metric")![row] == metric
          && samples.column("variant")![row] == "ours[threshold=\(threshold)]"
          && samples.column("step")![row] == step && half.contains(samples.column("sample")![row])
      }.map { Double(samples.column("value")![$0])! }
    }
    var checked = 0
    for row in found.rows.indices where found.column("variant")![row] == "ours" {
      let (threshold, step) = (found.column("candidate")![row], found.column("step")![row])
      for (prefix, half) in [("", ["2", "3"]), ("test_", ["0", "1"])] {
        let r2 = values("r2", threshold, step, half)
        let cosine = values("cosine", threshold, step, half)
        #expect(r2.count == 2 && cosine.count == 2)
        // Of two values the median is the mean.
        #expect(
          abs(Double(found.column(prefix + "mean_r2")![row])! - r2[0] / 2 - r2[1] / 2) < 1e-12)
        #expect(
          abs(
            Double(found.column(prefix + "median_cosine")![row])! - cosine[0] / 2 - cosine[1] / 2)
            < 1e-12)
        checked += 1
      }
    }
    #expect(checked == 3 * 3 * 2)
  }

  @Test func otherNoiseLeavesAllSamples() throws {
    let sandbox = try Sandbox()
    #expect(try calibrate(sandbox, ["--other-noise", "7"]) == .done)
    let found = try fragment(sandbox)
    #expect(found["samples"] == nil)
    #expect(found["calibration"]?["samples"]?["sha256"]?.array?.count == 4)
    let table = try sandbox.table("found.csv")
    #expect(Set(table.column("n")!) == ["4"] && Set(table.column("test_n")!) == ["4"])
    #expect(table.column("mean_r2")! != table.column("test_mean_r2")!)
    #expect(try remarks(sandbox, ["samples=4"]).isEmpty)
    let same = try remarks(sandbox, ["samples=4", "seed=7"])
    #expect(same.count == 1 && same[0].hasPrefix("4 of the 4 samples"), "\(same)")
    #expect(same[0].contains("take others, or calibrate with other noise or on halves"))
  }

  @Test func allSamplesLeaveNone() throws {
    let sandbox = try Sandbox()
    #expect(try calibrate(sandbox, ["--all-samples"]) == .done)
    let table = try sandbox.table("found.csv")
    #expect(Set(table.column("n")!) == ["4"] && Set(table.column("test_n")!) == [""])
    #expect(try fragment(sandbox)["samples"] == nil)
    #expect(try remarks(sandbox, ["samples=4"]).first?.hasPrefix("4 of the 4 samples") == true)
  }

  @Test func refusesSamplesThatCannotBeParted() throws {
    let sandbox = try Sandbox()
    #expect(try calibrate(sandbox, ["samples=1"]) == .invalidSpec)
    #expect(try calibrate(sandbox, ["samples=1", "--all-samples"]) == .done)
    #expect(try calibrate(sandbox, ["--other-noise", "0"]) == .invalidSpec)
    #expect(try calibrate(sandbox, ["--other-noise", "-1"]) == .usage)
    #expect(try calibrate(sandbox, ["--other-noise", "1", "--all-samples"]) == .usage)
    // Held-out images are the same whatever their noise.
    #expect(
      try calibrate(
        sandbox, ["task=denoise", #"inputs={"source":"forward"}"#, "--other-noise", "1"])
        == .invalidSpec)
  }

  /// Several parameters of one denoiser: those of the whole run by r², the others step by step.
  @Test func severalParametersAreAGrid() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(
      CalibrateTests.spec(["name": "bent", "slope": [2, 0.5, 4], "offset": 0.5], ["bent"]))
    let file = sandbox.path("found.json")
    let catalogue = try Catalogue.standard().adding(Bent.self)
    #expect(try sandbox.locus("calibrate", spec, "--output", file, catalogue: catalogue) == .done)
    let found = try fragment(sandbox)
    #expect(found["denoisers"]?.array?[0]["slope"] == [2, 0.5, 4])
    #expect(found["denoisers"]?.array?[0]["offset"] == 0.5)
    let entry = try #require(found["calibration"]?["denoisers"]?.array?[0])
    #expect(entry["search"] == "grid" && entry["candidates"]?.array?.count == 6)
    #expect(entry["candidates"]?.array?[1]["values"] == ["slope": 0.5, "offset": 0.5])
    let table = try sandbox.table("found.csv")
    #expect(Set(table.column("parameter")!) == ["slope,offset"])
    #expect(table.rows.count == 6 * 3)
  }
}

/// tanh(slope · x) + offset: two parameters to search for, one of them per step.
private struct Bent: Denoiser {
  static let name = "bent"
  static let summary = "A curve with two parameters"

  struct Parameters: ParameterSet {
    @Parameter("How steep the curve is.", candidates: .values([0.5, 2, 4]))
    var slope: PerStep<Double> = 1.0
    @Parameter("What is added.", candidates: .values([-0.5, 0.5]))
    var offset = 0.0
    init() {}
  }

  let parameters: Parameters

  init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
  }

  func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    var answer = noisy
    let slope = Float(parameters.slope[level.step])
    answer.values = noisy.values.map { Foundation.tanh(slope * $0) + Float(parameters.offset) }
    return answer
  }
}
