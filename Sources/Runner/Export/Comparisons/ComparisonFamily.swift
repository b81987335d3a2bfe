import Framework

/// One test of the candidate against all others, on one metric at one step: what is corrected
/// together.
struct ComparisonFamily {
  struct Row {
    let comparison: Comparison
    let outcome: ComparisonTest.Outcome
    let holm: Double
    let benjaminiHochberg: Double
    /// The p-value that decides.
    let deciding: Double
    /// Whether it is at most α; nil where there is none.
    let isRejected: Bool?
    /// Set where the t-test and the test by ranks decide differently.
    var disagrees = false

    var note: String {
      let disagreement =
        disagrees ? ["the t-test and the test by ranks decide differently"] : []
      return (comparison.notes + outcome.notes + disagreement).joined(separator: "; ")
    }
  }

  let name: String
  let test: ComparisonTest
  let metric: String
  let step: Int
  var rows: [Row]

  /// Whether rows of different p have one adjusted p, as Holm's method makes them where a smaller p
  /// was adjusted to more.
  var hasEqualSteps: Bool {
    let pairs = rows.map { (p: $0.outcome.pValue, adjusted: $0.holm) }.filter { !$0.p.isNaN }
      .sorted { $0.p < $1.p }
    return zip(pairs, pairs.dropFirst()).contains { $0.p < $1.p && $0.adjusted == $1.adjusted }
  }
}

extension Results {
  /// The families of one metric at one step of a run, one for each test.
  func families(
    of run: ResultIndex.Run, metric: ResultIndex.Metric, step: Int,
    tests: [ComparisonTest] = ComparisonTest.allCases
  ) -> [ComparisonFamily] {
    let comparisons = comparisons(of: run, metric: metric, step: step)
    guard let options = run.significance, !comparisons.isEmpty else { return [] }
    // The same resamples for every comparison of as many samples: drawn once.
    var drawn: [[Int]: [[UInt32]]] = [:]
    func resamples(_ counts: [Int]) -> [[UInt32]] {
      if let known = drawn[counts] { return known }
      let indices = Bootstrap.indices(
        counts, seed: UInt64(run.seed), count: ComparisonTest.resamples)
      drawn[counts] = indices
      return indices
    }
    var families = tests.filter { $0.suits(comparisons[0]) }.map { test in
      let outcomes = comparisons.map { test.outcome(of: $0, options, resamples: resamples) }
      let pValues = outcomes.map(\.pValue)
      let holm = Correction.holm.adjust(pValues)
      let bh = Correction.bh.adjust(pValues)
      let deciding =
        switch options.correction {
        case .holm: holm
        case .bh: bh
        case .none: pValues
        }
      let name =
        [run.name, metric.name, "step \(step)"] + (test == .means ? [] : [outcomes[0].test])
      return ComparisonFamily(
        name: name.filter { !$0.isEmpty }.joined(separator: ", "), test: test, metric: metric.name,
        step: step,
        rows: comparisons.indices.map { i in
          ComparisonFamily.Row(
            comparison: comparisons[i], outcome: outcomes[i], holm: holm[i],
            benjaminiHochberg: bh[i], deciding: deciding[i],
            isRejected: deciding[i].isNaN ? nil : deciding[i] <= options.alpha)
        })
    }
    guard let means = families.firstIndex(where: { $0.test == .means }),
      let ranks = families.firstIndex(where: { $0.test == .ranks })
    else { return families }
    for row in comparisons.indices where comparisons[row].canRanksDecide {
      guard let first = families[means].rows[row].isRejected,
        let second = families[ranks].rows[row].isRejected, first != second
      else { continue }
      families[means].rows[row].disagrees = true
      families[ranks].rows[row].disagrees = true
    }
    return families
  }
}
