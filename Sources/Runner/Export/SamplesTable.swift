import Framework

extension ResultTables {
  /// Version of the CSV columns.
  static let schemaVersion = 1

  /// Tidy: one row for each run, variant, sample, step and metric; a failed unit has one row for
  /// each of its samples.
  func samples() -> CSVTable {
    var table = CSVTable(
      columns: [
        "schema_version", "experiment", "unit_id", "dataset", "dataset_sha256", "variant",
        "denoiser", "reference", "seed", "sample", "step", "t", "signal", "noise", "mode",
        "metric", "value", "status", "error",
      ] + parameterColumns)
    for run in index.runs {
      for model in run.variants {
        let parameters = parameterFields(run, model)
        for unit in model.units {
          guard let record = records[unit.id] else { continue }
          let head: [CSVValue] = [
            .integer(Self.schemaVersion), .text(index.experiment), .text(unit.id),
            .text(run.dataset), .text(run.datasetHash), .text(model.label), .text(model.denoiser),
            run.reference.map(CSVValue.text) ?? .missing, .integer(run.seed),
          ]
          if let error = record.error {
            for sample in unit.samples {
              let row: [CSVValue] =
                [.integer(sample), .missing, .missing, .missing, .missing, .text(run.mode)]
                + [.missing, .missing, .text("failed"), .text(error)]
              table.append(row: head + row + parameters)
            }
            continue
          }
          for (position, sample) in unit.samples.enumerated() {
            for (step, level) in run.levels.enumerated() {
              for metric in run.metrics {
                guard let values = record.values[metric.name], values.indices.contains(step) else {
                  continue
                }
                let row: [CSVValue] = [
                  .integer(sample), .integer(step), .number(level.t), .number(level.signal),
                  .number(level.noise), .text(run.mode), .text(metric.name),
                  .number(values[step][position]), .text("ok"), .missing,
                ]
                table.append(row: head + row + parameters)
              }
            }
          }
        }
      }
    }
    return table
  }
}
