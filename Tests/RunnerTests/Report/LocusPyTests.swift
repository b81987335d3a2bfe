import Foundation
import Framework
import Testing

/// `Tools/locus.py` reads what a run wrote, and serves a model to one.
@Suite(.serialized) struct LocusPyTests {
  private static let python = ReportTests.program("python3")

  private static func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
    try ChildProgram.run(try #require(python), arguments)
  }

  private static func isThere() throws -> Bool {
    guard python != nil, try run(["-c", "import numpy"]).status == 0 else {
      print("skipped: no python3 with NumPy on the PATH")
      return false
    }
    return true
  }

  private static let tools = DocsTests.root.appendingPathComponent("Tools").path

  @Test func readsAResultsFolder() throws {
    guard try Self.isThere() else { return }
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("run", try sandbox.write(Sandbox.spec())) == .done)
    let (status, text) = try Self.run(
      ["\(Self.tools)/test_locus.py", sandbox.path("out/little")])
    #expect(status == 0 && text.contains("Ran 5 tests"), "\(text)")
  }

  @Test func servesAModel() throws {
    guard try Self.isThere() else { return }
    let sandbox = try Sandbox()
    let program = """
      import sys; sys.path.insert(0, "\(Self.tools)")
      import locus
      locus.serve(lambda x, signal, noise, t: x / signal)
      """
    try program.write(
      to: sandbox.folder.appendingPathComponent("model.py"), atomically: true, encoding: .utf8)
    let spec = try sandbox.write(
      Sandbox.spec([
        "task": "denoise", "inputs": ["source": "forward"], "samples": 4,
        "denoisers": [
          ["name": "wiener"], ["name": "process", "command": ["python3", "model.py"]],
        ],
      ]))
    #expect(try sandbox.locus("run", spec) == .done)
    let summary = try sandbox.table("out/little/summary.csv")
    #expect(summary.column("variant")!.contains("process"))
    #expect(Set(summary.column("n_failed")!) == ["0"])
  }
}
