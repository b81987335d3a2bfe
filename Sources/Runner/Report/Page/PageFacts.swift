import Foundation
import Framework

/// What a reader of the page may ask about where the numbers come from.
struct PageFacts {
  let report: Report

  init(_ report: Report) { self.report = report }

  // MARK: What was compared

  var compared: String { report.folders.map(compared).joined(separator: "\n") }

  private func compared(_ results: Results) -> String {
    let index = results.index
    guard let run = index.runs.first else { return "" }
    let spec = Self.json(results, "spec.json")
    func text(_ key: String) -> String? { spec?[key].map { Self.words($0) } }
    var facts: [(String, String)] = [
      (
        "data set",
        "\(text("dataset") ?? run.dataset); images \(run.shape), SHA-256 "
          + "\(run.datasetHash.prefix(12))…"
      )
    ]
    if let schedule = text("schedule") { facts.append(("schedule", schedule)) }
    if let first = run.levels.first, let last = run.levels.last {
      func sigma(_ level: ResultIndex.Level) -> String {
        "t = \(NumberStyle.short(level.t)) (σ = \(NumberStyle.short(level.noise / level.signal)))"
      }
      facts.append(
        ("noise levels", "\(run.levels.count), from \(sigma(first)) to \(sigma(last))"))
    }
    if !run.variants.isEmpty {
      facts.append(
        (
          "samples",
          "\(run.samples), seed \(run.seed). "
            + ReportWords.designs(
              report.runs.filter { $0.results.folder.url == results.folder.url }
            )
            .joined(separator: " ")
        ))
    }
    if let reference = run.reference {
      facts.append(
        (
          "reference",
          text("reference").map { words in
            let label = ReportWords.label(reference)
            return words == label || words.hasPrefix(label + " ") ? words : "\(label): \(words)"
          } ?? ReportWords.label(reference)
        ))
    }
    if index.runs.count > 1 {
      facts.append(
        (
          "runs",
          "\(index.runs.count): \(index.runs.map(\.name).prefix(20).joined(separator: "; "))"
            + (index.runs.count > 20 ? " …" : "")
        ))
    }
    return headed(results, Self.list(facts) + denoisers(run))
  }

  private func denoisers(_ run: ResultIndex.Run) -> String {
    guard !run.variants.isEmpty else { return "" }
    let rows = run.models.map { model in
      let parameters = model.parameters.filter { !$0.value.isNull }.map {
        "\($0.key)=\(Self.words($0.value))"
      }.joined(separator: " ")
      return "<tr><th scope=\"row\">\(HTML.escaped(ReportWords.label(model.label)))</th>"
        + "<td class=\"text\">\(HTML.escaped(model.denoiser))</td>"
        + "<td class=\"text\">\(model.isReference ? "reference" : model.role.rawValue)</td>"
        + "<td>\(model.trainingImages)</td>"
        + "<td class=\"text wrap\"><code>\(HTML.escaped(parameters))</code></td></tr>"
    }
    return """

      <div class="scroll" role="region" aria-label="Denoisers" tabindex="0">
      <table class="data">
      <caption>Denoisers, the number of images that they are given, and their parameters.</caption>
      <thead><tr><th scope="col" class="text">label</th><th scope="col" class="text">denoiser</th>\
      <th scope="col" class="text">role</th><th scope="col">images</th>\
      <th scope="col" class="text">parameters</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      """
  }

  // MARK: Remarks

  var remarks: String {
    let failures = report.folders.flatMap { FailureReport(results: $0).lines }
    let missing = report.folders.filter { $0.missingUnits > 0 }.map {
      "\($0.index.experiment): \($0.missingUnits) units are not finished; tables and pictures leave "
        + "them out"
    }
    let damage = report.folders.flatMap(\.damage).map { "damaged, left out: \($0)" }
    let warnings = Self.items(failures + missing + damage, style: " class=\"warning\"")
    let cautions = report.compared.flatMap { run -> [String] in
      guard run.lastStep >= 0 else { return [] }
      let tables = run.run.metrics.map {
        MetricTable(run.results, run.run, $0, step: run.lastStep, showsIntervals: false)
      }
      let start = run.title.isEmpty ? "" : "\(run.title): "
      return SummaryNotes(run.results, run.run, tables).cautions.map {
        start + $0
      }
    }
    let footers = report.folders.flatMap(\.footers).map { String($0.dropFirst("Remark: ".count)) }
    let notes = cautions + footers + report.remarks
    return warnings + Self.items(notes, style: "")
  }

  var figuresLeftOut: String {
    guard !report.figuresLeftOut.isEmpty else { return "" }
    return "\n<details><summary>Figures that these results cannot have</summary>\n"
      + Self.items(report.figuresLeftOut, style: "") + "</details>"
  }

  private static func items(_ texts: [String], style: String) -> String {
    guard !texts.isEmpty else { return "" }
    let items = texts.map { text in
      "<li>\(HTML.escaped(text))\(text.hasSuffix(".") ? "" : ".")</li>"
    }
    return "<ul\(style)>\(items.joined())</ul>\n"
  }

  // MARK: Spec and provenance

  var specs: String {
    report.folders.map { results in
      let text = Self.json(results, "spec.json")?.prettyText(width: 80) ?? "spec.json is missing"
      return headed(results, "<pre tabindex=\"0\" data-copy>\(HTML.escaped(text))</pre>")
    }.joined(separator: "\n")
  }

  var provenance: String {
    report.folders.map { results in
      let facts = (Self.json(results, "provenance.json")?.members ?? [])
        .filter { $0.key != "remarks" && !$0.value.isNull }
        .map { ($0.key.replacing("_", with: " "), Self.words($0.value)) }
      return headed(
        results, facts.isEmpty ? "<p>provenance.json is missing.</p>" : Self.list(facts))
    }.joined(separator: "\n")
  }

  // MARK: Words

  /// What there is to say of one of several folders, under its name; of many folders each is folded
  /// away but the first, so that what comes next is in reach.
  private func headed(_ results: Results, _ html: String) -> String {
    let name = HTML.escaped(results.index.experiment)
    switch report.folders.count {
    case 1: return html
    case 2: return "<h3>\(name)</h3>\n" + html
    default:
      let isFirst = results.folder.url == report.folders[0].folder.url
      return
        "<details\(isFirst ? " open" : "")><summary><h3>\(name)</h3></summary>\n\(html)</details>"
    }
  }

  private static func json(_ results: Results, _ name: String) -> JSON? {
    let url = results.folder.file(name)
    return FileManager.default.contents(atPath: url.path).flatMap {
      try? JSONParser.parse([UInt8]($0), file: url.path)
    }
  }

  private static func list(_ facts: [(String, String)]) -> String {
    "<dl>"
      + facts.map { "<dt>\(HTML.escaped($0.0))</dt><dd>\(HTML.escaped($0.1))</dd>" }.joined()
      + "</dl>"
  }

  /// JSON as one reads it aloud: `karras (steps 10)`.
  private static func words(_ json: JSON) -> String {
    if let text = json.string { return text }
    if let members = json.members {
      let name = json["name"]?.string
      let rest = members.filter { !$0.value.isNull && ($0.key != "name" || name == nil) }
        .map { "\($0.key) \(words($0.value))" }.joined(separator: ", ")
      return name.map { rest.isEmpty ? $0 : "\($0) (\(rest))" } ?? rest
    }
    if let values = json.array {
      let isFlat = values.allSatisfy { $0.members == nil }
      return values.map(words).joined(separator: isFlat ? " " : "; ")
    }
    return json.canonicalText
  }
}
