import Foundation
import Framework
import Testing

/// The lines of docs/results.md for R and Julia, run as they stand there on a little experiment.
@Suite(.serialized) struct OtherLanguagesTests {
  static let programs = [("r", "Rscript"), ("julia", "julia")]

  @Test(arguments: programs) func linesOfTheDocsRun(_ language: String, _ name: String) throws {
    guard let program = ReportTests.program(name) else {
      print("skipped: no \(name) on the PATH")
      return
    }
    let sandbox = try Sandbox()
    let spec = try sandbox.write(
      Sandbox.spec(["denoisers": [["name": "optimal", "label": "ours"], "nearest", "wiener"]]))
    #expect(try sandbox.locus("run", spec) == .done)
    let page = try String(
      contentsOf: DocsTests.root.appendingPathComponent("docs/results.md"), encoding: .utf8)
    let start = try #require(page.range(of: "```\(language)\n"))
    let end = try #require(page[start.upperBound...].range(of: "```"))
    let lines = page[start.upperBound..<end.lowerBound]
      .replacing("results/quickstart", with: sandbox.path("out/little"))
    let file = sandbox.folder.appendingPathComponent("lines")
    try lines.write(to: file, atomically: true, encoding: .utf8)
    let (status, text) = try ChildProgram.run(program, [file.path])
    #expect(status == 0, "\(text)")
    // The medians that the summary has.
    let summary = try sandbox.table("out/little/summary.csv")
    let columns = ["variant", "metric", "step", "median"].map { summary.column($0)! }
    let row = try #require(
      columns[0].indices.first {
        columns[0][$0] == "nearest" && columns[1][$0] == "r2" && columns[2][$0] == "2"
      })
    let median = try #require(Double(columns[3][row]))
    let shown = text.split(whereSeparator: { $0.isWhitespace }).compactMap { Double($0) }
    #expect(shown.contains { abs($0 - median) < 1e-5 * max(1, abs(median)) }, "\(text)")
    if language == "r" { #expect(text.contains("Paired t-test")) }
  }
}
