import Framework

/// Which variants are not significantly worse than the best one.
///
/// The best is compared with every other variant under study by a two-sided test; these tests are a
/// family of their own, and Holm's method corrects their p-values. The best is chosen from the same
/// samples that the tests are made of.
struct BestComparison {
  /// What is best: the largest or smallest mean, tested by the run's t-test, or median, tested by
  /// ranks.
  enum Statistic: CaseIterable {
    case mean, median

    var test: ComparisonTest { self == .mean ? .means : .ranks }

    func value(_ summary: SampleSummary) -> Double {
      self == .mean ? summary.mean : summary.median
    }
  }

  /// Label of the best; nil where there is nothing to choose.
  let best: String?
  /// Corrected p of the comparison with the best, by label; NaN where there is no test.
  private(set) var adjusted: [String: Double] = [:]
  /// The test's name in `significance.csv`.
  private(set) var testName = ""
  let alpha: Double

  /// - Parameter values: the variants to choose from, of one run.
  init(
    _ values: MetricValues, _ statistic: Statistic, _ results: Results, _ run: ResultIndex.Run,
    step: Int
  ) {
    let options = (run.significance ?? SignificanceOptions()).twoSided
    alpha = options.alpha
    let best = values.best { statistic.value($0.summary) }
    let choice = values.studied.first { statistic.value($0.values.summary) == best }
    self.best = choice?.model.label
    guard let choice else { return }
    let mine = results.values(choice.model, values.metric.name, step: step)
    let others = values.studied.filter { $0.model.label != choice.model.label }
    let outcomes = others.map { other in
      let comparison = Comparison(
        values.metric, of: choice.model.label, with: other.model.label, mine,
        results.values(other.model, values.metric.name, step: step), options)
      var outcome = statistic.test.outcome(of: comparison, options) { _ in [] }
      // A test that cannot reject says nothing about what it does not reject.
      if statistic == .median, !comparison.canRanksDecide { outcome.pValue = .nan }
      return outcome
    }
    testName = outcomes.first?.test ?? ""
    let holm = Correction.holm.adjust(outcomes.map(\.pValue))
    for (other, p) in zip(others, holm) { adjusted[other.model.label] = p }
  }

  func mark(_ label: String) -> ReportTable.Mark {
    if label == best { return .best }
    guard let p = adjusted[label], p > alpha else { return .none }
    return .tied
  }

  /// What the marks of columns mean, where means and medians are marked by these.
  static func rule(
    _ comparisons: [BestComparison], of place: String, medians: [BestComparison]
  ) -> ReportTable.Marks? {
    guard let first = (comparisons + medians).first(where: { $0.best != nil }) else { return nil }
    func names(_ comparisons: [BestComparison]) -> String {
      Set(comparisons.map(\.testName)).subtracting([""]).sorted().map(ReportWords.test)
        .spokenPlainly("or")
    }
    let tests = [("means", names(comparisons)), ("medians", names(medians))]
      .filter { !$0.1.isEmpty }.map { "of \($0.0) by \($0.1)" }.joined(separator: ", ")
    guard !tests.isEmpty else { return ReportTable.Marks(best: "the best of its \(place)") }
    return ReportTable.Marks(
      best: "the best of its \(place)",
      tied: "not significantly worse than that (p > \(JSON.number(first.alpha).canonicalText); "
        + "\(tests); two-sided, Holm-corrected over the \(place); the best is chosen from the same "
        + "samples)")
  }
}

extension SignificanceOptions {
  /// The same with the two-sided alternative.
  fileprivate var twoSided: SignificanceOptions {
    var json = json
    json["alternative"] = .string(Alternative.twoSided.rawValue)
    // Any of the alternatives is one.
    return try! SignificanceOptions(json)
  }
}
