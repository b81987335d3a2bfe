import Framework
import Testing

@testable import Runner

/// What a denoiser cannot do is found before anything is computed.
struct PlanCheckTests {
  private func message(_ denoisers: JSON, _ changes: KeyValuePairs<String, JSON> = [:]) throws
    -> String
  {
    let sandbox = try Sandbox()
    var spec = Sandbox.spec(changes)
    spec["denoisers"] = denoisers
    let experiment = try Experiment.load(
      sandbox.write(spec), overrides: [], catalogue: .standard(), environment: [:])
    do {
      _ = try Plan(experiment, library: DataLibrary())
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func namesTheVariantByItsLabel() throws {
    #expect(try message([["name": "pspc-square", "patch_sizes": 8]]) == "no error")
    let text = try message([
      ["name": "optimal"], ["name": "pspc-square", "patch_sizes": 9, "label": "large"],
    ])
    #expect(text.hasPrefix("large: \"patch_sizes\": a window of 9 × 9 pixels does not fit"))
  }

  @Test func checksTheReferenceToo() throws {
    let reference: JSON = ["name": "kamb-els", "scales": 11, "label": "teacher"]
    let text = try message([["name": "optimal"]], ["reference": reference])
    #expect(text.hasPrefix("teacher: \"scales\": a window of 11 × 11 pixels does not fit"))
  }

  /// Labels and the number of images are known once the data are loaded.
  @Test(
    arguments: [
      (["name": "gaussian-mixture"], "the images have no labels, so \"components\" cannot be"),
      (
        ["name": "gaussian-mixture", "components": 21],
        "\"components\" is 21, more than the 20 images that they are found in; lower it"
      ),
      (["name": "gaussian-mixture", "components": 20], "no error"),
      (
        [
          "name": "switch",
          "entries": [["name": "wiener", "above": 1], ["name": "gaussian-mixture"]],
        ], "the images have no labels"
      ),
    ] as [(JSON, String)])
  func looksAtTheImages(_ denoiser: JSON, _ says: String) throws {
    let sandbox = try Sandbox()
    try NpyArray([Float](repeating: 0.5, count: 20 * 64), shape: [20, 1, 8, 8])
      .write(to: sandbox.folder.appendingPathComponent("images.npy"))
    let text = try message(
      [denoiser], ["dataset": ["name": "npy", "path": .string(sandbox.path("images.npy"))]])
    #expect(
      says == "no error"
        ? text == says : text.hasPrefix(denoiser["name"]!.string! + ": " + says), "\(text)")
  }

  /// Of parameters that say the same only one may be given.
  @Test func alternativesExcludeEachOther() throws {
    let both: JSON = ["name": "local-wiener", "images": 20, "temperature": 2]
    let spec = try Sandbox()
    let error = #expect(throws: SpecIssues.self) {
      try Experiment.load(
        spec.write(Sandbox.spec(["denoisers": [both]])), catalogue: .standard(), environment: [:])
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("\"images\" and \"temperature\" exclude each other"), "\(text)")
    #expect(text.contains("denoisers[0]"), "\(text)")
    for alone: JSON in [
      ["name": "local-wiener", "images": 20, "temperature": "none"],
      ["name": "local-wiener", "temperature": 2],
    ] { #expect(try message([alone]) == "no error") }
  }

  /// A network under `flow` answers beyond its noisiest level, and that is said once.
  @Test func networksAnswerBeyondTheirNoisiestLevel() throws {
    let network: JSON = ["name": "unet", "weights": "builtin:synthetic16-a"]
    let sandbox = try Sandbox()
    let experiment = try Experiment.load(
      sandbox.write(
        Sandbox.spec([
          "dataset": ["name": "synthetic", "images": 20, "resolution": 16],
          "schedule": ["name": "flow", "steps": 80], "reference": network,
          "denoisers": ["optimal"],
        ])), catalogue: .standard(), environment: [:])
    let remarks = try Plan(experiment, library: DataLibrary()).remarks
    #expect(
      remarks.count { $0.contains("at 1 of 80 steps the noise-to-signal ratio (up to 1000)") }
        == 1,
      "\(remarks)")
  }

  /// `locus plan` stops as `locus run` does, and leaves no results.
  @Test func stopsTheCommands() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.spec(["denoisers": [["name": "kamb-els", "scales": 9]]]))
    for command in ["plan", "run"] {
      #expect(try sandbox.locus(command, sandbox.path("spec.json")) != .done)
    }
    #expect(throws: (any Error).self) { try sandbox.files("out/little/units") }
  }
}
