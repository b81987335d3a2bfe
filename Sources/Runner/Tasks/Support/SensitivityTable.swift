import Framework

extension Results {
  /// The mean field of one step and pixel, or a unit that failed.
  private struct SensitivityRow: ModelRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let samples: Int
    var field: SensitivityField?
    var step: Int?
    var method: String?
    var error: Double?
    var differenceStep: Double?
    var failure: String?

    var level: ResultIndex.Level? { step.map { run.levels[$0] } }
  }

  private var sensitivityColumns: [Column<SensitivityRow>] {
    func side(_ name: String, _ meaning: String, _ share: Double) -> Column<SensitivityRow> {
      .integer(name, meaning) { $0.field?.side(holding: share) }
    }
    return [
      .integer("step", "position in the run, 0 is the noisiest") { $0.step },
      .number("t", "the schedule's time of the step") { $0.level?.t },
      .number("signal", "a in x_t = a x_0 + s e") { $0.level?.signal },
      .number("noise", "s in x_t = a x_0 + s e") { $0.level?.noise },
      .integer("y", "row of the output pixel, from 0") { $0.field?.pixel.y },
      .integer("x", "column of the output pixel, from 0") { $0.field?.pixel.x },
      .integer("samples", "noisy images that were averaged") { $0.samples },
      .text("method", "closed form or central differences") { $0.method },
      .number(
        "gradient_error",
        "central differences: estimate of the largest error of a gradient's elements as a fraction "
          + "of the largest element, the worst sample's; empty for closed forms"
      ) { $0.error },
      .number(
        "difference_step",
        "central differences: mean step in data units; empty for closed forms"
      ) { $0.differenceStep },
      .number(
        "total",
        "sum of the field: |gradient| over the channels on both sides and all input pixels, mean "
          + "over samples"
      ) { $0.field?.total },
      side(
        "side_50", "side of the smallest square around the pixel, clipped, with half of the field",
        0.5),
      side("side_75", "the same with 75 %", 0.75),
      side("side_95", "the same with 95 %", 0.95),
      .text("status", "ok or failed") { $0.failure == nil ? "ok" : "failed" },
      .text("error", "why a unit failed") { $0.failure },
    ]
  }

  /// A row for each run, variant, step and pixel; then one for each failed unit.
  func sensitivity() throws -> ResultTable {
    let rows = try index.runs.flatMap { run in
      try run.variants.flatMap { model in
        try sensitivityRows(run, model)
          + failures(of: model).map {
            SensitivityRow(
              run: run, model: model, samples: $0.unit.samples.count, failure: $0.error)
          }
      }
    }
    return ResultTable("sensitivity", subjectColumns() + sensitivityColumns, rows)
  }

  private func sensitivityRows(
    _ run: ResultIndex.Run, _ model: ResultIndex.Model
  ) throws -> [SensitivityRow] {
    let fields = try meanFields(run, model)
    guard fields.samples > 0 else { return [] }
    let units = model.units.compactMap { finished($0, of: model) }
    return run.levels.indices.flatMap { step -> [SensitivityRow] in
      func known(_ key: String) -> [Double] {
        units.flatMap { ($0.values[key]?[step] ?? []).filter { !$0.isNaN } }
      }
      let methods = Set(
        units.compactMap { $0.methods.indices.contains(step) ? $0.methods[step] : nil })
      let sizes = known(SensitivityTask.differenceStep)
      return fields.shape.pixels.indices.map { pixel in
        SensitivityRow(
          run: run, model: model, samples: fields.samples,
          field: fields.field(step: step, pixel: pixel), step: step,
          method: methods.sorted().joined(separator: ", "),
          error: known(SensitivityTask.gradientError).max(),
          differenceStep: sizes.isEmpty ? nil : sizes.reduce(0, +) / Double(sizes.count))
      }
    }
  }
}
