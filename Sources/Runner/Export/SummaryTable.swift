import Framework

extension ResultTables {
  /// Mean, spread and confidence interval over samples, for each run, variant, step and metric.
  func summary() -> CSVTable {
    var table = CSVTable(
      columns: ["experiment", "dataset", "variant", "denoiser"] + parameterColumns + [
        "step", "mode", "metric", "direction", "n", "n_failed", "mean", "std", "sem", "median",
        "ci_low", "ci_high", "ci_level", "ci_method",
      ])
    for run in index.runs {
      for model in run.variants {
        let failed = failures(of: model).reduce(0) { $0 + $1.unit.samples.count }
        for step in run.levels.indices {
          for metric in run.metrics {
            let values = values(model, metric: metric.name, step: step).map(\.value)
            guard !values.isEmpty || failed > 0 else { continue }
            let summary = SampleSummary(values)
            table.append(
              row: [
                .text(index.experiment), .text(run.dataset), .text(model.label),
                .text(model.denoiser),
              ] + parameterFields(run, model) + [
                .integer(step), .text(run.mode), .text(metric.name),
                .text(metric.higherIsBetter ? "higher_is_better" : "lower_is_better"),
                .integer(values.count), .integer(failed), .number(summary.mean),
                .number(summary.standardDeviation), .number(summary.standardError),
                .number(summary.median), .number(summary.confidenceInterval.low),
                .number(summary.confidenceInterval.high), .number(summary.confidenceInterval.level),
                .text(summary.intervalMethod.rawValue),
              ])
          }
        }
      }
    }
    return table
  }
}
