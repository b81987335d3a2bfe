import Framework
import LocusPlots

/// Parameters with a value for each step (`scales`, `patch_sizes`, `thresholds`, …) against the noise
/// level, a curve for each variant: what a calibration found.
enum ParameterFigure: FigureKind {
  static let subject = "Parameters against the noise level"

  struct Row: StepRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let key: String
    let step: Int
    let value: Double
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    var seen: [[Double]] = []
    let figures = try NoiseAxis.curves(results.index.shownRuns).flatMap { run in
      keys(run).compactMap { key -> ReportFigure? in
        let rows = rows(run, key)
        // Runs of a sweep mostly share their values.
        let content = rows.map(\.value) + NoiseAxis(run).values
        guard !seen.contains(content) else { return nil }
        seen.append(content)
        return figure(results, run, key, rows)
      }
    }
    guard !figures.isEmpty else { throw NoFigure("no parameter has a value for each step") }
    return figures
  }

  /// Parameters that differ from step to step in any variant.
  private static func keys(_ run: ResultIndex.Run) -> [String] {
    run.variants.flatMap { $0.parameters.map(\.key) }.distinct.filter { key in
      run.variants.contains { Set(values($0, key, run) ?? []).count > 1 }
    }
  }

  private static func values(
    _ model: ResultIndex.Model, _ key: String, _ run: ResultIndex.Run
  ) -> [Double]? {
    guard let list = model.parameters.first(where: { $0.key == key })?.value.array,
      list.count == run.levels.count
    else { return nil }
    let values = list.compactMap(\.double)
    return values.count == list.count ? values : nil
  }

  private static func rows(_ run: ResultIndex.Run, _ key: String) -> [Row] {
    run.variants.flatMap { model in
      (values(model, key, run) ?? []).enumerated().map {
        Row(run: run, model: model, key: key, step: $0, value: $1)
      }
    }
  }

  private static func figure(
    _ results: Results, _ run: ResultIndex.Run, _ key: String, _ rows: [Row]
  ) -> ReportFigure {
    let (noise, styles) = (NoiseAxis(run), VariantStyles(results))
    let words = FigureWords(results: results, run: run)
    let models = run.variants.filter { model in rows.contains { $0.model.label == model.label } }
    let values = rows.map(\.value)
    let isWhole = values.allSatisfy { $0 == $0.rounded() }
    let panel = Panel(
      x: noise.axis,
      y: values.spanMagnitudes ? Axis(key, .log) : Axis(key, includes: [0], isWhole: isWhole),
      series: models.map { model in
        Series(
          model.shownLabel, styles[model],
          rows.filter { $0.model.label == model.label }.map {
            Series.Value(noise.values[$0.step], $0.value)
          })
      })
    let ends = models.map { model in
      let own = rows.filter { $0.model.label == model.label }.map(\.value)
      return "\(model.shownLabel) \(NumberLabel.text(own[0])) to "
        + NumberLabel.text(own[own.count - 1])
    }
    return ReportFigure(
      "parameter-\(key)" + words.suffix, title: "\(key) against the noise level",
      alt: "Curves of \(key) against \(noise.axis.label), from the noisiest step to the last: "
        + ends.joined(separator: "; ") + ".",
      caption:
        "\(key) at each of the \(run.levels.count) steps, \(words.place). Noise grows to the "
        + "right.",
      width: .column, .panels([panel], perRow: 1), columns, rows)
  }

  private static let columns: [Column<Row>] =
    [
      .text("variant", "label of the denoiser") { $0.model.label },
      .text("parameter", "name of the parameter") { $0.key },
    ] + Column.level + [
      .number("value", "the parameter's value") { $0.value }
    ]
}
