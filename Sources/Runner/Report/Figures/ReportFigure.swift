import Foundation
import Framework
import LocusPlots

/// A figure of a report: the drawing with the words around it, and the numbers that it shows.
struct ReportFigure: Sendable {
  /// Of its files, without an ending; unique in a report.
  let name: String
  let title: String
  /// What is seen, for those who do not see it.
  let alt: String
  /// What stands below it in a paper: what is shown, n, the intervals and the design.
  let caption: String
  let figure: Figure
  /// Laid out once for all of its files and for the page.
  let drawing: Drawing
  /// The numbers of the figure, `<name>.csv`.
  let table: ResultTable

  init<Subject>(
    _ name: String, title: String, alt: String, caption: String, width: Figure.Width,
    _ content: Figure.Content, _ columns: [Column<Subject>], _ subjects: some Sequence<Subject>
  ) {
    (self.name, self.title, self.alt) = (name, title, alt)
    figure = Figure(title: title, description: alt, width: width, content: content)
    drawing = figure.drawing
    self.caption = ([caption] + figure.notes).joined(separator: " ")
    table = ResultTable(name, columns, subjects)
  }

  /// The same figure under another name.
  init(_ other: ReportFigure, name: String) {
    self.name = name
    (title, alt, caption, figure) = (other.title, other.alt, other.caption, other.figure)
    drawing = other.drawing
    table = ResultTable(other.table, name: name)
  }

  /// The files beside each other: `.svg`, `.pdf` and `.csv`.
  ///
  /// - Returns: what was written.
  /// - Throws: ``FileError``.
  func write(to folder: URL) throws -> [URL] {
    try files.map { ending, data in
      let url = folder.appendingPathComponent("\(name).\(ending)")
      try AtomicFile.write(data, to: url)
      return url
    }
  }

  /// The contents of its files, by ending.
  var files: [(ending: String, data: Data)] {
    [
      ("svg", Data(drawing.svg.utf8)), ("pdf", Data(drawing.pdf)),
      ("csv", Data(table.csv.text.utf8)),
    ]
  }
}

/// A kind of figure, made wherever results hold what it shows.
protocol FigureKind: Sendable {
  /// What it shows, as a note about a missing one begins.
  static var subject: String { get }

  /// The figures of this kind, in the order of the runs.
  ///
  /// - Throws: ``NoFigure`` where the results hold nothing to show; errors of damaged files.
  static func figures(of results: Results) throws -> [ReportFigure]
}

/// Why a kind of figure is left out.
struct NoFigure: Error, CustomStringConvertible {
  let description: String

  init(_ reason: String) { description = reason }
}
