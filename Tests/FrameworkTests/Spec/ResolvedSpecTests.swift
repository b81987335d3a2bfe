import Foundation
import Testing

@testable import Framework

/// `Experiment.resolved` is written beside the results: read again, from any folder, it gives the
/// same experiment.
@Suite struct ResolvedSpecTests {
  private static let files = [
    "specs/child.json": """
    {"extends": "../base.json", "name": "child", "$schema": "locus.schema.json",
     "denoisers": [
       {"name": "blur", "weights": {"sweep": ["w/a.npy", "$LOCUS_REFERENCES/b.npy"]}},
       {"name": "keyed", "size": 2, "dataset": {"name": "dots", "path": "../dots/"}}],
     "zip": [["seed", "samples"]]}
    """,
    "base.json": """
    {"version": 1, "task": "sampling", "dataset": {"name": "dots", "path": "./images"},
     "metrics": [], "seed": {"sweep": [1, 2]}, "samples": {"sweep": [3, 4]},
     "reference": {"sweep": [{"name": "blur", "label": "w/a.npy", "weights": "w.npy"}, "blur"]}}
    """,
  ]
  private static let environment = ["LOCUS_REFERENCES": "/refs"]

  /// What matters of an experiment, as text.
  private func contents(_ experiment: Experiment) -> [String] {
    experiment.runs.map { run in
      let models = [run.reference].compactMap { $0 } + run.variants
      return
        ([.string(run.name), run.dataset.json, run.schedule.parameters]
        + models.flatMap { model -> [JSON] in
          [.string(model.label), model.denoiser.parameters, model.dataset?.json ?? nil]
        }).map(\.canonicalText).joined(separator: "\n")
        + "\n\(run.seed) \(run.samples ?? 0)"
    }
  }

  @Test func readsBackFromAnotherFolder() throws {
    let catalogue = try SpecFixture.catalogue()
    try SpecFixture.withFiles(Self.files) { folder in
      let experiment = try Experiment.load(
        folder.appendingPathComponent("specs/child.json").path,
        overrides: ["denoisers.keyed.size=5", "save_arrays=true"], catalogue: catalogue,
        environment: Self.environment)
      try SpecFixture.withFiles(["deep/er/spec.json": experiment.resolved.prettyText()]) { other in
        let again = try Experiment.load(
          other.appendingPathComponent("deep/er/spec.json").path, catalogue: catalogue,
          environment: Self.environment)
        #expect(again.name == "child")
        #expect(again.runs.count == 4)
        // Files are named without the folder that they lie in.
        #expect(
          again.runs[0].variants.map(\.label)
            == ["blur[weights=a.npy]", "blur[weights=b.npy]", "keyed"])
        #expect(
          again.runs[0].name
            == "seed=1,samples=3,"
            + #"reference={"label":"w/a.npy","name":"blur","weights":"w.npy"}"#)
        #expect(contents(again) == contents(experiment))
        #expect(again.resolved == experiment.resolved)
      }
    }
  }

  /// Two files of one name in different folders have one label.
  @Test func filesOfOneNameAreTold() throws {
    let text = """
      {"version": 1, "name": "a", "task": "sampling", "dataset": {"name": "dots"},
       "denoisers": [{"name": "blur", "weights": {"sweep": ["a/w.npy", "b/w.npy"]}}]}
      """
    try SpecFixture.withFiles(["a.json": text]) { folder in
      let issues = try #require(throws: SpecIssues.self) {
        try Experiment.load(
          folder.appendingPathComponent("a.json").path, catalogue: SpecFixture.catalogue())
      }
      #expect(
        "\(issues)".hasSuffix(
          "denoisers[0]: the sweep makes \"blur[weights=w.npy]\" twice; remove the repeated value, "
            + "or give the files different names"))
    }
  }

  @Test func pathsAreAbsoluteAndVariablesStay() throws {
    try SpecFixture.withFiles(Self.files) { folder in
      let experiment = try Experiment.load(
        folder.appendingPathComponent("specs/child.json").path,
        catalogue: SpecFixture.catalogue(), environment: Self.environment)
      let root = folder.standardizedFileURL.path
      let resolved = experiment.resolved
      #expect(resolved["extends"] == nil)
      #expect(resolved["dataset"]?["path"]?.string == root + "/images")
      let reference = try #require(resolved["reference"]?["sweep"]?.array?[0])
      #expect(reference["weights"]?.string == root + "/w.npy")
      // A label that reads like a path is no path.
      #expect(reference["label"] == "w/a.npy")
      #expect(
        resolved["denoisers"]?.array?[0]["weights"]
          == ["sweep": [.string(root + "/specs/w/a.npy"), "$LOCUS_REFERENCES/b.npy"]])
      #expect(
        resolved["denoisers"]?.array?[1]["dataset"]?["path"]?.string == root + "/dots")
    }
  }
}
