import Framework
import LocusPlots

/// The effective number of images of every denoiser against the noise level.
enum PosteriorFigure: FigureKind {
  static let subject = "Effective number of images"

  private static let effective = PosteriorTask.Measure.effective

  static func figures(of results: Results) throws -> [ReportFigure] {
    guard results.index.task == PosteriorTask.name else {
      throw NoFigure("made by the task \"\(PosteriorTask.name)\" alone")
    }
    let figures = try NoiseAxis.curves(results.index.shownRuns).compactMap { figure(results, $0) }
    guard !figures.isEmpty else { throw NoFigure("no sample is finished") }
    return figures
  }

  private static func figure(_ results: Results, _ run: ResultIndex.Run) -> ReportFigure? {
    let rows = results.posteriorRows(run)
    guard !rows.isEmpty else { return nil }
    let styles = VariantStyles(results)
    // Noise-to-signal ratios are positive whatever the schedule, which times are not.
    func ratio(_ row: PosteriorRow) -> Double { row.level.noise / row.level.signal }
    let series = run.variants.map { model in
      Series(
        model.shownLabel, styles[model],
        rows.filter { $0.model.label == model.label }.map { row in
          Series.Value(
            ratio(row), row.means[effective.names[2]] ?? .nan,
            low: row.means[effective.names[1]] ?? .nan,
            high: row.means[effective.names[3]] ?? .nan)
        })
    }
    let counts = Set(run.variants.map(\.trainingImages)).sorted()
    let panel = Panel(
      x: Axis("noise-to-signal ratio s/a", .log),
      y: Axis("effective number of images", .log, includes: [1] + counts.map(Double.init)),
      series: series, rules: counts.map { Panel.Rule(Double($0), isDashed: true) })
    let words = FigureWords(results: results, run: run)
    let last = rows.filter { $0.step == run.levels.count - 1 }
    let ends = FigureWords.range(
      last.map { ($0.model.shownLabel, $0.means[effective.names[2]] ?? .nan) })
    let images = FigureWords.list(counts.map(String.init))
    return ReportFigure(
      "posterior" + words.suffix, title: "Effective number of images by noise level",
      alt:
        "Curves of the effective number of training images against the noise-to-signal ratio for "
        + "\(FigureWords.number(run.variants.count, "denoiser")); at the least noise \(ends).",
      caption: "Effective number 1/Σw² of what a posterior weighs by noise-to-signal ratio, "
        + "\(words.place): median over the posteriors of an image (one for whole images, one a "
        + "pixel, element or patch for local methods) with their quartiles (bands), mean of "
        + "\(FigureWords.count(rows.map(\.samples))). Dashed: the number of training images, "
        + "\(images), whose logarithm is the largest entropy; windows of any place may exceed it. "
        + words.design,
      width: .column, .panels([panel], perRow: 1), columns, rows)
  }

  private static let columns: [Column<PosteriorRow>] =
    [
      .text("variant", "label of the denoiser") { $0.model.label }
    ] + Column.level + [
      .integer("images", "training images") { $0.model.trainingImages },
      .integer("n", "noisy images that were averaged") { $0.samples },
    ] + effective.names.map { name in .number(name, "see posterior.csv") { $0.means[name] } }
}
