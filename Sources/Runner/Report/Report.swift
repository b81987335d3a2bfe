import Foundation
import Framework

/// What goes into a paper from the results of one experiment or several: tables, figures, pictures and
/// a page that shows them.
struct Report {
  /// Runs whose pictures are made.
  private static let mostPictured = 12

  let folders: [Results]
  let sources: [Source]
  let runs: [ReportedRun]
  /// How tables and figures read several runs as one; nil where each stands for itself.
  let join: ResultsJoin?
  /// The runs that tables are made of: `runs`, or what they are joined to.
  let compared: [ReportedRun]
  let tables: [ReportTable]
  let figures: [ReportFigure]
  let pictures: [ReportPicture]
  /// Kinds of figures that these results cannot have, and why.
  let figuresLeftOut: [String]
  /// What is left out although it should be there.
  let remarks: [String]

  /// - Parameter spread: which numbers describe a metric in the table of comparison.
  /// - Throws: ``RunError`` where the results cannot be joined.
  init(
    _ folders: [Results], catalogue: Catalogue, spread: ComparisonReport.Spread = .std,
    join: ResultsJoin? = nil
  ) throws {
    self.folders = folders
    self.join = join
    sources = folders.map(Source.init)
    runs = ReportedRun.all(of: folders)
    let results = try join.map { [try $0.joined(folders)] } ?? folders
    compared = join == nil ? runs : ReportedRun.all(of: results)
    tables =
      ComparisonReport(spread: spread).tables(compared)
      + PValueReport.tables(compared) + SweepReport(runs: compared).tables
      + RuntimeReport.tables(compared, catalogue)
    var remarks: [String] = []
    let drawn = ReportFigures.all(of: results)
    figures = drawn.figures
    figuresLeftOut = drawn.leftOut
    var pictures: [ReportPicture] = []
    for (number, run) in runs.enumerated() {
      let images = RunImages(
        run.results, run.run, samples: SamplePictures.samples, withNoisy: true)
      remarks += images.remarks
      guard images.isAnything else { continue }
      guard number < Self.mostPictured else {
        remarks.append("pictures are made of the first \(Self.mostPictured) runs")
        break
      }
      pictures +=
        SamplePictures(
          images: images,
          neighbours: KeptNeighbours.rows(
            of: run.run, run.results, samples: images.samples.count),
          folder: runs.count > 1 ? "run\(number)/" : ""
        ).pictures
    }
    self.pictures = pictures
    self.remarks = remarks
  }

  /// Whether there is anything to show.
  var isEmpty: Bool { tables.isEmpty && figures.isEmpty && pictures.isEmpty }

  var name: String { folders.map(\.index.experiment).joined(separator: ", ") }
}
