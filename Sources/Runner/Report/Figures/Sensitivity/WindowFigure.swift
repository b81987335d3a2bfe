import Framework
import LocusPlots

/// The side of the window that holds 50, 75 and 95 % of the sensitivity, against the noise level.
enum WindowFigure: FigureKind {
  static let subject = "Windows that hold the sensitivity"

  private static let shares = [0.5, 0.75, 0.95]

  struct Row: StepRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let step: Int
    let share: Double
    /// Mean over the output pixels; NaN for fields that are 0.
    let side: Double
    let pixels: Int
    let samples: Int
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    try FigureFields(results) { entry in
      shares.flatMap { share in
        entry.run.levels.indices.map { step in
          let sides = entry.fields.shape.pixels.indices.compactMap {
            entry.fields.field(step: step, pixel: $0).side(holding: share)
          }
          return Row(
            run: entry.run, model: entry.model, step: step, share: share,
            side: sides.isEmpty ? .nan : Double(sides.reduce(0, +)) / Double(sides.count),
            pixels: sides.count, samples: entry.fields.samples)
        }
      }
    }.curves().map { figure(results, $0) }
  }

  private static func figure(_ results: Results, _ part: FigureFields<Row>.Run) -> ReportFigure {
    let (run, models, rows, shape) = (part.run, part.models, part.rows, part.shape)
    let (noise, styles) = (NoiseAxis(run), VariantStyles(results))
    let panels = shares.map { share in
      Panel(
        title: "\(NumberLabel.text(100 * share)) %", x: noise.axis,
        y: Axis("side in pixels", includes: [0]),
        series: models.map { entry in
          Series(
            entry.model.shownLabel, styles[entry.model],
            rows.filter {
              $0.share == share && $0.model.label == entry.model.label && !$0.side.isNaN
            }.map { Series.Value(noise.values[$0.step], $0.side) })
        })
    }
    let words = FigureWords(results: results, run: run)
    return ReportFigure(
      "window" + words.suffix, title: "Side of the window that holds the sensitivity",
      alt: "Three panels of curves: the side of the window with 50, 75 and 95 % of the "
        + "sensitivity against \(noise.axis.label) for "
        + "\(FigureWords.number(models.count, "denoiser")).",
      caption: "Side of the smallest square window around the output pixel that holds 50, 75 and "
        + "95 % of the sensitivity, clipped at the borders of the \(shape.height) × "
        + "\(shape.width) images, against \(noise.axis.label), \(words.place): \(shape.choice), "
        + "field averaged over \(FigureWords.count(models.map(\.samples))). \(words.design)"
        + (rows.contains { $0.side.isNaN }
          ? " No point where the answer does not depend on the input." : ""),
      width: .page, .panels(panels, perRow: 3), columns, rows)
  }

  private static let columns: [Column<Row>] =
    [
      .text("variant", "label of the denoiser") { $0.model.label }
    ] + Column.step + [
      .number("share", "share of the field inside") { $0.share },
      .number("side", "side of the window, mean over output pixels; empty for fields that are 0") {
        $0.side
      },
      .integer("pixels", "output pixels with a field") { $0.pixels },
      .integer("n", "noisy images that were averaged") { $0.samples },
    ]
}
