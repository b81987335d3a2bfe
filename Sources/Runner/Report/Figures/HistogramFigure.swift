import Foundation
import Framework
import LocusPlots

/// Histograms of r² over the samples of the last step, a panel for each variant.
enum HistogramFigure: FigureKind {
  static let subject = "Histograms of r² per sample"

  /// Fewer samples than this are points, no distribution.
  private static let fewest = 8

  struct Row {
    let model: ResultIndex.Model
    let metric: ResultIndex.Metric
    let bin: Bins.Bin
    let count: Int
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    let runs = results.index.shownRuns.compactMap { run in
      run.metrics.first { $0.name == "r2" }.map { (run, $0) }
    }
    guard !runs.isEmpty else { throw NoFigure("the metric r2 is not computed") }
    let figures = runs.compactMap { run, metric in figure(results, run, metric) }
    guard !figures.isEmpty else { throw NoFigure("there are fewer than \(fewest) samples") }
    return figures
  }

  private static func figure(
    _ results: Results, _ run: ResultIndex.Run, _ metric: ResultIndex.Metric
  ) -> ReportFigure? {
    let last = run.levels.count - 1
    let samples = run.variants.map { model in
      (model, results.values(model, metric.name, step: last).map(\.value).filter(\.isFinite))
    }.filter { $0.1.count >= fewest }
    guard let bins = Bins(samples.flatMap(\.1)) else { return nil }
    let rows = samples.flatMap { model, values in
      bins.bins.map { bin in
        Row(model: model, metric: metric, bin: bin, count: values.count { bin.holds($0) })
      }
    }
    let most = Double(rows.map(\.count).max() ?? 1)
    let styles = VariantStyles(results)
    let panels = samples.map { model, values in
      var style = SeriesStyle(color: PlotColor.series[4])
      if model.role == .control { style.color = styles[model].color }
      return Panel(
        title: model.shownLabel, x: Axis(metric.symbol),
        y: Axis("samples", includes: [most], isWhole: true),
        series: [
          Series(
            nil, style, form: .bars(width: bins.width),
            rows.filter { $0.model.label == model.label }.map {
              Series.Value($0.bin.middle, Double($0.count))
            })
        ],
        rules: [Panel.Rule(Quartiles(values).median, isUpright: true, isDashed: true)], height: 44)
    }
    let words = FigureWords(results: results, run: run)
    let medians = samples.map { ($0.0.shownLabel, Quartiles($0.1).median) }
    return ReportFigure(
      "histogram" + words.suffix, title: "Histograms of \(metric.symbol) per sample",
      alt:
        "Histograms of \(metric.symbol) for \(FigureWords.number(samples.count, "method")). "
        + "Medians "
        + FigureWords.range(medians) + ".",
      caption: "\(metric.symbol) \(words.reference) of every sample at the last of "
        + "\(run.levels.count) steps, \(words.place); \(FigureWords.count(samples.map(\.1.count))) "
        + "for each method, dashed: median. \(words.design)\(bins.remark(metric.symbol))",
      width: .page,
      .panels(panels, perRow: [5, 6].contains(panels.count) ? 3 : min(4, max(2, panels.count))),
      columns, rows)
  }

  private static let columns: [Column<Row>] = [
    .text("variant", "label of the denoiser") { $0.model.label },
    .text("metric", "name of the metric") { $0.metric.name },
    .number("low", "lower end of the bar; -inf where it holds all that lies below") { $0.bin.low },
    .number("high", "upper end of the bar, which belongs to the next one") { $0.bin.high },
    .integer("samples", "samples in the bar") { $0.count },
  ]
}
