import Framework

extension Results {
  /// A metric of a variant at one step, over samples.
  private struct SummaryRow: ModelRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let step: Int
    let metric: ResultIndex.Metric
    let values: VariantValues

    var level: ResultIndex.Level { run.levels[step] }
    var summary: SampleSummary { values.summary }
  }

  /// Mean, spread and confidence interval over samples, for each run, variant, step and metric.
  public func summary() -> ResultTable {
    let experiment = index.experiment
    let heads: [Column<SummaryRow>] = [
      .text("experiment", "name of the spec") { _ in experiment },
      .text("dataset", "data set of the run") { $0.run.dataset },
      .text("variant", "label of the denoiser under study") { $0.model.label },
      .text("denoiser", "name of the plugin") { $0.model.denoiser },
    ]
    let columns: [Column<SummaryRow>] = [
      .integer("step", "position in the run, 0 is the noisiest") { $0.step },
      .text("mode", "how candidate and reference are brought together, as in samples.csv") {
        $0.run.mode
      },
      .text("metric", "name of the metric") { $0.metric.name },
      .text(
        "direction", "higher_is_better or lower_is_better; none for a metric that only describes"
      ) { $0.metric.direction.rawValue },
      .integer("n", "samples in the row") { $0.summary.count },
      .integer("n_failed", "samples of failed units") { $0.values.failed },
      .number("mean", "mean over samples") { $0.summary.mean },
      .number("std", "standard deviation over samples, ddof 1") { $0.summary.standardDeviation },
      .number("sem", "standard error of the mean") { $0.summary.standardError },
      .number("median", "median over samples") { $0.summary.median },
      .number("ci_low", "lower end of the mean's confidence interval") {
        $0.summary.confidenceInterval.low
      },
      .number("ci_high", "upper end of the mean's confidence interval") {
        $0.summary.confidenceInterval.high
      },
      .number("ci_level", "level of the interval") { $0.summary.confidenceInterval.level },
      .text("ci_method", "t: Student's t on n - 1") { $0.summary.intervalMethod.rawValue },
      .number("t", "the schedule's time of the step") { $0.level.t },
      .number("signal", "a in x_t = a x_0 + s e") { $0.level.signal },
      .number("noise", "s in x_t = a x_0 + s e") { $0.level.noise },
      .number("q1", "lower quartile over samples") { $0.summary.quartiles.lower },
      .number("q3", "upper quartile over samples") { $0.summary.quartiles.upper },
      .text("role", "study, or control for a yardstick that is neither tested nor marked as best") {
        $0.model.role.rawValue
      },
      .integer("n_missing", "samples of units without a record that can be used") {
        $0.values.missing
      },
      .text("note", "what to keep in mind about this row, and why a cell is empty") {
        $0.values.notes.joined(separator: "; ")
      },
    ]
    return ResultTable("summary", heads + parameterColumns() + columns, summaryRows)
  }

  private var summaryRows: [SummaryRow] {
    index.runs.flatMap { run in
      run.variants.flatMap { model in
        run.levels.indices.flatMap { step in
          run.metrics.compactMap { metric in
            let values = VariantValues(self, model, metric, step: step)
            guard values.isAnything else { return nil }
            return SummaryRow(run: run, model: model, step: step, metric: metric, values: values)
          }
        }
      }
    }
  }
}
