import Framework
import LocusPlots

/// Metrics of the last step against a swept number.
enum SweepFigure: FigureKind {
  static let subject = "Metrics against a swept value"

  /// Numbers of which `SizeFigure` shows what they do.
  private static let sizes = ["dataset.images", "dataset.limit"]

  struct Row {
    let key: String
    let curve: String
    let point: Sweep.Point
    let metric: ResultIndex.Metric
    let summary: SampleSummary
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    let index = results.index
    guard index.runs.contains(where: { !$0.metrics.isEmpty }) else {
      throw NoFigure("no metric is computed")
    }
    let sweeps = Sweep.all(in: index).filter { !sizes.contains($0.key) }
    guard !sweeps.isEmpty else { throw NoFigure("no number is swept over three values or more") }
    let figures = sweeps.compactMap { figure(results, $0) }
    guard !figures.isEmpty else { throw NoFigure("no sample is finished") }
    return figures
  }

  private static func figure(_ results: Results, _ sweep: Sweep) -> ReportFigure? {
    let run = sweep.curves[0].points[0].run
    let rows = sweep.curves.flatMap { curve in
      curve.points.flatMap { point in
        point.run.metrics.map { metric in
          Row(
            key: sweep.key, curve: curve.name, point: point, metric: metric,
            summary: SampleSummary(
              results.values(point.model, metric.name, step: point.run.levels.count - 1)
                .map(\.value)))
        }
      }
    }.filter { $0.summary.count > 0 }
    guard !rows.isEmpty else { return nil }
    let axis = SweptAxis(sweep.key, rows.map(\.point.value))
    let panels = run.metrics.map { metric in
      let rows = rows.filter { $0.metric.name == metric.name }
      let series = sweep.curves.enumerated().map { number, curve in
        Series(
          curve.name, .number(number),
          rows.filter { $0.curve == curve.name }.map { row in
            let interval = row.summary.confidenceInterval
            return Series.Value(
              axis.place(row.point.value), row.summary.mean, low: interval.low,
              high: interval.high)
          })
      }
      return Panel(x: axis.axis, y: metric.axis(rows.map(\.summary.mean)), series: series)
    }
    let words = FigureWords(results: results, run: run)
    let metrics = FigureWords.list(run.metrics.map(\.symbol))
    let place = sweep.run == nil ? run.dataset : words.place
    let name = sweep.key.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
    let best = sweep.curves.map { curve in
      "\(curve.name): "
        + FigureWords.range(
          rows.filter { $0.curve == curve.name && $0.metric.name == run.metrics[0].name }
            .map { ("\(sweep.key) \(NumberLabel.text($0.point.value))", $0.summary.mean) })
    }
    return ReportFigure(
      "sweep-\(name)" + (sweep.run == nil ? "" : words.suffix),
      title: "\(metrics) against \(sweep.key)",
      alt: "Curves of \(metrics) against \(sweep.key) for "
        + "\(FigureWords.number(sweep.curves.count, "method")). "
        + "\(run.metrics[0].symbol) runs, by method, "
        + best.joined(separator: "; ") + ".",
      caption: "\(metrics) \(words.reference) at the last of \(run.levels.count) steps against "
        + "\(sweep.key), \(place): mean of \(FigureWords.count(rows.map(\.summary.count))) with "
        + "95 % t intervals of the mean (bands). \(words.design)\(axis.remark)",
      width: panels.count > 1 ? .page : .column, .panels(panels, perRow: 2), columns, rows)
  }

  private static let columns: [Column<Row>] =
    [
      .text("method", "denoisers that differ in the swept number alone") { $0.curve },
      .text("variant", "label of the denoiser") { $0.point.model.label },
      .text("run", "the sweeps that led to the run") { $0.point.run.name },
      .text("parameter", "what is swept") { $0.key },
      .number("value", "its value") { $0.point.value },
      .text("metric", "name of the metric") { $0.metric.name },
    ] + Column.interval(", last step") { $0.summary }
}

/// The axis of a swept number: linear, logarithmic, or evenly spaced values where a logarithm would
/// lose the 0 of many sweeps.
struct SweptAxis {
  let axis: Axis
  private let categories: [Double]?
  /// What a caption says of it.
  let remark: String

  init(_ name: String, _ values: [Double]) {
    let sorted = Set(values).sorted()
    let positive = sorted.filter { $0 > 0 }
    let isWide = (positive.last ?? 1) > 20 * (positive.first ?? 1)
    if isWide, positive.count < sorted.count {
      categories = sorted
      axis = Axis(name, .categories(sorted.map { NumberLabel.text($0, digits: 6) }))
      remark = " Values of \(name) are evenly spaced."
    } else {
      categories = nil
      axis = Axis(name, isWide ? .log : .linear, marked: sorted.count < 8 ? sorted : [])
      remark = ""
    }
  }

  /// Where a value lies on the axis.
  func place(_ value: Double) -> Double {
    categories.flatMap { $0.firstIndex(of: value) }.map(Double.init) ?? value
  }
}
