import Foundation
import Testing

@testable import Framework

@Suite struct OverrideTests {
  private static let text = """
    {"version": 1, "name": "a", "task": "sampling", "dataset": {"name": "dots"}, "samples": 4,
     "denoisers": [{"name": "blur", "label": "ours", "rank": 3}, {"name": "keyed", "size": 1},
       {"name": "blur", "label": "v1.5"}, {"name": "blur", "label": "v1"}],
     "metrics": ["gap"]}
    """

  private func spec(_ overrides: String...) throws -> JSON {
    var result: JSON = nil
    try SpecFixture.withFiles(["a.json": Self.text]) { folder in
      result = try SpecFile.load(
        folder.appendingPathComponent("a.json").path, overrides: overrides)
    }
    return result
  }

  private func denoiser(_ index: Int, _ overrides: String...) throws -> JSON? {
    var result: JSON?
    try SpecFixture.withFiles(["a.json": Self.text]) { folder in
      result = try SpecFile.load(
        folder.appendingPathComponent("a.json").path, overrides: overrides)["denoisers"]?
        .array?[index]
    }
    return result
  }

  @Test func topLevelAndNewKeys() throws {
    let spec = try spec("samples=8", "seed=5", "significance.alpha=0.01")
    #expect(spec["samples"] == 8)
    #expect(spec["seed"] == 5)
    #expect(spec["significance"] == ["alpha": 0.01])
  }

  @Test func elementsByPositionLabelAndName() throws {
    #expect(try denoiser(0, "denoisers.ours.rank=9")?["rank"] == 9)
    #expect(try denoiser(0, "denoisers[0].rank=9")?["rank"] == 9)
    #expect(try denoiser(0, "$.denoisers.0.strength=0.5")?["strength"] == 0.5)
    #expect(try denoiser(1, "denoisers.keyed.size=2")?["size"] == 2)
    #expect(try denoiser(1, "denoisers[1]={\"name\": \"blur\"}") == ["name": "blur"])
    #expect(try spec("metrics[0]=gap-squared")["metrics"] == ["gap-squared"])
  }

  /// A label may hold dots, so the longest one that fits is meant.
  @Test func labelsWithDots() throws {
    #expect(try denoiser(2, "denoisers.v1.5.rank=9")?["rank"] == 9)
    #expect(try denoiser(3, "denoisers.v1.rank=9")?["rank"] == 9)
  }

  @Test func valuesAreJSONOrPlainText() throws {
    #expect(try spec("name=other")["name"] == "other")
    #expect(try spec("name=\"other\"")["name"] == "other")
    #expect(try spec("seed= 7 ")["seed"] == 7)
    #expect(try spec("seed={\"sweep\": [1, 2]}")["seed"] == ["sweep": [1, 2]])
    #expect(try spec("name=a=b")["name"] == "a=b")
    #expect(try spec("name=")["name"] == "")
    #expect(try spec("seed=NaN")["seed"] == "NaN")
    #expect(try spec("seed=1 2")["seed"] == "1 2")
    #expect(try spec("seed=null")["seed"]?.isNull == true)
  }

  @Test func laterOverridesSeeEarlierOnes() throws {
    #expect(try denoiser(0, "denoisers[0].label=x", "denoisers.x.rank=1")?["rank"] == 1)
  }

  @Test(arguments: [
    ("samples", "an override is written key=value"),
    ("=5", "an override is written key=value"),
    (".seed=1", "the path \".seed\" is empty"),
    (
      "denoisers.our.rank=1",
      "there is no \"our\" in denoisers; did you mean \"ours\"? Known elements: ours, keyed, v1.5, "
        + "v1"
    ),
    ("denoisers[4].rank=1", "there is no \"4\" in denoisers; known elements: ours, keyed"),
    ("metrics.gpa=1", "there is no \"gpa\" in metrics; did you mean \"gap\"? Known elements: gap"),
    (
      "denoisers.blur.rank=1",
      "\"blur\" is the name of denoisers[0], denoisers[2], denoisers[3]; use the position"
    ),
    ("extends=b.json", "\"extends\" can be set in a spec file only"),
  ])
  func mistakes(_ override: String, _ message: String) throws {
    let issues = try #require(throws: SpecIssues.self) { try spec(override) }
    #expect(issues.issues.count == 1)
    #expect("\(issues)".hasPrefix("command line, \(override): error: "))
    #expect("\(issues)".contains(message), "\(issues)")
  }

  @Test func allMistakesAreReportedTogether() throws {
    let issues = try #require(throws: SpecIssues.self) { try spec("samples", "metrics.x=1") }
    #expect(issues.issues.count == 2)
    let long = String(repeating: "a.", count: 1000) + "b=1"
    let issue = try #require(throws: SpecIssues.self) { try spec(long) }
    #expect("\(issue)".contains("the path is more than 128 keys long"))
  }

  /// What the override says is wrong is found where every other error is, with the override's place.
  @Test func wrongValuesNameTheOverride() throws {
    try SpecFixture.withFiles(["a.json": Self.text]) { folder in
      let issues = try #require(throws: SpecIssues.self) {
        try Experiment.load(
          folder.appendingPathComponent("a.json").path,
          overrides: ["metrics=default", "sampels=8", "denoisers.ours.rank=0"],
          catalogue: SpecFixture.catalogue())
      }
      #expect(
        issues.issues.map(\.description).sorted() == [
          "command line, denoisers.ours.rank=0: error: denoisers[0].rank: expected an integer at "
            + "least 1, found an integer 0",
          "command line, sampels=8: error: sampels: unknown key; did you mean \"samples\"? Known "
            + "keys: " + (SharedKeys.keys + SharedKeys.others + ["spot"]).joined(separator: ", "),
        ])
    }
  }

  @Test func pathsOfOverridesStartInTheWorkingFolder() throws {
    try SpecFixture.withFiles(["sub/a.json": Self.text]) { folder in
      let experiment = try Experiment.load(
        folder.appendingPathComponent("sub/a.json").path,
        overrides: ["metrics=default", "denoisers=[{\"name\": \"blur\", \"weights\": \"w.npy\"}]"],
        catalogue: SpecFixture.catalogue())
      let working = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
      let path = working.appendingPathComponent("w.npy").standardizedFileURL.path
      #expect(experiment.runs[0].variants[0].denoiser.parameters["weights"]?.string == path)
      // Only the path is rewritten, though everything in the override comes from one place.
      #expect(
        experiment.resolved["denoisers"] == [["name": "blur", "weights": .string(path)]])
    }
  }
}
