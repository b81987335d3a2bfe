import Framework

/// The tests of the candidate against every other variant at the last step.
struct PValueReport {
  let runs: [ReportedRun]
  /// What the table's name ends with.
  let suffix: String

  /// The tables that the runs fill.
  static func tables(_ runs: [ReportedRun]) -> [ReportTable] {
    runs.parts.compactMap { PValueReport(runs: $0.runs, suffix: $0.suffix).table }
  }

  /// The families of one metric of a run.
  private struct Tested {
    let run: ReportedRun
    let metric: ResultIndex.Metric
    let candidate: String
    let means: ComparisonFamily
    let ranks: ComparisonFamily?

    var hasWins: Bool { means.rows.contains { $0.comparison.wins != nil } }
  }

  /// Nil where nothing is tested.
  private var table: ReportTable? {
    let tested = runs.flatMap { run in
      run.run.metrics.compactMap { metric -> Tested? in
        let families = run.results.families(
          of: run.run, metric: metric, step: run.lastStep, tests: [.means, .ranks])
        guard let means = families.first(where: { $0.test == .means }),
          let candidate = means.rows.first?.comparison.candidate
        else { return nil }
        return Tested(
          run: run, metric: metric, candidate: candidate, means: means,
          ranks: families.first { $0.test == .ranks })
      }
    }
    guard !tested.isEmpty else { return nil }
    let isWide = runs.count > 1
    let metrics = tested.map(\.metric.name).distinct
    let others = tested.flatMap { $0.means.rows.map(\.comparison.other) }.distinct
    let shown = runs.filter { run in tested.contains { $0.run.title == run.title } }
    let columns = shown.map { run in
      self.columns(
        run, hasWins: tested.contains { $0.run.title == run.title && $0.hasWins },
        isNarrow: isWide)
    }
    let blocks = metrics.map { metric in
      others.map { label -> [ReportTable.Cell] in
        let cells = zip(shown, columns).flatMap { run, columns in
          tested.first { $0.run.title == run.title && $0.metric.name == metric }
            .flatMap { self.cells($0, label, columns) } ?? columns.map { .empty($0) }
        }
        return [
          ReportTable.Cell(ReportWords.metric(metric), [.text(metric)]),
          ReportTable.Cell(ReportWords.label(label), [.text(label)]),
        ] + cells
      }
    }
    return ReportTable(
      name: "tests" + suffix, title: title(tested), caption: caption(tested), marks: marks(tested),
      columns: [
        ReportTable.Column(heading: "metric", fields: ["metric"], isText: true),
        ReportTable.Column(heading: "compared with", fields: ["other"], isText: true),
      ] + columns.flatMap { $0 },
      blocks: blocks)
  }

  private func columns(
    _ run: ReportedRun, hasWins: Bool, isNarrow: Bool
  ) -> [ReportTable.Column] {
    func column(_ heading: String, _ fields: String...) -> ReportTable.Column {
      ReportTable.Column(
        group: run.title, heading: heading, fields: fields.map { run.prefix + $0 })
    }
    let p = [column("p (mean)", "p_mean", "side"), column("p (ranks)", "p_ranks")]
    if isNarrow { return p }
    let wins = hasWins ? [column("wins", "wins", "losses", "ties")] : []
    return [column("difference [CI]", "difference", "ci_low", "ci_high")] + wins + p
  }

  /// Nil for a variant that is not compared.
  private func cells(
    _ tested: Tested, _ label: String, _ columns: [ReportTable.Column]
  ) -> [ReportTable.Cell]? {
    guard let place = tested.means.rows.firstIndex(where: { $0.comparison.other == label }) else {
      return nil
    }
    let row = tested.means.rows[place]
    let ranks = tested.ranks?.rows[place]
    return columns.map { column in
      switch column.heading {
      case "difference [CI]": difference(row, tested)
      case "wins": wins(row) ?? .empty(column)
      case "p (mean)":
        ReportTable.Cell(
          NumberStyle.p(row.deciding)
            + (row.deciding.isNaN ? "" : row.comparison.side.map { " \($0)" } ?? ""),
          [.number(row.deciding), row.comparison.side.map(CSVValue.text) ?? .missing],
          mark: row.isRejected == true ? .best : .none)
      default:
        ranks.map {
          ReportTable.Cell(
            NumberStyle.p($0.deciding), [.number($0.deciding)],
            mark: $0.isRejected == true ? .best : .none)
        } ?? .empty(column)
      }
    }
  }

  private func difference(_ row: ComparisonFamily.Row, _ tested: Tested) -> ReportTable.Cell {
    let style = NumberStyle(tested.means.rows.map(\.comparison.test.meanDifference))
    func end(_ value: Double) -> String {
      value.isInfinite ? (value < 0 ? "−∞" : "∞") : style.text(value)
    }
    let difference = row.comparison.test.meanDifference
    let interval = row.outcome.interval.flatMap { $0.low.isNaN ? nil : $0 }
    return ReportTable.Cell(
      style.text(difference) + (interval.map { " [\(end($0.low)), \(end($0.high))]" } ?? ""),
      [difference, interval?.low ?? .nan, interval?.high ?? .nan].map(CSVValue.number))
  }

  private func wins(_ row: ComparisonFamily.Row) -> ReportTable.Cell? {
    row.comparison.wins.map { wins in
      ReportTable.Cell(
        "\(wins.wins) of \(wins.wins + wins.losses + wins.ties)",
        [wins.wins, wins.losses, wins.ties].map(CSVValue.integer))
    }
  }

  // MARK: Words

  private func title(_ tested: [Tested]) -> String {
    let names = Set(tested.map(\.candidate)).sorted().map(ReportWords.label)
    return names.count == 1 ? "Tests of \(names[0])" : "Tests of the candidates"
  }

  private func marks(_ tested: [Tested]) -> ReportTable.Marks? {
    let levels = Set(tested.compactMap(\.run.run.significance?.alpha)).sorted()
    return ReportTable.Marks(
      best: "p ≤ "
        + levels.map { JSON.number($0).canonicalText }.joined(separator: " or "))
  }

  private func caption(_ tested: [Tested]) -> [String] {
    var sentences: [String] = []
    let candidates = Set(tested.map(\.candidate))
    if let first = tested.first, candidates.count == 1 {
      sentences.append(
        "\(ReportWords.label(first.candidate)) against each other denoiser at the last step, and on "
          + "which side its mean lies; differences are \(ReportWords.label(first.candidate)) minus the "
          + "row.")
    } else {
      let list = runs.compactMap { run in
        tested.first { $0.run.title == run.title }.map {
          "\(run.title) \(ReportWords.label($0.candidate))"
        }
      }
      sentences.append(
        "The candidate of each run (\(list.joined(separator: ", "))) against each other denoiser at the "
          + "last step, and on which side its mean lies.")
    }
    sentences += Set(
      tested.compactMap { tested -> String? in
        guard let options = tested.run.run.significance else { return nil }
        let means = ReportWords.test(tested.means.rows[0].outcome.test)
        let ranks = tested.ranks.map { ReportWords.test($0.rows[0].outcome.test) }
        let interval = JSON.number(100 * (1 - options.alpha)).canonicalText
        return "Means: \(means)" + (ranks.map { "; ranks: \($0)" } ?? "")
          + "; \(options.alternative.rawValue), \(ReportWords.correction(options.correction)) over the "
          + "rows of a metric; \(interval) % confidence intervals of the mean difference (t), not corrected."
      }
    ).sorted()
    sentences.append("\(ReportWords.count(runs)).")
    if tested.contains(where: { $0.run.run.variants.contains { $0.role == .control } }) {
      sentences.append("Controls are not tested.")
    }
    return sentences
  }
}
