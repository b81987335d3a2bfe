import Framework

/// Tables of what was swept: a row for each denoiser, a column for each value, as ablations are
/// printed.
struct SweepReport {
  let runs: [ReportedRun]

  /// One table for each parameter that was swept inside denoisers, and one for each key that was
  /// swept over whole runs.
  var tables: [ReportTable] { parameterTables + runTables }

  /// A row: models or runs by the value that they have.
  private struct Line {
    let run: ReportedRun
    let label: String
    var cells: [(value: JSON, run: ReportedRun, model: ResultIndex.Model)] = []
  }

  /// A number that describes a metric: its mean, or for the first metric also its median.
  private struct Number {
    let metric: String
    let statistic: BestComparison.Statistic

    var words: String {
      ReportWords.metric(metric) + (statistic == .mean ? "" : " (median)")
    }
  }

  private func numbers(_ runs: [ReportedRun]) -> [Number] {
    let metrics = runs.flatMap(\.run.metrics).map(\.name).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return metrics.enumerated().flatMap { place, metric in
      [Number(metric: metric, statistic: .mean)]
        + (place == 0 ? [Number(metric: metric, statistic: .median)] : [])
    }
  }

  // MARK: Inside denoisers

  private var parameterTables: [ReportTable] {
    let runs = runs.filter { !$0.run.metrics.isEmpty }
    var lines: [String: [Line]] = [:]
    var keys: [String] = []
    for run in runs {
      for (key, line) in parameterLines(run) {
        if !keys.contains(key) { keys.append(key) }
        lines[key, default: []].append(line)
      }
    }
    return keys.map { key in
      table(
        key, lines[key]!, name: "sweep-\(key)", isPerRow: true,
        swept: "\(key) of each denoiser")
    }
  }

  /// Variants of one entry that differ in one parameter; where they differ in several, in the one
  /// with the most values, and the others stand in the row's label.
  private func parameterLines(_ run: ReportedRun) -> [(key: String, line: Line)] {
    func base(_ label: String) -> String { String(label.prefix { $0 != "[" }) }
    let labels = run.run.variants.map { base($0.label) }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return labels.flatMap { label -> [(key: String, line: Line)] in
      let models = run.run.variants.filter {
        base($0.label) == label && $0.role == .study
      }
      func values(_ key: String) -> [JSON] {
        models.compactMap { model in model.parameters.first { $0.key == key }?.value }
          .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      }
      let varied = (models.first?.parameters.map(\.key) ?? []).filter { values($0).count > 1 }
      guard models.count > 1, let key = varied.max(by: { values($0).count < values($1).count })
      else { return [] }
      let others = varied.filter { $0 != key }
      var lines: [Line] = []
      for model in models {
        guard let value = model.parameters.first(where: { $0.key == key })?.value else { continue }
        let rest = others.compactMap { other in
          model.parameters.first { $0.key == other }.map { "\(other)=\($0.value.canonicalText)" }
        }.joined(separator: ", ")
        let title = ReportWords.label(label) + (rest.isEmpty ? "" : " [\(rest)]")
        let place =
          lines.firstIndex { $0.label == title }
          ?? {
            lines.append(Line(run: run, label: title))
            return lines.count - 1
          }()
        lines[place].cells.append((value, run, model))
      }
      return lines.filter { $0.cells.count > 1 }.map { (key, $0) }
    }
  }

  // MARK: Over whole runs

  private var runTables: [ReportTable] {
    let runs = runs.filter { $0.run.swept.count == 1 && !$0.run.metrics.isEmpty }
    let keys = runs.map { $0.run.swept[0].key }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return keys.compactMap { key in
      let swept = runs.filter { $0.run.swept[0].key == key }
      var lines: [Line] = []
      for run in swept {
        for model in run.run.variants {
          let place =
            lines.firstIndex {
              $0.label == model.label
                && $0.run.results.index.experiment == run.results.index.experiment
            }
            ?? {
              lines.append(Line(run: run, label: model.label))
              return lines.count - 1
            }()
          lines[place].cells.append((run.run.swept[0].value, run, model))
        }
      }
      guard lines.contains(where: { $0.cells.count > 1 }) else { return nil }
      return table(
        key, lines, name: "sweep-" + key.map { $0 == "." ? "-" : String($0) }.joined(),
        isPerRow: false, swept: "\(key) of the run")
    }
  }

  // MARK: The table

  private func table(
    _ key: String, _ lines: [Line], name: String, isPerRow: Bool, swept: String
  ) -> ReportTable {
    let values = lines.flatMap { $0.cells.map(\.value) }.reduce(into: [JSON]()) {
      if !$0.contains($1) { $0.append($1) }
    }.sorted { ($0.double ?? .infinity) < ($1.double ?? .infinity) }
    let asPercent = key == "energy_cutoff" && values.allSatisfy { $0.double != nil }
    let columns =
      [
        ReportTable.Column(heading: "metric", fields: ["metric", "statistic"], isText: true),
        ReportTable.Column(heading: "denoiser", fields: ["denoiser"], isText: true),
      ]
      + values.map { value in
        let percent = value.double.map { JSON.number((1e8 * $0).rounded() / 1e6).canonicalText }
        return ReportTable.Column(
          group: "\(key)\(asPercent ? ", %" : "")",
          heading: asPercent ? percent ?? "" : value.string ?? value.canonicalText,
          fields: ["\(key)=\(value.canonicalText)"])
      }
    let runs = lines.flatMap { $0.cells.map(\.run) }
    var comparisons: [BestComparison.Statistic: [BestComparison]] = [:]
    let blocks = numbers(runs).map { number -> [[ReportTable.Cell]] in
      func summary(_ cell: (value: JSON, run: ReportedRun, model: ResultIndex.Model))
        -> SampleSummary?
      {
        cell.run.metric(number.metric).map {
          VariantValues(cell.run.results, cell.model, $0, step: cell.run.lastStep).summary
        }
      }
      func best(_ run: ReportedRun, _ models: [ResultIndex.Model]) -> BestComparison? {
        guard let metric = run.metric(number.metric) else { return nil }
        let values = MetricValues(
          run.results, run.run, metric, step: run.lastStep, of: models)
        let comparison = BestComparison(
          values, number.statistic, run.results, run.run, step: run.lastStep)
        comparisons[number.statistic, default: []].append(comparison)
        return comparison
      }
      let style = NumberStyle(
        lines.flatMap(\.cells).compactMap(summary).map(number.statistic.value))
      let byRun =
        isPerRow
        ? [:]
        : Dictionary(
          lines.flatMap { $0.cells.map(\.run) }.map { ($0.title, $0) },
          uniquingKeysWith: { a, _ in a }
        ).compactMapValues { best($0, $0.run.variants) }
      return lines.map { line in
        let ofRow = isPerRow ? best(line.run, line.cells.map(\.model)) : nil
        let title = [
          self.runs.count > 1 && isPerRow ? line.run.title : "", ReportWords.label(line.label),
        ].filter { !$0.isEmpty }.joined(separator: ": ")
        return [
          ReportTable.Cell(number.words, [.text(number.metric), .text("\(number.statistic)")]),
          ReportTable.Cell(title, [.text(title)]),
        ]
          + values.enumerated().map { place, value in
            guard let cell = line.cells.first(where: { $0.value == value }),
              let summary = summary(cell)
            else { return .empty(columns[place + 2]) }
            let found = number.statistic.value(summary)
            return ReportTable.Cell(
              style.text(found), [.number(found)],
              mark: (ofRow ?? byRun[cell.run.title])?.mark(cell.model.label) ?? .none)
          }
      }
    }
    let first = lines[0].run
    return ReportTable(
      name: name, title: "\(Self.words(key)) swept",
      caption: [
        "The columns are values of the \(swept)"
          + (asPercent ? ", in % of the variance that is removed, weakest components first" : "")
          + "; means over samples at the last step, and medians of the first metric, against "
          + "\(ReportWords.label(first.run.reference ?? "nothing")).",
        "\(ReportWords.count(Self.distinct(runs))).", ReportWords.design(first.run.mode) + ".",
      ],
      marks: BestComparison.rule(
        comparisons[.mean] ?? [], of: isPerRow ? "row" : "column, for each metric",
        medians: comparisons[.median] ?? []),
      columns: columns, blocks: blocks)
  }

  private static func distinct(_ runs: [ReportedRun]) -> [ReportedRun] {
    runs.reduce(into: []) { found, run in
      if !found.contains(where: { $0.title == run.title }) { found.append(run) }
    }
  }

  private static func words(_ key: String) -> String {
    key == "energy_cutoff" ? "Energy cutoff" : key
  }
}
