import Foundation
import Framework
import Testing

@testable import Runner

@Suite struct ManTests {
  static let texts: [(text: String, roff: String)] = [
    ("a-b", "a\\-b"), ("\\n", "\\en"), (".ci/run", "\\&.ci/run"), ("it's", "it\\(aqs"),
    ("'x'", "\\(aqx\\(aq"), ("`x`", "\\(gax\\(ga"), ("~/x^2", "\\(ti/x\\(ha2"),
    ("\"off\"", "\\(dqoff\\(dq"), ("… ²", "\\[u2026] \\[u00B2]"), ("a.b", "a.b"),
  ]

  @Test(arguments: texts) func nothingIsTakenForARequest(text: String, roff: String) {
    #expect(Roff.line(text) == roff)
  }

  @Test func thePageHoldsAllThatTheHelpHolds() {
    let page = ManCommand.page(Tool.commands)
    for command in Tool.commands {
      #expect(page.contains(".SS \(command.name)\n"))
      for option in command.options {
        #expect(page.contains(".TP\n\(Roff.bold(option.usage))\n\(Roff.line(option.meaning))"))
      }
      for example in command.examples { #expect(page.contains("\n\(Roff.line(example))\n")) }
    }
    for code in ExitCode.allCases { #expect(page.contains(Roff.line(code.meaning))) }
    #expect(page.allSatisfy { $0.isASCII })
  }

  @Test func groffAndMandocFindNothing() throws {
    let sandbox = try Sandbox()
    let file = sandbox.path("locus.1")
    try Data((ManCommand.page(Tool.commands) + "\n").utf8).write(to: URL(fileURLWithPath: file))
    if let mandoc = CompletionTests.program("mandoc") {
      let (_, said) = try ChildProgram.run(mandoc, ["-T", "lint", "-W", "warning", file])
      // A date would differ from build to build.
      let lines = said.split(separator: "\n").filter { !$0.contains("missing date") }
      #expect(lines.isEmpty, "\(said)")
    }
    if let groff = CompletionTests.program("groff") {
      let (status, said) = try ChildProgram.run(groff, ["-man", "-ww", "-z", "-Tutf8", file])
      #expect(status == 0 && said.isEmpty, "\(said)")
      let (_, text) = try ChildProgram.run(groff, ["-man", "-Tascii", "-P-cbou", file])
      #expect(text.contains("--recompute LABEL"), "a dash is no longer a dash")
    }
  }

  /// Every variable of Locus' own that the sources name is in the manual.
  @Test func allVariablesAreThere() throws {
    let sources = DocsTests.root.appendingPathComponent("Sources")
    var named: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    where path.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      named.formUnion(text.matches(of: /"(LOCUS_[A-Z]+)"/).map { String($0.output.1) })
    }
    #expect(named.contains("LOCUS_DATA"))
    #expect(named.subtracting(EnvironmentVariable.all.map(\.name)).isEmpty, "\(named)")
  }
}
