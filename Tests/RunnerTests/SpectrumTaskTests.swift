import Foundation
import Framework
import Testing

@testable import Runner

/// The task `spectrum`.
@Suite(.serialized) struct SpectrumTaskTests {
  @Test func spectrumSumsToOne() throws {
    let sandbox = try Sandbox()
    let spec: JSON = [
      "version": 1, "name": "little", "task": "spectrum",
      "dataset": ["name": "synthetic", "images": 60, "resolution": 8],
    ]
    #expect(try sandbox.locus("run", try sandbox.write(spec)) == .done)
    let table = try sandbox.table("out/little/spectrum.csv")
    #expect(table.rows.count == 64)
    let values = table.column("eigenvalue")!.compactMap(Double.init)
    #expect(values == values.sorted(by: >))
    let last = Double(table.column("cumulative_energy")!.last!)!
    #expect(abs(last - 1) < 1e-12)
  }

  /// The table is made from the data, which an export does not have.
  @Test func exportSaysHowItIsMadeAgain() throws {
    let sandbox = try Sandbox()
    let spec: JSON = [
      "version": 1, "name": "little", "task": "spectrum",
      "dataset": ["name": "synthetic", "images": 20, "resolution": 8],
    ]
    #expect(try sandbox.locus("run", try sandbox.write(spec)) == .done)
    let folder = ResultsFolder(sandbox.folder.appendingPathComponent("out/little"))
    let results = Results(
      try ResultIndex(contentsOf: folder.file("plan.json")), folder: folder)
    let error = #expect(throws: RunError.self) { try SpectrumTask.tables(of: results) }
    #expect(error?.description.contains("locus run \(folder.file("spec.json").path)") == true)
    #expect(try sandbox.locus("export", folder.url.path) == .unitsFailed)
    #expect(try sandbox.table("out/little/spectrum.csv").rows.count == 64)
  }

  /// A task that asks no denoiser has a report too: figures, and no samples.
  @Test func hasAReport() throws {
    let sandbox = try Sandbox()
    let spec: JSON = [
      "version": 1, "name": "energy", "task": "spectrum",
      "dataset": ["name": "synthetic", "images": 30, "resolution": 8],
    ]
    #expect(try sandbox.locus("run", try sandbox.write(spec), reports: true) == .done)
    let page = try String(
      contentsOf: sandbox.folder.appendingPathComponent("out/energy/report/index.html"),
      encoding: .utf8)
    #expect(page.contains("</html>") && page.contains("spectrum.svg"))
    #expect(!page.contains("id=\"samples-data\""))
  }
}
