import Framework
import LocusPlots

/// Seconds of an estimate against the number of training images.
///
/// Like `timing.csv` it differs from run to run.
enum CostFigure: FigureKind {
  static let subject = "Time against the number of training images"

  struct Row {
    let curve: String
    let point: Sweep.Point
    /// Estimates that were timed.
    let estimates: Int
    let seconds: Double
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    let sizes = try TrainingSizes(results)
    let rows = sizes.curves.flatMap { curve in
      curve.points.compactMap { point -> Row? in
        let records = point.model.units.compactMap { results.finished($0, of: point.model) }
        let estimates = records.reduce(0) { $0 + $1.samples.count * $1.denoiseSeconds.count }
        let seconds = records.flatMap(\.busySeconds).reduce(0, +)
        guard estimates > 0, seconds > 0 else { return nil }
        return Row(
          curve: curve.name, point: point, estimates: estimates,
          seconds: seconds / Double(estimates))
      }
    }
    guard !rows.isEmpty else { throw NoFigure("no unit is timed") }
    var fits: [String] = []
    let series = sizes.curves.map { curve in
      let rows = rows.filter { $0.curve == curve.name }
      if let law = PowerLaw(rows.map { ($0.point.value, $0.seconds) }), law.points > 2 {
        fits.append("\(curve.name) \(law.text)")
      }
      return Series(
        curve.name, sizes.style(curve), rows.map { Series.Value($0.point.value, $0.seconds) })
    }
    let panel = Panel(x: sizes.axis, y: Axis("seconds per estimate", .log), series: series)
    return [
      ReportFigure(
        "cost", title: "Time against the number of training images",
        alt: "Curves of seconds per estimate against the number of training images, "
          + "\(sizes.range), for \(FigureWords.number(sizes.curves.count, "method")).",
        caption: "Processor seconds of one estimate of x₀, all threads together, against the "
          + "number of training images, mean over the samples and noise levels of each run, "
          + "without the fit."
          + (fits.isEmpty
            ? ""
            : " Fitted exponents ± standard error: \(fits.joined(separator: ", "))."),
        width: .column, .panels([panel], perRow: 1), columns, rows)
    ]
  }

  private static let columns: [Column<Row>] = [
    .text("variant", "label of the denoiser") { $0.curve },
    .text("run", "the sweeps that led to the run") { $0.point.run.name },
    .integer("training_images", "images that the denoiser is fitted to") {
      $0.point.model.trainingImages
    },
    .integer("estimates", "estimates that were timed") { $0.estimates },
    .number("seconds", "mean processor seconds of an estimate") { $0.seconds },
  ]
}
