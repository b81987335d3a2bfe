import Framework
import LocusPlots

/// What a paired test sees: the difference between the candidate and every other method for each
/// sample, with the mean and its interval.
enum DifferenceFigure: FigureKind {
  static let subject = "Paired differences"

  struct Row {
    let comparison: Comparison
    let outcome: ComparisonTest.Outcome
    let deciding: Double
    let metric: ResultIndex.Metric
    let sample: Int
    let difference: Double
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    let runs = results.index.shownRuns.filter { $0.significance != nil && !$0.metrics.isEmpty }
    guard !runs.isEmpty else { throw NoFigure("nothing is compared") }
    guard runs.contains(where: { $0.significance?.test.design == .paired }) else {
      throw NoFigure("the samples of the two sides are independent")
    }
    let figures = runs.compactMap { figure(results, $0) }
    guard !figures.isEmpty else { throw NoFigure("no two methods have finished samples") }
    return figures
  }

  private static func figure(_ results: Results, _ run: ResultIndex.Run) -> ReportFigure? {
    guard let options = run.significance, options.test.design == .paired,
      let candidate = results.candidate(of: run)?.model
    else { return nil }
    let step = run.levels.count - 1
    let families = run.metrics.compactMap { metric in
      results.families(of: run, metric: metric, step: step, tests: [.means]).first.map {
        (metric, $0.rows.filter { !$0.comparison.differences.isEmpty })
      }
    }.filter { !$0.1.isEmpty }
    guard !families.isEmpty else { return nil }
    // The first method on top.
    let others = families[0].1.map(\.comparison.other)
    let names = Array(others.reversed())
    let panels = families.enumerated().map { number, family in
      panel(family.0, family.1, names, showsNames: number == 0)
    }
    let rows = families.flatMap { metric, rows in
      rows.flatMap { row in
        row.comparison.differences.enumerated().map { position, difference in
          Row(
            comparison: row.comparison, outcome: row.outcome, deciding: row.deciding,
            metric: metric, sample: position, difference: difference)
        }
      }
    }
    let words = FigureWords(results: results, run: run)
    let metrics = FigureWords.list(families.map(\.0.symbol))
    let level = NumberLabel.text(100 * (1 - options.alpha))
    let wins = families[0].1.compactMap { row in
      row.comparison.wins.map {
        "\(ReportWords.label(row.comparison.other)) in \($0.wins) of \(row.comparison.a.count)"
      }
    }
    let sides = families.map { metric, _ in
      switch metric.direction {
      case .higherIsBetter: "\(metric.symbol): right of the line \(candidate.shownLabel) is better."
      case .lowerIsBetter: "\(metric.symbol): left of the line \(candidate.shownLabel) is better."
      case .none: "\(metric.symbol): right of the line \(candidate.shownLabel) is larger."
      }
    }
    let title = "Differences of \(metrics) between \(candidate.shownLabel) and other methods"
    return ReportFigure(
      "differences" + words.suffix, title: title,
      alt:
        "Rows of points for \(FigureWords.number(others.count, "method")): the differences of "
        + "single samples, "
        + "with mean and interval. By \(families[0].0.symbol) \(candidate.shownLabel) is better than "
        + wins.joined(separator: ", ") + ".",
      caption: "\(candidate.shownLabel) minus every other method, sample by sample, \(metrics) "
        + "\(words.reference) at the last of \(run.levels.count) steps, \(words.place). Points: "
        + "\(FigureWords.count(families.flatMap(\.1).map(\.comparison.a.count))) (moved upright, "
        + "so that they can be told apart); diamonds: mean with the \(level) % interval of the "
        + "paired t-test, \(options.alternative.rawValue), not corrected. "
        + "\(sides.joined(separator: " ")) \(words.design)",
      width: panels.count > 1 ? .page : .column, .panels(panels, perRow: 2), columns, rows)
  }

  private static func panel(
    _ metric: ResultIndex.Metric, _ rows: [ComparisonFamily.Row], _ names: [String],
    showsNames: Bool
  ) -> Panel {
    func place(_ row: ComparisonFamily.Row) -> Double {
      Double(names.firstIndex(of: row.comparison.other) ?? 0)
    }
    let points = rows.flatMap { row in
      row.comparison.differences.enumerated().map { position, difference in
        // Steps of the golden ratio: neighbours lie apart, and every run gives the same picture.
        let share = (Double(position) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
        return Series.Value(difference, place(row) + 0.6 * (share - 0.5))
      }
    }
    let means = rows.map { row in
      let interval = row.outcome.interval
      return Series.Value(
        row.comparison.test.meanDifference, place(row), low: interval?.low ?? .nan,
        high: interval?.high ?? .nan)
    }
    return Panel(
      x: Axis("difference in \(metric.symbol)", includes: [0], leavesOutExtremes: true),
      y: Axis("", .categories(names.map { showsNames ? ReportWords.label($0) : "" })),
      series: [
        Series(nil, SeriesStyle(color: PlotColor.series[2]), form: .points, points),
        Series(
          nil, SeriesStyle(color: .black, mark: .diamond), form: .points, interval: .level, means),
      ],
      rules: [Panel.Rule(0, isUpright: true)], height: 16 * Double(names.count) + 6)
  }

  private static let columns: [Column<Row>] = [
    .text("metric", "name of the metric") { $0.metric.name },
    .text("a", "label of the candidate") { $0.comparison.candidate },
    .text("b", "label of the variant it is compared with") { $0.comparison.other },
    .integer("pair", "position among the samples that both have") { $0.sample },
    .number("difference", "a - b") { $0.difference },
    .number("mean_diff", "mean of the differences") { $0.comparison.test.meanDifference },
    .number("ci_low", "lower end of the t-test's interval") { $0.outcome.interval?.low },
    .number("ci_high", "upper end of that interval") { $0.outcome.interval?.high },
    .number("p_value", "p of the t-test before correction") { $0.outcome.pValue },
    .number("p_deciding", "p after the correction that the spec names") { $0.deciding },
  ]
}
