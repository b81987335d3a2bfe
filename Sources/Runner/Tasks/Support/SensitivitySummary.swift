import Foundation
import Framework

/// The table that a run prints: how far each denoiser looks at each step.
struct SensitivitySummary {
  let results: Results

  var lines: [String] { get throws { try results.index.runs.flatMap(lines) } }

  private func lines(_ run: ResultIndex.Run) throws -> [String] {
    let shape = try SensitivityFields(run.details)
    var table = TextTable(
      header: ["denoiser"] + run.levels.map { CSVValue.number(Self.rounded($0.t)).field } + ["n"])
    var notes: [String] = []
    var (hasZeros, hasGaps) = (false, false)
    for model in run.variants {
      let fields = try results.meanFields(run, model)
      let sides = run.levels.indices.map { step -> String in
        guard fields.samples > 0 else {
          hasGaps = true
          return "–"
        }
        let sides = shape.pixels.indices.compactMap {
          fields.field(step: step, pixel: $0).side(holding: 0.95)
        }
        guard !sides.isEmpty else {
          hasZeros = true
          return "–"
        }
        let mean = Double(sides.reduce(0, +)) / Double(sides.count)
        return sides.count == 1 ? "\(sides[0])" : String(format: "%.1f", mean)
      }
      table.rows.append(
        ([model.label] + sides + ["\(fields.samples)"]).map { TextTable.Cell($0) })
      let records = model.units.compactMap { results.record($0, of: model) }
      let errors = records.flatMap { $0.values[SensitivityTask.gradientError] ?? [] }.flatMap { $0 }
        .filter { !$0.isNaN }
      if let worst = errors.max() {
        notes.append(
          "\(model.label): central differences, estimated error up to "
            + String(format: "%.2g", 100 * worst) + " % of the largest element.")
      }
    }
    let different = notes.count
    if hasZeros { notes.append("–: the answer does not depend on the input, so there is no side.") }
    if hasGaps { notes.append("–, n = 0: no sample is finished.") }
    if different < run.variants.count {
      notes.append(different == 0 ? "Gradients in closed form." : "Others: closed form.")
    }
    let place = run.name.isEmpty ? "" : " [\(run.name)]"
    let pixels =
      shape.pixels.count == 1
      ? "pixel (\(shape.pixels[0].y), \(shape.pixels[0].x))"
      : "mean over \(shape.pixels.count) pixels"
    return [
      "\(results.index.experiment)\(place): \(run.dataset), \(run.mode), side of the square window that "
        + "holds 95 % of the sensitivity by t; \(pixels)",
      "",
    ] + table.lines + [""] + notes + [""]
  }

  /// Times of σ-schedules have many digits.
  private static func rounded(_ t: Double) -> Double {
    guard t != 0, t.isFinite else { return t }
    let scale = pow(10, 2 - floor(log10(abs(t))))
    return abs(t) >= 100 ? t.rounded() : (t * scale).rounded() / scale
  }
}
