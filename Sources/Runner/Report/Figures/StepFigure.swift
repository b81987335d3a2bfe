import Framework
import LocusPlots

/// Metrics against the noise level, a curve for each variant.
enum StepFigure: FigureKind {
  static let subject = "Metrics against the noise level"

  /// The mean of a metric of a variant at one step.
  struct Row: StepRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let metric: ResultIndex.Metric
    let step: Int
    let summary: SampleSummary
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    let runs = results.index.shownRuns.filter { !$0.metrics.isEmpty }
    guard !runs.isEmpty else { throw NoFigure("no metric is computed") }
    let figures = try NoiseAxis.curves(runs).compactMap { figure(results, $0) }
    guard !figures.isEmpty else { throw NoFigure("no sample is finished") }
    return figures
  }

  private static func figure(_ results: Results, _ run: ResultIndex.Run) -> ReportFigure? {
    let (noise, styles) = (NoiseAxis(run), VariantStyles(results))
    let rows = run.variants.flatMap { model in
      run.metrics.flatMap { metric in
        run.levels.indices.map { step in
          Row(
            run: run, model: model, metric: metric, step: step,
            summary: SampleSummary(results.values(model, metric.name, step: step).map(\.value)))
        }
      }
    }.filter { $0.summary.count > 0 }
    guard !rows.isEmpty else { return nil }
    let panels = run.metrics.map { metric in
      let rows = rows.filter { $0.metric.name == metric.name }
      let series = run.variants.map { model in
        Series(
          model.shownLabel, styles[model],
          rows.filter { $0.model.label == model.label }.map { row in
            let interval = row.summary.confidenceInterval
            return Series.Value(
              noise.values[row.step], row.summary.mean, low: interval.low, high: interval.high)
          })
      }
      return Panel(x: noise.axis, y: metric.axis(rows.map(\.summary.mean)), series: series)
    }
    let words = FigureWords(results: results, run: run)
    let metrics = FigureWords.list(run.metrics.map(\.symbol))
    let ends = run.metrics.map { metric in
      let last = rows.filter { $0.metric.name == metric.name && $0.step == run.levels.count - 1 }
      return "\(metric.symbol) at \(noise.text(run.levels.count - 1)): "
        + FigureWords.range(last.map { ($0.model.shownLabel, $0.summary.mean) }) + "."
    }
    return ReportFigure(
      "noise" + words.suffix, title: "\(metrics) against the noise level",
      alt: "Curves of \(metrics) against \(noise.axis.label) for "
        + "\(FigureWords.number(run.variants.count, "method")). "
        + ends.joined(separator: " "),
      caption: "\(metrics) \(words.reference) by noise level, \(words.place): mean of "
        + "\(FigureWords.count(rows.map(\.summary.count))) with 95 % t intervals of the mean "
        + "(bands). \(words.design) Noise grows to the right.",
      width: panels.count > 1 ? .page : .column, .panels(panels, perRow: 2),
      columns(noise), rows)
  }

  private static func columns(_ noise: NoiseAxis) -> [Column<Row>] {
    [
      .text("variant", "label of the denoiser") { $0.model.label },
      .text("role", "study or control") { $0.model.role.rawValue },
      .text("metric", "name of the metric") { $0.metric.name },
    ] + Column.level + Column.interval { $0.summary }
  }
}
