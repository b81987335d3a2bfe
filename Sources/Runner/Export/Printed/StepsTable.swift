import Framework

/// The printed table of a metric over all steps: the mean over samples, a column for each step.
struct StepsTable {
  private static let columns = 10

  let results: Results
  let run: ResultIndex.Run
  let metric: ResultIndex.Metric

  init(_ results: Results, _ run: ResultIndex.Run, _ metric: ResultIndex.Metric) {
    self.results = results
    self.run = run
    self.metric = metric
  }

  /// Tables of ten steps at most, one below the other.
  var lines: [String] {
    stride(from: 0, to: run.levels.count, by: Self.columns).flatMap { first in
      lines(first..<min(first + Self.columns, run.levels.count))
    }
  }

  private func lines(_ steps: Range<Int>) -> [String] {
    var table = TextTable(header: ["step"] + steps.map { "\($0)" })
    func add(_ name: String, _ cell: (Int) -> String) {
      table.rows.append(([name] + steps.map(cell)).map { TextTable.Cell($0) })
    }
    add("t") { JSON.number(run.levels[$0].t).canonicalText }
    add("noise / signal") { ResultSummary.number(run.levels[$0].noise / run.levels[$0].signal) }
    for model in run.variants {
      add(model.label) { step in
        let values = results.values(model, metric.name, step: step).map(\.value)
        return ResultSummary.number(SampleSummary(values).mean)
      }
    }
    return ["\(metric.name), mean over samples, \(metric.direction.words)"] + table.lines + [""]
  }
}
