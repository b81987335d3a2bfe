import Framework
import LocusPlots

/// Where every denoiser looks at each noise level: its sensitivity fields as small images.
enum FieldsFigure: FigureKind {
  static let subject = "Sensitivity fields"

  private static let mostSteps = 10
  /// Output pixels that get a figure; the files in `arrays/` have all.
  private static let mostPixels = 4

  struct Row: StepRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let step: Int
    let field: SensitivityField
    let samples: Int
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    try FigureFields(results) { entry -> [Row] in
      let run = entry.run
      return evenly(mostPixels, of: entry.fields.shape.pixels.count).flatMap { pixel in
        evenly(mostSteps, of: run.levels.count).map { step in
          Row(
            run: run, model: entry.model, step: step,
            field: entry.fields.field(step: step, pixel: pixel), samples: entry.fields.samples)
        }
      }
    }.runs.flatMap { run in
      let pixels = run.shape.pixels
      return evenly(mostPixels, of: pixels.count).map {
        figure(results, run, pixels[$0], isOnly: pixels.count == 1)
      }
    }
  }

  /// Positions spread evenly over a list, the ends among them.
  static func evenly(_ most: Int, of count: Int) -> [Int] {
    guard count > most, most > 1 else { return Array(0..<count) }
    return (0..<most).map { ($0 * (count - 1) + (most - 1) / 2) / (most - 1) }
  }

  private static func figure(
    _ results: Results, _ part: FigureFields<Row>.Run, _ place: Pixel, isOnly: Bool
  ) -> ReportFigure {
    let (run, models, noise) = (part.run, part.models, NoiseAxis(part.run))
    let steps = evenly(mostSteps, of: run.levels.count)
    let rows = part.rows.filter { $0.field.pixel == place }
    let grid = ImageGrid(
      columnTitle: noise.axis.label, columns: steps.map { NumberLabel.text(noise.values[$0]) },
      rows: models.map { entry in
        ImageGrid.Row(
          entry.model.shownLabel,
          rows.filter { $0.model.label == entry.model.label }.map {
            HeatMap(width: $0.field.width, height: $0.field.height, values: $0.field.values)
          })
      }, scaleLabel: "largest value of each image")
    let words = FigureWords(results: results, run: run)
    let counts = FigureWords.count(models.map(\.samples))
    return ReportFigure(
      "fields" + words.suffix + (isOnly ? "" : "-y\(place.y)-x\(place.x)"),
      title: "Sensitivity fields of pixel (\(place.y), \(place.x))",
      alt: "A grid of small images: \(FigureWords.number(models.count, "denoiser")) in rows, "
        + "\(FigureWords.number(steps.count, "noise level")) "
        + "in columns, noisiest on the left. Dark pixels are those that the output pixel "
        + "(\(place.y), \(place.x)) depends on most.",
      caption: "Sensitivity of the output pixel (\(place.y), \(place.x)) to every input pixel, "
        + "|gradient| summed over channels, \(words.place): mean over \(counts), each image on "
        + "its own scale. \(words.design)"
        + (steps.count < run.levels.count
          ? " \(steps.count) of \(run.levels.count) noise levels are shown." : "")
        + method(models)
        + (rows.contains { $0.field.total == 0 }
          ? " White: the answer does not depend on the input." : ""),
      width: steps.count > 3 ? .page : .column, .images(grid), columns(noise), rows)
  }

  /// Which gradients are estimates.
  private static func method(_ models: [FigureFields<Row>.Model]) -> String {
    let differenced = models.filter { !$0.isClosedForm }.map(\.model.shownLabel)
    return differenced.isEmpty
      ? " Gradients in closed form."
      : " Gradients of \(FigureWords.list(differenced)) by central differences."
  }

  private static func columns(_ noise: NoiseAxis) -> [Column<Row>] {
    [
      .text("variant", "label of the denoiser") { $0.model.label }
    ] + Column.step + [
      .integer("y", "row of the output pixel") { $0.field.pixel.y },
      .integer("x", "column of the output pixel") { $0.field.pixel.x },
      .integer("n", "noisy images that were averaged") { $0.samples },
      .number("largest", "largest value of the field: the darkest pixel") {
        $0.field.values.max()
      },
      .number("total", "sum of the field") { $0.field.total },
    ]
  }
}
