import Framework

extension Results {
  /// One t-test of a family.
  private struct SignificanceRow {
    let run: ResultIndex.Run
    let options: SignificanceOptions
    let family: ComparisonFamily
    let comparison: ComparisonFamily.Comparison

    var test: TTestResult { comparison.test }
    var interval: ConfidenceInterval { test.confidenceInterval(level: 1 - options.alpha) }
  }

  private var significanceColumns: [Column<SignificanceRow>] {
    [
      .text("family", "tests whose p-values are corrected together: one run, metric and step") {
        $0.family.name
      },
      .text("dataset", "data set of the run") { $0.run.dataset },
      .text("metric", "name of the metric") { $0.family.metric },
      .integer("step", "position in the run, 0 is the noisiest") { $0.family.step },
      .text("a", "label of the candidate") { $0.family.candidate },
      .text("b", "label of the variant it is compared with") { $0.comparison.other },
      .text("design", "paired (the same samples on both sides) or independent") {
        $0.options.test.design.rawValue
      },
      .text("test", "paired, welch or student") { $0.options.test.rawValue },
      .text("alternative", "two-sided, greater or less") { $0.options.alternative.rawValue },
      .integer("n_a", "samples of a") { $0.test.nA },
      .integer("n_b", "samples of b") { $0.test.nB },
      .number("mean_a", "mean of a") { $0.test.meanA },
      .number("mean_b", "mean of b") { $0.test.meanB },
      .number("mean_diff", "mean of a minus mean of b") { $0.test.meanDifference },
      .number("statistic", "t") { $0.test.statistic },
      .number("df", "degrees of freedom") { $0.test.degreesOfFreedom },
      .number("p_value", "p before correction") { $0.test.pValue },
      .number("p_holm", "p adjusted by Holm's method over the family") { $0.comparison.holm },
      .number("p_bh", "p adjusted by Benjamini and Hochberg's method over the family") {
        $0.comparison.benjaminiHochberg
      },
      .number("ci_low", "lower end of the interval of mean_diff at level 1 - alpha") {
        $0.interval.low
      },
      .number("ci_high", "upper end of that interval") { $0.interval.high },
      .number("effect", "effect size") { $0.comparison.effect },
      .text("effect_name", "hedges_g or d_z") { $0.options.test.effectSize.rawValue },
      .number("alpha", "level of the test") { $0.options.alpha },
      .flag(
        "reject", "whether the p-value that decides is at most alpha; empty where there is none"
      ) { $0.test.pValue.isNaN ? nil : $0.comparison.isRejected },
      .text("note", "what to keep in mind about this row") { $0.comparison.note },
    ] + sweptColumns { $0.run }
  }

  /// One row for each comparison.
  public func significance() -> ResultTable {
    let rows = index.runs.flatMap { run -> [SignificanceRow] in
      guard let options = run.significance else { return [] }
      return families(of: run).flatMap { family in
        family.comparisons.map {
          SignificanceRow(run: run, options: options, family: family, comparison: $0)
        }
      }
    }
    return ResultTable("significance", significanceColumns, rows)
  }
}
