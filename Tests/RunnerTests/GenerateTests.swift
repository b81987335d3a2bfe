import Foundation
import Framework
import Testing

@testable import Runner

/// The task `generate`; its tables and resumed runs are tested in `RunTests`.
@Suite(.serialized) struct GenerateTests {
  /// Answers nothing.
  struct Silent: Denoiser {
    static let name = "silent"
    static let summary = "Fails at every question"
    init(_ parameters: NoParameters, fittedTo training: TrainingSet) throws {}
    func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
      throw RunError("no answer today")
    }
  }

  private func results(_ changes: KeyValuePairs<String, JSON>) throws -> Results {
    let sandbox = try Sandbox()
    let catalogue = try Catalogue.standard().adding(Silent.self)
    let spec = try sandbox.write(Sandbox.spec(changes))
    #expect(try sandbox.locus("run", spec, catalogue: catalogue) == .unitsFailed)
    let folder = ResultsFolder(sandbox.folder.appendingPathComponent("out/little"))
    return Results(try ResultIndex(contentsOf: folder.file("plan.json")), folder: folder)
  }

  /// Its reason is told once, not for every variant, and no footer explains an empty table.
  @Test func aReferenceThatFails() throws {
    let results = try results(["reference": ["name": "silent", "label": "network"]])
    #expect(
      FailureReport(results: results).lines == [
        "failed: network, 3 of 3 units: no answer today",
        "3 variants have no answers of network to be compared with; run again when it is mended",
      ])
    let lines = ResultSummary(results: results).lines
    #expect(lines.contains("No sample is finished."))
    #expect(!lines.contains { $0.contains("best of its column") || $0.hasPrefix("p: ") })
  }

  @Test func aVariantThatFails() throws {
    let results = try results(["denoisers": ["optimal", "silent"]])
    #expect(
      FailureReport(results: results).lines == ["failed: silent, 3 of 3 units: no answer today"])
    #expect(ResultSummary(results: results).lines.contains { $0.hasPrefix("optimal ") })
  }
}
