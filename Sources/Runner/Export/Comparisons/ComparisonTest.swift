import Framework

/// A test that is made of every comparison; each has families of its own.
enum ComparisonTest: CaseIterable {
  /// The t-test that the spec names.
  case means
  /// Wilcoxon's signed-rank test, or that of Mann and Whitney for independent samples.
  case ranks
  /// How often the candidate is the larger one.
  case signs
  /// An interval, no test.
  case bootstrap
  case equivalence

  /// What came of it.
  struct Outcome {
    /// The test's name in `significance.csv`.
    let test: String
    var statistic = Double.nan
    var degreesOfFreedom = Double.nan
    var pValue = Double.nan
    var interval: ConfidenceInterval?
    var effect = Double.nan
    var effectName: String?
    var notes: [String] = []
  }

  /// Resamples of a bootstrap interval, and the most samples that it is made of.
  static let resamples = 2000
  static let mostResampled = 10_000

  /// Whether it can be made of a comparison.
  func suits(_ comparison: Comparison) -> Bool {
    switch self {
    case .means, .ranks, .bootstrap: true
    case .signs: comparison.design == .paired
    case .equivalence: comparison.margin != nil
    }
  }

  func outcome(
    of comparison: Comparison, _ options: SignificanceOptions, resamples: ([Int]) -> [[UInt32]]
  ) -> Outcome {
    switch self {
    case .means: means(comparison, options)
    case .ranks: ranks(comparison, options)
    case .signs: signs(comparison, options)
    case .bootstrap: bootstrap(comparison, options, resamples)
    case .equivalence: equivalence(comparison, options)
    }
  }

  private func means(_ comparison: Comparison, _ options: SignificanceOptions) -> Outcome {
    let test = comparison.test
    let extremes = ExtremeValues(comparison.differences)
    var notes: [String] = []
    if extremes.decideTheSign || extremes.carryTheMean {
      notes.append(
        "without the \(extremes.count) differences farthest from the median mean_diff "
          + (extremes.decideTheSign
            ? "has the other sign" : "moves by more than a quarter of the interquartile range"))
    }
    return Outcome(
      test: options.test.rawValue, statistic: test.statistic,
      degreesOfFreedom: test.degreesOfFreedom, pValue: test.pValue,
      interval: test.confidenceInterval(level: 1 - options.alpha),
      effect: comparison.effect, effectName: options.test.effectSize.rawValue, notes: notes)
  }

  private func ranks(_ comparison: Comparison, _ options: SignificanceOptions) -> Outcome {
    let isPaired = comparison.design == .paired
    let differences = comparison.differences
    let result =
      isPaired
      ? WilcoxonTest.run(differences, alternative: options.alternative)
      : MannWhitneyTest.run(comparison.a, comparison.b, alternative: options.alternative)
    var outcome = Outcome(
      test: isPaired ? "wilcoxon" : "mann-whitney", statistic: result.statistic,
      pValue: result.pValue,
      effect: isPaired
        ? HodgesLehmann.shift(differences) : HodgesLehmann.shift(comparison.a, comparison.b),
      effectName: "hodges_lehmann")
    if !result.pValue.isNaN {
      outcome.notes.append(result.method == .exact ? "exact" : "normal approximation")
    }
    let zeros = differences.count { $0 == 0 }
    if zeros > 0, zeros < differences.count {
      outcome.notes.append("\(zeros) differences of 0 left out")
    }
    return outcome
  }

  private func signs(_ comparison: Comparison, _ options: SignificanceOptions) -> Outcome {
    let test = SignTest(comparison.differences, alternative: options.alternative)
    var outcome = Outcome(
      test: "sign", statistic: comparison.a.isEmpty ? .nan : Double(test.positive),
      pValue: test.pValue)
    let counted = test.positive + test.negative
    if counted > 0 {
      outcome.effect = Double(test.positive) / Double(counted)
      outcome.effectName = "share_positive"
    }
    if test.zero > 0, counted > 0 {
      outcome.notes.append("\(test.zero) differences of 0 left out")
    }
    return outcome
  }

  private func bootstrap(
    _ comparison: Comparison, _ options: SignificanceOptions, _ resamples: ([Int]) -> [[UInt32]]
  ) -> Outcome {
    let samples =
      comparison.design == .paired ? [comparison.differences] : [comparison.a, comparison.b]
    let sizes = samples.map(\.count)
    var outcome = Outcome(test: "bootstrap")
    guard sizes.allSatisfy({ $0 <= Self.mostResampled }) else {
      outcome.notes.append(
        "no interval of more than \(Self.mostResampled) samples; the t-test's is as good there")
      return outcome
    }
    // What has no mean has no interval, and no samples have no indices.
    guard !comparison.test.meanDifference.isNaN, sizes.allSatisfy({ $0 > 1 }) else {
      return outcome
    }
    let interval = Bootstrap.interval(
      samples, resamples: resamples(sizes), level: 1 - options.alpha,
      alternative: options.alternative)
    outcome.interval = interval
    outcome.notes.append(
      interval.low.isNaN
        ? "no interval: all resamples lie on one side"
        : "BCa interval of \(Self.resamples) resamples; an interval has no p")
    return outcome
  }

  private func equivalence(_ comparison: Comparison, _ options: SignificanceOptions) -> Outcome {
    let margin = comparison.margin ?? .nan
    let result = EquivalenceTest(comparison.test, margin: margin)
    return Outcome(
      test: "equivalence", statistic: result.statistic,
      degreesOfFreedom: comparison.test.degreesOfFreedom, pValue: result.pValue,
      interval: comparison.test.equivalenceInterval(alpha: options.alpha),
      effect: margin, effectName: "margin",
      notes: ["a small p says that mean_diff lies within the margin"])
  }
}
