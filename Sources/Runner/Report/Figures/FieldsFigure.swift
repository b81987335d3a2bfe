import Framework
import LocusPlots

/// Where every denoiser looks at each noise level: its sensitivity fields as small images.
enum FieldsFigure: FigureKind {
  static let subject = "Sensitivity fields"

  private static let mostSteps = 10
  /// Output pixels that get a figure; the files in `arrays/` have all.
  private static let mostPixels = 4

  struct Row {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let step: Int
    let field: SensitivityField
    let samples: Int
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    let fields = try FigureFields(results)
    return try fields.runs.flatMap { run, models in
      let pixels = models[0].fields.shape.pixels
      let chosen = Self.evenly(mostPixels, of: pixels.count)
      return try chosen.map { pixel in
        try figure(results, run, models, pixel, isOnly: pixels.count == 1)
      }
    }
  }

  /// Positions spread evenly over a list, the ends among them.
  static func evenly(_ most: Int, of count: Int) -> [Int] {
    guard count > most, most > 1 else { return Array(0..<count) }
    return (0..<most).map { ($0 * (count - 1) + (most - 1) / 2) / (most - 1) }
  }

  private static func figure(
    _ results: Results, _ run: ResultIndex.Run, _ models: [FigureFields.Entry], _ pixel: Int,
    isOnly: Bool
  ) throws -> ReportFigure {
    let noise = try NoiseAxis(run)
    let steps = evenly(mostSteps, of: run.levels.count)
    let rows = models.flatMap { entry in
      steps.map { step in
        Row(
          run: run, model: entry.model, step: step,
          field: entry.fields.field(step: step, pixel: pixel), samples: entry.fields.samples)
      }
    }
    let grid = ImageGrid(
      columnTitle: noise.axis.label, columns: steps.map { NumberLabel.text(noise.values[$0]) },
      rows: models.map { entry in
        ImageGrid.Row(
          entry.model.label,
          rows.filter { $0.model.label == entry.model.label }.map {
            HeatMap(width: $0.field.width, height: $0.field.height, values: $0.field.values)
          })
      }, scaleLabel: "largest value of each image")
    let (words, place) = (
      FigureWords(results: results, run: run), models[0].fields.shape.pixels[pixel]
    )
    let counts = FigureWords.count(models.map(\.fields.samples))
    return ReportFigure(
      "fields" + words.suffix + (isOnly ? "" : "-y\(place.y)-x\(place.x)"),
      title: "Sensitivity fields of pixel (\(place.y), \(place.x))",
      alt: "A grid of small images: \(models.count) denoisers in rows, \(steps.count) noise levels "
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
      width: .page, .images(grid), columns(noise), rows)
  }

  /// Which gradients are estimates.
  private static func method(_ models: [FigureFields.Entry]) -> String {
    let differenced = models.filter { !$0.isClosedForm }.map(\.model.label)
    return differenced.isEmpty
      ? " Gradients in closed form."
      : " Gradients of \(FigureWords.list(differenced)) by central differences."
  }

  private static func columns(_ noise: NoiseAxis) -> [Column<Row>] {
    [
      .text("variant", "label of the denoiser") { $0.model.label },
      .integer("step", "position in the run, 0 is the noisiest") { $0.step },
      .number("t", "the schedule's time of the step") { $0.run.levels[$0.step].t },
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

/// The mean fields of a sensitivity experiment, of the variants that have some.
struct FigureFields {
  struct Entry {
    let model: ResultIndex.Model
    let fields: MeanFields
    /// Whether no gradient was differenced.
    let isClosedForm: Bool
  }

  let runs: [(run: ResultIndex.Run, models: [Entry])]

  /// - Throws: ``NoFigure`` for other tasks, and where no sample is finished.
  init(_ results: Results) throws {
    guard results.index.task == SensitivityTask.name else {
      throw NoFigure("made by the task \"\(SensitivityTask.name)\" alone")
    }
    runs = try results.index.shownRuns.compactMap { run in
      let models = try run.variants.compactMap { model -> Entry? in
        let fields = try results.meanFields(run, model)
        guard fields.samples > 0 else { return nil }
        let methods = model.units.compactMap { results.finished($0, of: model) }.flatMap(\.methods)
        return Entry(
          model: model, fields: fields,
          isClosedForm: methods.allSatisfy { $0 == Sensitivity.Method.closedForm.rawValue })
      }
      return models.isEmpty ? nil : (run, models)
    }
    guard !runs.isEmpty else { throw NoFigure("no sample is finished") }
  }
}

extension SensitivityFields {
  /// Which output pixels were looked at.
  var choice: String {
    pixels.count == 1
      ? "output pixel (\(pixels[0].y), \(pixels[0].x))" : "mean over \(pixels.count) output pixels"
  }
}
