import Foundation
import Framework

/// The runtime table: what one estimate of one image costs each denoiser, run by run, and how the
/// cost grows with the number of training images.
struct TimingSummary {
  let results: Results

  /// What a model's finished units took.
  struct Cost {
    /// Seconds that processors were busy for each image and evaluation, the mean over samples and
    /// steps; seconds on the clock for units of earlier versions.
    let estimate: Double
    /// The same of the fit; 0 if another model had done the work before.
    let fit: Double
    let trainingImages: Int
  }

  /// Nil if no unit is finished.
  func cost(_ model: ResultIndex.Model) -> Cost? {
    let units = model.units.compactMap { unit in
      results.finished(unit, of: model).map { (unit, $0) }
    }
    let images = units.reduce(0) { $0 + $1.0.samples.count * $1.1.denoiseSeconds.count }
    guard images > 0 else { return nil }
    let seconds = units.reduce(0) { $0 + $1.1.busySeconds.reduce(0, +) }
    return Cost(
      estimate: seconds / Double(images),
      fit: units.reduce(0) { $0 + ($1.1.processor?.fit ?? $1.1.fitSeconds) },
      trainingImages: model.trainingImages)
  }

  /// The exponent p of seconds ~ nᵖ, by least squares in the logarithms; nil with fewer than two n.
  static func growth(_ costs: [Cost]) -> Double? {
    let points = costs.filter { $0.estimate > 0 }.map {
      (x: log(Double($0.trainingImages)), y: log($0.estimate))
    }
    guard Set(points.map(\.x)).count > 1 else { return nil }
    let count = Double(points.count)
    let (x, y) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
    let covariance = points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
    return covariance / points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
  }

  /// One row for each variant; a column for each run, or the fit beside the only one.
  var lines: [String] {
    let runs = results.index.runs
    guard let first = runs.first, !first.variants.isEmpty else { return [] }
    let isSwept = runs.count > 1
    var table = TextTable(
      header: ["denoiser"] + (isSwept ? runs.map(\.name) : ["seconds per image", "fit"])
        + (isSwept ? ["growth"] : []))
    for model in first.variants {
      let costs = runs.map { run in
        run.variants.first { $0.label == model.label }.flatMap(cost)
      }
      var cells = [model.label] + costs.map { $0.map { Self.seconds($0.estimate) } ?? "–" }
      if isSwept {
        let growth = Self.growth(costs.compactMap { $0 })
        cells.append(growth.map { String(format: "n^%.2f", $0) } ?? "–")
      } else {
        cells.append(costs[0].map { Self.seconds($0.fit) } ?? "–")
      }
      table.rows.append(cells.map { TextTable.Cell($0) })
    }
    return [
      "\(results.index.experiment): processor seconds for one image at one noise level, mean over "
        + "\(first.levels.count) levels", "",
    ] + table.lines + [
      "", remark,
    ]
  }

  private var remark: String {
    let records = results.index.runs.flatMap { run in
      run.models.flatMap { model in model.units.compactMap { results.finished($0, of: model) } }
    }
    return "All threads together, whatever ran beside"
      + (records.allSatisfy { $0.processor != nil }
        ? "; timing.csv has the seconds on the clock too."
        : "; of units that an earlier version computed, seconds on the clock: compute them again "
          + "with --recompute all.")
  }

  private static func seconds(_ value: Double) -> String {
    value == 0 ? "0" : String(format: value < 0.001 ? "%.1e" : "%.3g", value)
  }
}

extension UnitRecord {
  /// By step, the seconds that processors were busy; on the clock where they are not known.
  var busySeconds: [Double] { processor?.denoise ?? denoiseSeconds }
}
