import Framework

extension Results {
  /// One test of one comparison.
  private struct SignificanceRow {
    let run: ResultIndex.Run
    let options: SignificanceOptions
    let family: ComparisonFamily
    let row: ComparisonFamily.Row
    let quartiles: Quartiles

    var comparison: Comparison { row.comparison }
    var outcome: ComparisonTest.Outcome { row.outcome }
    var test: TTestResult { comparison.test }
  }

  private var significanceColumns: [Column<SignificanceRow>] {
    [
      .text("family", "p-values that are corrected together: one test, run, metric and step") {
        $0.family.name
      },
      .text("dataset", "data set of the run") { $0.run.dataset },
      .text("metric", "name of the metric") { $0.family.metric },
      .integer("step", "position in the run, 0 is the noisiest") { $0.family.step },
      .text("a", "label of the candidate") { $0.comparison.candidate },
      .text("b", "label of the variant it is compared with; controls are not") {
        $0.comparison.other
      },
      .text("design", "paired (the same samples on both sides) or independent") {
        $0.comparison.design.rawValue
      },
      .text(
        "test",
        "paired, welch or student (t-tests); wilcoxon (signed ranks), or mann-whitney for independent "
          + "samples; sign; bootstrap (an interval, no test); equivalence (two one-sided t-tests, if "
          + "the spec gives a margin)"
      ) { $0.outcome.test },
      .text(
        "alternative", "two-sided, greater or less; of equivalence: within_margin"
      ) {
        $0.family.test == .equivalence ? "within_margin" : $0.options.alternative.rawValue
      },
      .integer("n_a", "samples of a") { $0.test.nA },
      .integer("n_b", "samples of b") { $0.test.nB },
      .number("mean_a", "mean of a") { $0.test.meanA },
      .number("mean_b", "mean of b") { $0.test.meanB },
      .number("mean_diff", "mean of a minus mean of b") { $0.test.meanDifference },
      .number(
        "statistic",
        "t; of wilcoxon the sum of the ranks of positive differences, two-sided the smaller one of "
          + "both signs; of mann-whitney U of a; of sign the number of positive differences; of "
          + "bootstrap none"
      ) { $0.outcome.statistic },
      .number("df", "degrees of freedom of t; other tests have none") {
        $0.outcome.degreesOfFreedom
      },
      .number("p_value", "p before correction") { $0.outcome.pValue },
      .number("p_holm", "p adjusted by Holm's method over the family") { $0.row.holm },
      .number("p_bh", "p adjusted by Benjamini and Hochberg's method over the family") {
        $0.row.benjaminiHochberg
      },
      .number(
        "ci_low",
        "lower end of the interval of mean_diff at level 1 - alpha, of equivalence at 1 - 2 alpha; "
          + "tests by ranks and signs have none"
      ) { $0.outcome.interval?.low },
      .number("ci_high", "upper end of that interval") { $0.outcome.interval?.high },
      .number("effect", "effect size, shift, share or margin; see effect_name") {
        $0.outcome.effect
      },
      .text(
        "effect_name",
        "hedges_g or d_z (t-tests), hodges_lehmann (tests by ranks: the median of all pairs' "
          + "differences), share_positive (of the differences that are not 0), margin"
      ) { $0.outcome.effectName },
      .number("alpha", "level of the test") { $0.options.alpha },
      .flag(
        "reject", "whether the p-value that decides is at most alpha; empty where there is none"
      ) { $0.row.isRejected },
      .text("note", "what to keep in mind about this row, and why a cell is empty") { $0.row.note },
      .integer(
        "wins",
        "pairs in which a is better than b, larger where the metric has no better direction; empty "
          + "for independent samples, as the columns that follow"
      ) { $0.comparison.wins?.wins },
      .integer("losses", "pairs in which b is better") { $0.comparison.wins?.losses },
      .integer("ties", "pairs that are equal") { $0.comparison.wins?.ties },
      .number("win_rate", "wins / (wins + losses); empty if all pairs are equal") { row in
        row.comparison.wins.map { Double($0.wins) / Double($0.wins + $0.losses) }
      },
      .number("median_diff", "median of the differences a - b") { $0.quartiles.median },
      .number("q1_diff", "lower quartile of the differences") { $0.quartiles.lower },
      .number("q3_diff", "upper quartile of the differences") { $0.quartiles.upper },
    ] + sweptColumns { $0.run }
  }

  /// One row for each test of each comparison.
  public func significance() -> ResultTable {
    let rows = index.runs.flatMap { run -> [SignificanceRow] in
      guard let options = run.significance else { return [] }
      return run.metrics.flatMap { metric in
        run.levels.indices.flatMap { step in
          families(of: run, metric: metric, step: step).flatMap { family in
            family.rows.map { row in
              SignificanceRow(
                run: run, options: options, family: family, row: row,
                quartiles: Quartiles(row.comparison.differences))
            }
          }
        }
      }
    }
    return ResultTable("significance", significanceColumns, rows)
  }
}
