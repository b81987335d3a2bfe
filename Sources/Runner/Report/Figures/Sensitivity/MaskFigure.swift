import Framework
import LocusPlots

/// How many input pixels a denoiser looks at, against the noise level.
///
/// Of a method with masks or windows, the size of the mask of the output pixel. Central differences
/// have rounding errors everywhere, so what they measure has no size.
enum MaskFigure: FigureKind {
  static let subject = "Mask sizes"

  struct Row: StepRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let step: Int
    /// Mean over the output pixels of the input pixels with a gradient.
    let size: Double
    let samples: Int
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    let fields = try FigureFields(results) { entry -> [Row] in
      guard entry.isClosedForm else { return [] }
      return entry.run.levels.indices.map { step in
        let pixels = entry.fields.shape.pixels.indices
        let sizes = pixels.map { pixel in
          entry.fields.field(step: step, pixel: pixel).values.count { $0 != 0 }
        }
        return Row(
          run: entry.run, model: entry.model, step: step,
          size: Double(sizes.reduce(0, +)) / Double(sizes.count), samples: entry.fields.samples)
      }
    }
    let figures = try fields.curves().compactMap { part -> ReportFigure? in
      let (run, models, rows, shape) = (part.run, part.models, part.rows, part.shape)
      let exact = models.filter(\.isClosedForm)
      guard !exact.isEmpty else { return nil }
      let (noise, styles) = (NoiseAxis(run), VariantStyles(results))
      let panel = Panel(
        x: noise.axis, y: Axis("input pixels", includes: [0]),
        series: exact.map { entry in
          Series(
            entry.model.shownLabel, styles[entry.model],
            rows.filter { $0.model.label == entry.model.label }.map {
              Series.Value(noise.values[$0.step], $0.size)
            })
        })
      let words = FigureWords(results: results, run: run)
      let others = models.filter { !$0.isClosedForm }.map(\.model.shownLabel)
      return ReportFigure(
        "masks" + words.suffix, title: "Input pixels that an output pixel depends on",
        alt: "Curves of the number of input pixels with a gradient against \(noise.axis.label) for "
          + "\(FigureWords.number(exact.count, "denoiser")).",
        caption: "Input pixels that an output pixel depends on (gradient not 0) against "
          + "\(noise.axis.label), \(words.place): \(shape.choice), of "
          + "\(shape.height * shape.width). For methods with masks or windows, their size."
          + (others.isEmpty
            ? ""
            : " Without \(FigureWords.list(others)), whose gradients are central differences."),
        width: .column, .panels([panel], perRow: 1), columns, rows)
    }
    guard !figures.isEmpty else { throw NoFigure("no denoiser has gradients in closed form") }
    return figures
  }

  private static let columns: [Column<Row>] =
    [
      .text("variant", "label of the denoiser") { $0.model.label }
    ] + Column.step + [
      .number("input_pixels", "input pixels with a gradient, mean over output pixels") { $0.size },
      .integer("n", "noisy images that were averaged") { $0.samples },
    ]
}
