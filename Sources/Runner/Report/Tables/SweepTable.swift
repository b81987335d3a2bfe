import Framework

/// The table of one swept key: for each metric a block with a row for each line.
struct SweepTable {
  let key: String
  let lines: [SweepReport.Line]
  /// Whether a row's cells are marked against each other, or a column's.
  let isPerRow: Bool
  /// Whether rows say which run they are of.
  let showsRuns: Bool

  /// A number that describes a metric: its mean, or for the first metric also its median.
  private struct Number {
    let metric: String
    let statistic: BestComparison.Statistic

    var words: String {
      ReportWords.metric(metric) + (statistic == .mean ? "" : " (median)")
    }

    func summary(_ cell: SweepReport.Cell) -> SampleSummary? {
      cell.run.metric(metric).map {
        VariantValues(cell.run.results, cell.model, $0, step: cell.run.lastStep).summary
      }
    }

    func best(_ run: ReportedRun, _ models: [ResultIndex.Model]) -> BestComparison? {
      run.metric(metric).map {
        BestComparison(
          MetricValues(run.results, run.run, $0, step: run.lastStep, of: models), statistic,
          run.results, run.run, step: run.lastStep)
      }
    }
  }

  private var runs: [ReportedRun] {
    lines.flatMap { $0.cells.map(\.run) }.reduce(into: []) { found, run in
      if !found.contains(where: { $0.title == run.title }) { found.append(run) }
    }
  }

  private var numbers: [Number] {
    runs.flatMap(\.run.metrics).map(\.name).distinct.enumerated().flatMap { place, metric in
      [Number(metric: metric, statistic: .mean)]
        + (place == 0 ? [Number(metric: metric, statistic: .median)] : [])
    }
  }

  /// Ascending, with what is no number at the end.
  private var values: [JSON] {
    lines.flatMap { $0.cells.map(\.value) }.distinct
      .sorted { ($0.double ?? .infinity) < ($1.double ?? .infinity) }
  }

  private var isInPercent: Bool {
    key == "energy_cutoff" && values.allSatisfy { $0.double != nil }
  }

  var table: ReportTable {
    let values = values
    let columns =
      [
        ReportTable.Column(heading: "metric", fields: ["metric", "statistic"], isText: true),
        ReportTable.Column(heading: "denoiser", fields: ["denoiser"], isText: true),
      ]
      + values.map { value in
        ReportTable.Column(
          group: key + (isInPercent ? ", %" : ""), heading: heading(value),
          fields: ["\(key)=\(value.canonicalText)"])
      }
    var marked: [BestComparison.Statistic: [BestComparison]] = [:]
    let blocks = numbers.map { number -> [[ReportTable.Cell]] in
      // Runs of a sweep may differ in size, the values along a row do not.
      let styles = values.map { value in
        NumberStyle(
          lines.flatMap(\.cells).filter { isPerRow || $0.value == value }
            .compactMap(number.summary).map(number.statistic.value))
      }
      let comparisons = comparisons(number)
      marked[number.statistic, default: []] += comparisons.flatMap { $0 }.compactMap { $0 }
      return zip(lines, comparisons).map { line, comparisons in
        let title = showsRuns ? "\(line.run.title): \(line.label)" : line.label
        let cells = values.indices.map { index -> ReportTable.Cell in
          let (value, column) = (values[index], columns[index + 2])
          guard let place = line.cells.firstIndex(where: { $0.value == value }),
            let summary = number.summary(line.cells[place])
          else { return .empty(column) }
          let found = number.statistic.value(summary)
          return ReportTable.Cell(
            styles[index].text(found), [.number(found)],
            mark: comparisons[place]?.mark(line.cells[place].model.label) ?? .none)
        }
        return [
          ReportTable.Cell(number.words, [.text(number.metric), .text("\(number.statistic)")]),
          ReportTable.Cell(ReportWords.label(title), [.text(title)]),
        ] + cells
      }
    }
    return ReportTable(
      name: "sweep-" + String(key.map { $0 == "." ? "-" : $0 }), title: "Sweep of \(key)",
      caption: caption,
      marks: BestComparison.rule(
        marked[.mean] ?? [], of: isPerRow ? "row" : "column of a metric",
        medians: marked[.median] ?? []),
      columns: columns, blocks: blocks)
  }

  private func heading(_ value: JSON) -> String {
    guard isInPercent, let number = value.double else {
      return value.string ?? (value["source"] ?? value["name"])?.string ?? value.canonicalText
    }
    // 0.1 of the variance is 10 %, not 10.000000000000002 %.
    return JSON.number((1e8 * number).rounded() / 1e6).canonicalText
  }

  /// What each cell of each line is held against.
  private func comparisons(_ number: Number) -> [[BestComparison?]] {
    if isPerRow {
      return lines.map { line in
        let best = number.best(line.run, line.cells.map(\.model))
        return line.cells.map { _ in best }
      }
    }
    let byRun = Dictionary(
      uniqueKeysWithValues: runs.map { ($0.title, number.best($0, $0.run.variants)) })
    return lines.map { line in line.cells.map { byRun[$0.run.title] ?? nil } }
  }

  private var caption: [String] {
    let references = runs.compactMap(\.run.reference).distinct.map(ReportWords.label)
    return [
      "The columns are values of \(key) \(isPerRow ? "of each denoiser" : "of the run")"
        + (isInPercent ? ", in % of the variance that is removed, weakest components first" : "")
        + "; means over samples at the last step, and medians of the first metric, against "
        + "\(references.isEmpty ? "nothing" : references.spokenPlainly()).",
      "\(ReportWords.count(runs)).", ReportWords.designs(runs).joined(separator: " "),
    ]
  }
}
