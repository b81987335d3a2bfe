import Foundation
import Framework

/// A variant's sensitivity fields, averaged over the finished samples.
struct MeanFields {
  /// Samples that were averaged.
  let samples: Int
  /// [step, pixel, h, w]; empty if no unit is finished.
  let values: [Double]
  let shape: ResultIndex.Fields

  /// The field of one step and of the pixel at a position of the list.
  func field(step: Int, pixel: Int) -> SensitivityField {
    let area = shape.height * shape.width
    let start = (step * shape.pixels.count + pixel) * area
    return SensitivityField(
      height: shape.height, width: shape.width, pixel: shape.pixels[pixel],
      values: Array(values[start..<start + area]))
  }
}

extension ResultTables {
  /// Whether the experiment's results are sensitivity fields.
  var holdsFields: Bool { index.runs.contains { $0.fields != nil } }

  /// The mean over samples in their order; nil for other tasks.
  func meanFields(_ run: ResultIndex.Run, _ model: ResultIndex.Model) -> MeanFields? {
    guard let shape = run.fields else { return nil }
    let sizes = [run.levels.count, shape.pixels.count, shape.height, shape.width]
    var sums: [Double] = []
    var samples = 0
    for unit in finished(model) {
      guard let fields = folder.loadFields(unit.id, samples: unit.samples.count, shape: sizes)
      else { continue }
      for field in fields {
        if sums.isEmpty { sums = [Double](repeating: 0, count: field.count) }
        for index in field.indices { sums[index] += Double(field[index]) }
        samples += 1
      }
    }
    for index in sums.indices { sums[index] /= Double(samples) }
    return MeanFields(samples: samples, values: sums, shape: shape)
  }

  private func finished(_ model: ResultIndex.Model) -> [Unit] {
    model.units.filter { unit in records[unit.id].map { $0.error == nil } ?? false }
  }

  /// `sensitivity.csv`: a row for each run, variant, step and pixel; then one for each failed unit.
  func sensitivity() -> CSVTable {
    var table = CSVTable(
      columns: ["experiment", "run", "dataset", "variant", "denoiser"] + parameterColumns + [
        "step", "t", "signal", "noise", "y", "x", "samples", "method", "gradient_error",
        "difference_step", "total", "side_50", "side_75", "side_95", "status", "error",
      ])
    for run in index.runs {
      for model in run.variants {
        guard let fields = meanFields(run, model) else { continue }
        let head: [CSVValue] =
          [
            .text(index.experiment), .text(run.name), .text(run.dataset), .text(model.label),
            .text(model.denoiser),
          ] + parameterFields(run, model)
        if fields.samples > 0 {
          for row in rows(run, model, fields) { table.append(row: head + row) }
        }
        for failure in failures(of: model) {
          let gaps = [CSVValue](repeating: .missing, count: 6)
          let count = failure.unit.samples.count
          table.append(
            row: head + gaps + [.integer(count)] + gaps + [
              .missing, .text("failed"), .text(failure.error),
            ])
        }
      }
    }
    return table
  }

  private func rows(
    _ run: ResultIndex.Run, _ model: ResultIndex.Model, _ fields: MeanFields
  ) -> [[CSVValue]] {
    let units = finished(model).compactMap { records[$0.id] }
    func known(_ key: String, _ step: Int) -> [Double] {
      units.flatMap { record -> [Double] in
        guard let steps = record.values[key], steps.indices.contains(step) else { return [] }
        return steps[step].filter { !$0.isNaN }
      }
    }
    return run.levels.indices.flatMap { step -> [[CSVValue]] in
      let level = run.levels[step]
      let methods = Set(
        units.compactMap { $0.methods.indices.contains(step) ? $0.methods[step] : nil })
      let error = known(UnitRecord.gradientError, step).max()
      let sizes = known(UnitRecord.differenceStep, step)
      return fields.shape.pixels.enumerated().map { position, pixel in
        let field = fields.field(step: step, pixel: position)
        let sides = [0.5, 0.75, 0.95].map { share -> CSVValue in
          field.side(holding: share).map { .integer($0) } ?? .missing
        }
        return [
          .integer(step), .number(level.t), .number(level.signal), .number(level.noise),
          .integer(pixel.y), .integer(pixel.x), .integer(fields.samples),
          .text(methods.sorted().joined(separator: ", ")), error.map(CSVValue.number) ?? .missing,
          sizes.isEmpty ? .missing : .number(sizes.reduce(0, +) / Double(sizes.count)),
          .number(field.total),
        ] + sides + [.text("ok"), .missing]
      }
    }
  }
}

/// The table that a run prints: how far each denoiser looks at each step.
struct SensitivitySummary {
  let tables: ResultTables

  var lines: [String] { tables.index.runs.flatMap(lines) }

  private func lines(_ run: ResultIndex.Run) -> [String] {
    guard let shape = run.fields else { return [] }
    var table = TextTable(
      header: ["denoiser"] + run.levels.map { CSVValue.number(Self.rounded($0.t)).field } + ["n"])
    var notes: [String] = []
    for model in run.variants {
      guard let fields = tables.meanFields(run, model) else { continue }
      let sides = run.levels.indices.map { step -> String in
        guard fields.samples > 0 else { return "–" }
        let sides = shape.pixels.indices.compactMap {
          fields.field(step: step, pixel: $0).side(holding: 0.95)
        }
        guard !sides.isEmpty else { return "–" }
        let mean = Double(sides.reduce(0, +)) / Double(sides.count)
        return sides.count == 1 ? "\(sides[0])" : String(format: "%.1f", mean)
      }
      table.rows.append(
        ([model.label] + sides + ["\(fields.samples)"]).map { TextTable.Cell($0) })
      let records = model.units.compactMap { tables.records[$0.id] }
      let errors = records.flatMap { $0.values[UnitRecord.gradientError] ?? [] }.flatMap { $0 }
        .filter { !$0.isNaN }
      if let worst = errors.max() {
        notes.append(
          "\(model.label): central differences, estimated error up to "
            + String(format: "%.2g", 100 * worst) + " % of the largest element.")
      }
    }
    if notes.count < run.variants.count {
      notes.append(notes.isEmpty ? "Gradients in closed form." : "Others: closed form.")
    }
    let place = run.name.isEmpty ? "" : " [\(run.name)]"
    let pixels =
      shape.pixels.count == 1
      ? "pixel (\(shape.pixels[0].y), \(shape.pixels[0].x))"
      : "mean over \(shape.pixels.count) pixels"
    return [
      "\(tables.index.experiment)\(place): \(run.dataset), \(run.mode), side of the square window that "
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
