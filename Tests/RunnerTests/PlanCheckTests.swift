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
