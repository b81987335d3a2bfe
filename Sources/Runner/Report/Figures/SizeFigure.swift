import Framework
import LocusPlots

/// Metrics of the last step against the number of training images.
enum SizeFigure: FigureKind {
  static let subject = "Metrics against the number of training images"

  struct Row {
    let curve: String
    let point: Sweep.Point
    let metric: ResultIndex.Metric
    let summary: SampleSummary
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    guard results.index.runs.contains(where: { !$0.metrics.isEmpty }) else {
      throw NoFigure("no metric is computed")
    }
    let sizes = try TrainingSizes(results)
    let rows = sizes.curves.flatMap { curve in
      curve.points.flatMap { point in
        point.run.metrics.map { metric in
          Row(
            curve: curve.name, point: point, metric: metric,
            summary: SampleSummary(
              results.values(point.model, metric.name, step: point.run.levels.count - 1)
                .map(\.value)))
        }
      }
    }.filter { $0.summary.count > 0 }
    guard let run = rows.first?.point.run else { throw NoFigure("no sample is finished") }
    var fits: [String] = []
    let panels = run.metrics.map { metric in
      let rows = rows.filter { $0.metric.name == metric.name }
      let isPositive =
        rows.allSatisfy { $0.summary.mean > 0 } && metric.direction != .higherIsBetter
      let series = sizes.curves.map { curve in
        let rows = rows.filter { $0.curve == curve.name }
        let law = PowerLaw(rows.map { ($0.point.value, $0.summary.mean) })
        if isPositive, let law, law.points > 2 {
          fits.append("\(metric.symbol) of \(curve.name) \(law.text)")
        }
        return Series(
          curve.name, sizes.style(curve),
          rows.map { row in
            let interval = row.summary.confidenceInterval
            return Series.Value(
              row.point.value, row.summary.mean, low: interval.low, high: interval.high)
          })
      }
      let axis = isPositive ? Axis(metric.symbol, .log) : metric.axis(rows.map(\.summary.mean))
      return Panel(x: sizes.axis, y: axis, series: series)
    }
    let words = FigureWords(results: results, run: run)
    let metrics = FigureWords.list(run.metrics.map(\.symbol))
    return [
      ReportFigure(
        "size", title: "\(metrics) against the number of training images",
        alt: "Curves of \(metrics) against the number of training images, "
          + "\(sizes.range), for \(FigureWords.number(sizes.curves.count, "method"))."
          + (fits.isEmpty ? "" : " Fitted exponents: \(fits.joined(separator: ", "))."),
        caption: "\(metrics) \(words.reference) at the last of \(run.levels.count) steps against "
          + "the number of training images, \(run.dataset): mean of "
          + "\(FigureWords.count(rows.map(\.summary.count))) with 95 % t intervals of the mean "
          + "(bands). \(words.design)"
          + (fits.isEmpty
            ? ""
            : " Exponents of power laws, fitted to the means by least squares of the logarithms, "
              + "± standard error: \(fits.joined(separator: ", "))."),
        width: panels.count > 1 ? .page : .column, .panels(panels, perRow: 2), columns, rows)
    ]
  }

  private static let columns: [Column<Row>] =
    [
      .text("variant", "label of the denoiser") { $0.curve },
      .text("run", "the sweeps that led to the run") { $0.point.run.name },
      .integer("training_images", "images that the denoiser is fitted to") {
        $0.point.model.trainingImages
      },
      .text("metric", "name of the metric") { $0.metric.name },
    ] + Column.interval(", last step") { $0.summary }
}

/// Variants by the number of images that they are fitted to, in runs that differ in nothing else.
struct TrainingSizes {
  let curves: [Sweep.Curve]
  let axis: Axis
  private let styles: VariantStyles

  /// - Throws: ``NoFigure`` where no variant is fitted to three numbers of images.
  init(_ results: Results) throws {
    styles = VariantStyles(results)
    let sweeps = Sweep.all(in: results.index).filter { $0.run == nil }
    curves = sweeps.flatMap(\.curves).map { curve in
      Sweep.Curve(
        name: curve.name,
        points: curve.points.map {
          Sweep.Point(value: Double($0.model.trainingImages), run: $0.run, model: $0.model)
        })
    }.filter { curve in
      Set(curve.points.map(\.value)).count > 2
        && Set(curve.points.map(\.value)).count == curve.points.count
    }
    let values = Set(curves.flatMap(\.points).map(\.value)).sorted()
    axis = Axis("training images n", .log, marked: values.count < 8 ? values : [])
    guard !curves.isEmpty else {
      throw NoFigure("no sweep over runs gives a denoiser three numbers of training images")
    }
  }

  func style(_ curve: Sweep.Curve) -> SeriesStyle { styles[curve.points[0].model] }

  /// `from 250 to 4000`.
  var range: String {
    let values = curves.flatMap(\.points).map(\.model.trainingImages)
    return "from \(values.min() ?? 0) to \(values.max() ?? 0)"
  }
}
