import Foundation
import Framework
import Testing

@testable import Runner

/// `locus report`, and what `locus run` leaves of it.
@Suite(.serialized) struct ReportTests {
  /// Awkward labels, a sweep, a control.
  static let spec: KeyValuePairs<String, JSON> = [
    "denoisers": [
      ["name": "optimal", "label": "<script>alert(1)</script> a_b 100 % & σ"], ["name": "nearest"],
      ["name": "wiener", "energy_cutoff": ["sweep": [0, 0.01, 0.1, 0.5]]],
      ["name": "wiener", "label": "bound", "rank": 40, "role": "control"],
      ["name": "wiener", "label": "ours", "rank": 5],
    ]
  ]

  private func run(_ words: String...) throws -> Sandbox {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec(Self.spec))
    #expect(
      try Tool(catalogue: .standard()).run(
        ["locus", "run", spec, "--output", sandbox.path("out"), "--quiet"] + words) == .done)
    return sandbox
  }

  private func exists(_ sandbox: Sandbox, _ name: String) -> Bool {
    FileManager.default.fileExists(atPath: sandbox.path("out/little/report/" + name))
  }

  private func text(_ sandbox: Sandbox, _ name: String) throws -> String {
    String(decoding: try sandbox.data("out/little/report/" + name), as: UTF8.self)
  }

  // MARK: Tables

  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/report")

  /// Text for text; `LOCUS_RECORD=1 swift test --filter ReportTests` writes them anew.
  @Test func goldenTables() throws {
    let sandbox = try run()
    let isRecording = ProcessInfo.processInfo.environment["LOCUS_RECORD"] == "1"
    for name in ["comparison.md", "comparison.tex", "tests.md", "sweep-energy_cutoff.tex"] {
      let file = Self.fixtures.appendingPathComponent(name)
      // The first line names the results by their hash, which holds times.
      let found = try text(sandbox, "tables/" + name).split(
        separator: "\n", omittingEmptySubsequences: false
      ).filter { !$0.hasPrefix("% ") }.joined(separator: "\n")
      if isRecording {
        try FileManager.default.createDirectory(
          at: Self.fixtures, withIntermediateDirectories: true)
        try found.write(to: file, atomically: true, encoding: .utf8)
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == found, "\(name)")
    }
  }

  /// The numbers are those of summary.csv.
  @Test func tablesHoldTheNumbersOfTheSummary() throws {
    let sandbox = try run()
    let table = try sandbox.table("out/little/report/tables/comparison.csv")
    let summary = try sandbox.table("out/little/summary.csv")
    func column(_ name: String) -> [String] { summary.column(name)! }
    for (row, label) in table.column("denoiser")!.enumerated() {
      for metric in ["r2", "mse"] {
        let place = try #require(
          summary.rows.indices.first {
            column("variant")[$0] == label && column("metric")[$0] == metric
              && column("step")[$0] == "2"
          })
        for (mine, its) in [("mean", "mean"), ("std", "std"), ("median", "median")] {
          #expect(table.column("\(metric)_\(mine)")![row] == column(its)[place], "\(label) \(mine)")
        }
      }
    }
  }

  /// Every .tex of the run, set by TeX as it would stand in a paper.
  @Test func texCompiles() throws {
    guard let program = Self.program("pdflatex") else {
      print("skipped: no pdflatex on the PATH")
      return
    }
    let sandbox = try run()
    let tables = sandbox.folder.appendingPathComponent("out/little/report/tables")
    let names = try FileManager.default.contentsOfDirectory(atPath: tables.path)
      .filter { $0.hasSuffix(".tex") }.sorted()
    #expect(names.count >= 4)
    let inputs = names.map { "\\input{\($0)}\\clearpage" }.joined(separator: "\n")
    let paper = """
      \\documentclass{article}
      \\usepackage{booktabs}
      \\begin{document}
      \(inputs)
      \\end{document}
      """
    try paper.write(
      to: tables.appendingPathComponent("paper.tex"), atomically: true, encoding: .utf8)
    let (status, log) = try ChildProgram.run(
      program, ["-interaction=nonstopmode", "-halt-on-error", "paper.tex"], in: tables)
    #expect(status == 0, "\(log.suffix(1500))")
    #expect(!log.contains("Missing character"), "\(log.suffix(1500))")
  }

  static func program(_ name: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { URL(fileURLWithPath: "\($0)/\(name)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  // MARK: The page

  @Test func thePageIsOneSafeFile() throws {
    let sandbox = try run()
    let page = try text(sandbox, "index.html")
    #expect(!page.contains("<script>alert"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; a_b 100 % &amp; σ"))
    #expect(page.contains("\\u003cscript>alert(1)"))
    for outside in ["http://", "https://", "src=\"//", "@import"] {
      #expect(!page.contains(outside), "\(outside)")
    }
    #expect(page.utf8.count < 1_000_000)
    // Two ids never agree, and every heading of a table has a scope.
    let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    #expect(!page.contains("<th>"))
    #expect(page.matches(of: /<img\s/).count == page.matches(of: /<img\s[^>]*alt="[^"]/).count)
  }

  /// The samples of the page are those of samples.csv.
  @Test func theDataOfThePageAreTheSamples() throws {
    let sandbox = try run()
    let page = try text(sandbox, "index.html")
    let match = try #require(page.firstMatch(of: /(?s)id="samples-data">(.*?)<\/script>/))
    let data = try JSONParser.parse(text: String(match.output.1), file: "page")["0"]!
    let rows = data["rows"]!.array!
    #expect(
      rows.map { $0["title"]!.string! }.suffix(3)
        == ["bound (control)", "ours", "nearest training image"])
    let samples = try sandbox.table("out/little/samples.csv")
    let expected = samples.rows.filter { row in
      func field(_ name: String) -> String { row[samples.columns.firstIndex(of: name)!] }
      return field("variant") == "ours" && field("metric") == "r2" && field("step") == "2"
    }.map { Double($0[samples.columns.firstIndex(of: "value")!])! }
    let ours = try #require(rows.first { $0["title"]!.string == "ours" })
    #expect(ours["values"]!.array![0].array!.map { $0.double! } == expected)
  }

  // MARK: Never stale

  @Test func aReportIsOfTheResultsBesideIt() throws {
    let sandbox = try run()
    func made() throws -> String {
      try JSONParser.parse(text: text(sandbox, "report.json"), file: "")["made_from"]!.canonicalText
    }
    let first = try made()
    // The same results: the same report.
    let spec = sandbox.path("spec.json")
    #expect(try sandbox.locus("run", spec, reports: true) == .done)
    #expect(try made() == first)
    // More samples: another one.
    #expect(try sandbox.locus("run", spec, "samples=24", reports: true) == .done)
    let second = try made()
    #expect(second != first)
    // Without: none is left.
    #expect(try sandbox.locus("run", spec) == .done)
    #expect(!exists(sandbox, "index.html") && !exists(sandbox, "tables"))
    // On demand.
    #expect(try sandbox.locus("report", sandbox.path("out/little"), "--show", "quartiles") == .done)
    #expect(try made() == first)
    #expect(try text(sandbox, "tables/comparison.md").contains("median \\[quartiles\\]"))
    // A report that is not of the tables goes when these are written.
    #expect(try sandbox.locus("run", spec, "samples=24") == .done)
    #expect(!exists(sandbox, "index.html"))
  }

  /// What the user put there stays.
  @Test func onlyItsOwnFilesAreReplaced() throws {
    let sandbox = try run()
    let mine = sandbox.folder.appendingPathComponent("out/little/report/tables/mine.txt")
    try "mine".write(to: mine, atomically: true, encoding: .utf8)
    #expect(try sandbox.locus("run", sandbox.path("spec.json"), "samples=18") == .done)
    #expect(try sandbox.locus("report", sandbox.path("out/little")) == .done)
    #expect(FileManager.default.fileExists(atPath: mine.path))
  }

  @Test func severalResultsStandSideBySide() throws {
    let sandbox = try run()
    let other = try sandbox.write(
      Sandbox.spec(["name": "other", "samples": 12, "seed": 3]), to: "other.json")
    #expect(try sandbox.locus("run", other) == .done)
    let folders = [sandbox.path("out/little"), sandbox.path("out/other")]
    let tool = Tool(catalogue: try .standard())
    #expect(throws: UsageError.self) { try tool.dispatch(["report"] + folders, arguments: []) }
    let paper = sandbox.path("paper")
    #expect(tool.run(["locus", "report"] + folders + ["--output", paper]) == .done)
    let table = try sandbox.table("paper/tables/comparison.csv")
    #expect(table.columns.contains("little: r2_mean") && table.columns.contains("other: r2_mean"))
    let text = String(decoding: try sandbox.data("paper/tables/comparison.tex"), as: UTF8.self)
    #expect(text.contains("\\multicolumn{3}{c}{little}"))
    #expect(text.contains("Samples: little n = 20, other n = 12."))
  }

  static let refused: [(words: [String], says: String)] = [
    (["report"], "report needs a results folder"),
    (["report", "a", "b"], "several results need a folder of their own"),
    (["report", "a", "--show", "sd"], "--show needs std, ci or quartiles, found \"sd\""),
    (["report", "/nowhere"], "/nowhere/plan.json is missing"),
  ]

  @Test(arguments: refused) func refusals(_ words: [String], _ says: String) throws {
    let tool = Tool(catalogue: try .standard())
    let error = try #require(throws: (any Error).self) { try tool.dispatch(words, arguments: []) }
    #expect("\(error)".contains(says), "\(error)")
  }

  /// A report of what is there says what is not.
  @Test func missingUnitsAreSaid() throws {
    let sandbox = try run()
    let units = sandbox.folder.appendingPathComponent("out/little/units")
    let plan = try ResultIndex(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/plan.json"))
    let unit = plan.runs[0].variants[1].units[0]
    try FileManager.default.removeItem(at: units.appendingPathComponent(unit.id + ".json"))
    #expect(try sandbox.locus("report", sandbox.path("out/little")) == .unitsFailed)
    let page = String(
      decoding: try sandbox.data("out/little/partial/report/index.html"), as: UTF8.self)
    #expect(page.contains("1 units are not finished"))
    #expect(page.contains("Samples are missing or failed; where they are, nothing is marked."))
  }
}
