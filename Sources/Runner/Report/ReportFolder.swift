import Foundation
import Framework

/// Where a report lies, with the list of its files and of what it was made from.
struct ReportFolder {
  static let name = "report"
  static let manifest = "report.json"

  let url: URL

  /// The report of a results folder.
  init(of folder: ResultsFolder, isComplete: Bool) {
    url = (isComplete ? folder.url : folder.partial).appendingPathComponent(
      Self.name, isDirectory: true)
  }

  init(_ url: URL) { self.url = url }

  var page: URL { url.appendingPathComponent("index.html") }

  // MARK: Writing

  /// Writes the report in the place of an earlier one, of which nothing stays.
  ///
  /// - Returns: the contents of `report.json`.
  @discardableResult
  func write(_ report: Report) throws -> JSON {
    removeFiles()
    try OutputFolder.create(url)
    var files: [String] = []
    func write(_ data: Data, _ name: String) throws {
      let file = url.appendingPathComponent(name)
      try OutputFolder.create(file.deletingLastPathComponent())
      try AtomicFile.write(data, to: file)
      files.append(name)
    }
    func write(_ text: String, _ name: String) throws { try write(Data(text.utf8), name) }
    let source =
      "made by locus report from "
      + report.sources.map { "\($0.experiment) (\($0.hash.prefix(12)))" }
      .joined(separator: ", ")
    for table in report.tables {
      try write(table.markdown, "tables/\(table.name).md")
      try write(table.csv.text, "tables/\(table.name).csv")
      try write(table.latex(source: source), "tables/\(table.name).tex")
    }
    for figure in report.figures {
      for (ending, data) in figure.files { try write(data, "figures/\(figure.name).\(ending)") }
    }
    for picture in report.pictures {
      try write(picture.png, "pictures/\(picture.name).png")
      try write(picture.svg, "pictures/\(picture.name).svg")
    }
    if !report.figures.isEmpty || !report.pictures.isEmpty {
      try write(Self.captions(report), "captions.md")
    }
    try write(ReportPage(report).html, "index.html")
    let json: JSON = [
      "locus_version": .string(ProgramIdentity.version),
      "program_sha256": (try? RunningProgram.hash()).map(JSON.string) ?? JSON(.null),
      "made_from": Self.json(report.sources),
      "pivot": report.join?.pivot.map(JSON.string) ?? JSON(.null),
      "pools_seeds": .bool(report.join?.poolsSeeds ?? false),
      "files": .array(files.map(JSON.string)), "remarks": .array(report.remarks.map(JSON.string)),
      "figures_left_out": .array(report.figuresLeftOut.map(JSON.string)),
    ]
    try AtomicFile.write(json.prettyText() + "\n", to: url.appendingPathComponent(Self.manifest))
    return json
  }

  private static func json(_ sources: [Report.Source]) -> JSON {
    .array(
      sources.map {
        ["experiment": .string($0.experiment), "results_sha256": .string($0.hash)]
      })
  }

  /// The captions of figures and pictures, which stand in no file of their own.
  private static func captions(_ report: Report) -> String {
    let figures = report.figures.map { ("figures/\($0.name).svg", $0.title, $0.caption) }
    let pictures = report.pictures.map {
      ("pictures/\($0.name).png", $0.title, $0.caption.joined(separator: " "))
    }
    return (figures + pictures).map { file, title, caption in
      "**\(Markdown.escaped(title))** (`\(file)`). \(Markdown.escaped(caption))\n"
    }.joined(separator: "\n")
  }

  // MARK: Beside a run

  /// What became of the report beside results.
  enum Update {
    case written(URL)
    /// It is of these results already.
    case current(URL)
    case removed(URL)

    func words(_ shown: (URL) -> String) -> String {
      switch self {
      case .written(let page), .current(let page): "Report: \(shown(page))"
      case .removed(let folder): "removed, of other results: \(shown(folder))"
      }
    }
  }

  /// Brings the report beside results up to date, or removes one that is not of them.
  ///
  /// - Returns: nil where there is none and none is made.
  static func update(
    _ results: Results, catalogue: Catalogue, isWanted: Bool
  ) throws -> Update? {
    let place = ReportFolder(of: results.folder, isComplete: results.missingUnits == 0)
    if isWanted {
      if place.isOf(results) { return .current(place.page) }
      let report = try Report([results], catalogue: catalogue)
      if !report.isEmpty {
        try place.write(report)
        return .written(place.page)
      }
    }
    return place.removeIfStale(results) ? .removed(place.url) : nil
  }

  // MARK: What is there

  private var record: JSON? {
    let file = url.appendingPathComponent(Self.manifest)
    return FileManager.default.contents(atPath: file.path).flatMap {
      try? JSONParser.parse([UInt8]($0), file: file.path)
    }
  }

  /// Whether the report is of these results, made by this program, with all its files.
  func isOf(_ results: Results) -> Bool {
    guard let record, record["made_from"] == Self.json([Report.Source(results)]),
      let program = try? RunningProgram.hash(), record["program_sha256"]?.string == program
    else { return false }
    return (record["files"]?.array ?? []).allSatisfy { name in
      name.string.map {
        FileManager.default.fileExists(atPath: url.appendingPathComponent($0).path)
      } ?? false
    }
  }

  /// Removes a report that is not of these results.
  ///
  /// - Returns: whether there was one.
  func removeIfStale(_ results: Results) -> Bool {
    guard let record, record["made_from"] != Self.json([Report.Source(results)]) else {
      return false
    }
    removeFiles()
    return true
  }

  /// Removes the files of the report that lies there, and nothing else.
  func removeFiles() {
    guard let record else { return }
    var folders: Set<String> = []
    for name in record["files"]?.array ?? [] {
      guard let name = name.string, !name.hasPrefix("/"), !name.contains("..") else { continue }
      let file = url.appendingPathComponent(name)
      try? FileManager.default.removeItem(at: file)
      var folder = file.deletingLastPathComponent()
      while folder.path.count > url.path.count {
        folders.insert(folder.path)
        folder.deleteLastPathComponent()
      }
    }
    try? FileManager.default.removeItem(at: url.appendingPathComponent(Self.manifest))
    // Innermost first; a folder that holds something else stays.
    for folder in folders.sorted(by: { $0.count > $1.count }) + [url.path] { rmdir(folder) }
  }
}
