import Framework

/// One page that shows a report, in one file: it needs no network, and no script to be read.
struct ReportPage {
  /// Runs whose samples are on the page.
  private static let mostRuns = 6

  let report: Report

  init(_ report: Report) { self.report = report }

  var html: String {
    let grids = report.runs.prefix(Self.mostRuns).enumerated().compactMap {
      SampleGrid($1, number: $0)
    }
    let sections = sections(grids)
    let title = HTML.escaped(report.name)
    let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" }
    let script =
      grids.isEmpty
      ? ""
      : "<script type=\"application/json\" id=\"samples-data\">"
        + HTML.script(
          JSON.object(grids.map { ("\($0.number)", $0.json) }).canonicalText) + "</script>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="generator" content="Locus \(ProgramIdentity.version)">
      <title>\(title)</title>
      <style>
      \(PageStyle.text)
      \(grids.map(\.style).joined(separator: "\n"))
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      <p class="lead">\(HTML.escaped(lead))</p>
      <nav aria-label="Contents"><ul>\(links.joined())</ul></nav>
      </header>
      <main>
      \(sections.map { section in
        """
        <section aria-labelledby="\(section.id)">
        <h2 id="\(section.id)">\(section.title)</h2>
        \(section.body)
        </section>
        """
      }.joined(separator: "\n"))
      </main>
      <footer><p>\(HTML.escaped(foot))</p></footer>
      \(script)<script>
      \(PageScript.text)
      </script>
      </body>
      </html>

      """
  }

  private struct Section {
    let id: String
    let title: String
    let body: String
  }

  private func sections(_ grids: [SampleGrid]) -> [Section] {
    let facts = PageFacts(report)
    var sections = [Section(id: "compared", title: "What was compared", body: facts.compared)]
    let remarks = facts.remarks
    if !remarks.isEmpty { sections.append(Section(id: "remarks", title: "Remarks", body: remarks)) }
    if !report.tables.isEmpty {
      sections.append(
        Section(
          id: "tables", title: "Tables",
          body: report.tables.map(\.html).joined(separator: "\n")))
    }
    if !report.figures.isEmpty {
      sections.append(
        Section(
          id: "figures", title: "Figures",
          body: report.figures.map(\.html).joined(separator: "\n") + facts.figuresLeftOut))
    }
    if !grids.isEmpty {
      let more =
        report.runs.count > Self.mostRuns
        ? "<p>The samples of the first \(Self.mostRuns) of \(report.runs.count) runs.</p>\n" : ""
      sections.append(
        Section(
          id: "samples", title: "Samples",
          body: more + grids.map(\.html).joined(separator: "\n") + steps))
    }
    sections.append(Section(id: "spec", title: "Spec", body: facts.specs))
    sections.append(Section(id: "provenance", title: "Provenance", body: facts.provenance))
    return sections
  }

  /// The pictures that the grid does not show.
  private var steps: String {
    report.pictures.filter { !$0.name.hasSuffix("samples") }.map { "\n" + $0.html }.joined()
  }

  private var lead: String {
    report.folders.map { results in
      let index = results.index
      guard let run = index.runs.first else { return index.task }
      let parts = [
        "task \(index.task)", run.dataset,
        run.variants.isEmpty ? nil : "\(run.variants.count) denoisers",
        run.variants.isEmpty ? nil : "\(run.samples) samples",
        run.reference.map { "against \(ReportWords.label($0))" },
        index.runs.count > 1 ? "\(index.runs.count) runs" : nil,
      ]
      return parts.compactMap { $0 }.joined(separator: ", ")
    }.distinct.joined(separator: "; ")
  }

  private var foot: String {
    let sources = report.sources.map { "\($0.experiment) (results \($0.hash.prefix(12)))" }
    return "Made by Locus \(ProgramIdentity.version) from \(sources.joined(separator: ", ")). "
      + "Numbers, arrays and the spec lie in the results folder."
  }
}
