import Framework

/// The table of a paper: every denoiser's metrics at the last step, run beside run.
struct ComparisonReport {
  /// Which numbers describe a metric.
  enum Spread: String, CaseIterable {
    /// mean ± standard deviation
    case std
    /// mean with its confidence interval
    case ci
    /// median with quartiles
    case quartiles
  }

  let spread: Spread

  /// The tables that the runs fill, none without metrics.
  func tables(_ runs: [ReportedRun]) -> [ReportTable] {
    let runs = runs.filter { !$0.run.metrics.isEmpty && !$0.run.variants.isEmpty }
    return runs.parts.map { table($0.runs, name: "comparison" + $0.suffix) }
  }

  private func table(_ runs: [ReportedRun], name: String) -> ReportTable {
    let columns = runs.flatMap { run in
      run.run.metrics.enumerated().flatMap { number, metric in
        // Beside other runs there is room for one number of each further metric.
        self.columns(
          run, metric, isAlone: runs.count == 1, isNarrow: runs.count > 1 && number > 0)
      }
    }
    let labels = runs.flatMap(\.run.variants).map(\.label).distinct
    func isControl(_ label: String) -> Bool {
      runs.allSatisfy { $0.variant(label)?.role ?? .control == .control }
    }
    func row(_ label: String) -> [ReportTable.Cell] {
      [ReportTable.Cell(ReportWords.label(label), [.text(label)])] + columns.map { $0.cell(label) }
    }
    let means = columns.filter { $0.statistic == .mean }.map(\.comparison)
    let medians = columns.filter { $0.statistic == .median }.map(\.comparison)
    let controls = labels.filter(isControl)
    return ReportTable(
      name: name, title: title(runs), caption: caption(runs, controls: controls),
      marks: BestComparison.rule(means, of: "column", medians: medians),
      columns: [ReportTable.Column(heading: "denoiser", fields: ["denoiser"], isText: true)]
        + columns.map(\.column),
      blocks: [labels.filter { !isControl($0) }.map(row), controls.map(row)])
  }

  // MARK: Columns

  /// A column with the numbers that stand in it.
  private struct NumberColumn {
    let column: ReportTable.Column
    let statistic: BestComparison.Statistic
    let comparison: BestComparison
    let text: (SampleSummary) -> String
    let numbers: (SampleSummary) -> [Double]
    let values: MetricValues

    func cell(_ label: String) -> ReportTable.Cell {
      guard let values = values[label], values.isAnything else { return .empty(column) }
      let p = comparison.adjusted[label] ?? .nan
      return ReportTable.Cell(
        text(values.summary), (numbers(values.summary) + [p]).map(CSVValue.number),
        mark: comparison.mark(label))
    }
  }

  private func columns(
    _ run: ReportedRun, _ metric: ResultIndex.Metric, isAlone: Bool, isNarrow: Bool
  ) -> [NumberColumn] {
    let values = run.values(metric)
    let style = NumberStyle(values.entries.map(\.values.summary.mean))
    let name = ReportWords.metric(metric.name)
    // Of one run the metrics are the groups.
    let start = isAlone ? "" : "\(name), "
    func column(
      _ statistic: BestComparison.Statistic, _ heading: String, _ fields: [String],
      _ text: @escaping (SampleSummary) -> String,
      _ numbers: @escaping (SampleSummary) -> [Double]
    ) -> NumberColumn {
      let comparison = BestComparison(
        values, statistic, run.results, run.run, step: run.lastStep)
      let fields = fields + ["\(statistic == .mean ? "mean" : "median")_p_best"]
      return NumberColumn(
        column: ReportTable.Column(
          group: isAlone ? name : run.title, heading: heading,
          fields: fields.map { "\(run.prefix)\(metric.name)_\($0)" }),
        statistic: statistic, comparison: comparison, text: text, numbers: numbers, values: values)
    }
    let median = column(.median, "median", ["median"]) {
      style.text($0.median)
    } _: {
      [$0.median]
    }
    if isNarrow, spread != .quartiles {
      return [
        column(.mean, name, ["mean"]) {
          style.text($0.mean)
        } _: {
          [$0.mean]
        }
      ]
    }
    switch spread {
    case .std:
      let mean = column(.mean, "\(start)mean ± std", ["mean", "std"]) {
        $0.standardDeviation.isNaN
          ? style.text($0.mean) : "\(style.text($0.mean)) ± \(style.text($0.standardDeviation))"
      } _: {
        [$0.mean, $0.standardDeviation]
      }
      return [mean, median]
    case .ci:
      let mean = column(.mean, "\(start)mean [95 % CI]", ["mean", "ci_low", "ci_high"]) {
        let interval = $0.confidenceInterval
        return interval.low.isNaN
          ? style.text($0.mean)
          : "\(style.text($0.mean)) [\(style.text(interval.low)), \(style.text(interval.high))]"
      } _: {
        [$0.mean, $0.confidenceInterval.low, $0.confidenceInterval.high]
      }
      return [mean, median]
    case .quartiles:
      return [
        column(.median, "\(start)median [quartiles]", ["median", "q1", "q3"]) {
          let quartiles = $0.quartiles
          return
            "\(style.text($0.median)) [\(style.text(quartiles.lower)), \(style.text(quartiles.upper))]"
        } _: {
          [$0.median, $0.quartiles.lower, $0.quartiles.upper]
        }
      ]
    }
  }
}
