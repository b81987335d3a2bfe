import Framework

/// The candidate's values of one metric at one step beside another variant's.
struct Comparison: Sendable {
  let candidate: String
  let other: String
  let metric: ResultIndex.Metric
  let design: Design
  /// Values of the candidate and of the other; of the same samples where they are paired.
  let a, b: [Double]
  /// Samples that only one of a paired design has; they are left out.
  let unpaired: Int
  /// The t-test that the spec asks for.
  let test: TTestResult
  let effect: Double
  /// The largest mean difference that counts as none; nil where the spec gives none.
  let margin: Double?

  /// Fewer samples than this make a test fragile enough to say so.
  static let fewSamples = 5

  init(
    _ metric: ResultIndex.Metric, of candidate: String, with other: String,
    _ mine: [(sample: Int, value: Double)], _ theirs: [(sample: Int, value: Double)],
    _ options: SignificanceOptions, margin: Double? = nil
  ) {
    self.metric = metric
    self.margin = margin
    self.candidate = candidate
    self.other = other
    design = options.test.design
    if design == .paired {
      let bySample = Dictionary(uniqueKeysWithValues: theirs.map { ($0.sample, $0.value) })
      let shared = mine.compactMap { entry in bySample[entry.sample].map { (entry.value, $0) } }
      (a, b) = (shared.map(\.0), shared.map(\.1))
      unpaired = max(mine.count, theirs.count) - shared.count
    } else {
      (a, b) = (mine.map(\.value), theirs.map(\.value))
      unpaired = 0
    }
    // Paired lists are equally long by construction, so neither can refuse them.
    test = try! TTest.run(options.test, a, b, alternative: options.alternative)
    effect = try! options.test.effectSize.value(a, b)
  }

  /// aᵢ − bᵢ; empty for independent samples.
  var differences: [Double] { design == .paired ? zip(a, b).map { $0 - $1 } : [] }

  /// Pairs in which the candidate is the better one and the worse one; where the metric has no better
  /// direction, larger and smaller. Nil for independent samples.
  var wins: (wins: Int, losses: Int, ties: Int)? {
    guard design == .paired else { return nil }
    let signs = SignTest(differences)
    let (larger, smaller) = (signs.positive, signs.negative)
    return metric.direction == .lowerIsBetter
      ? (smaller, larger, signs.zero) : (larger, smaller, signs.zero)
  }

  /// Which side of the other the candidate's mean lies on: better, worse, larger, smaller or equal.
  var side: String? {
    guard !test.meanDifference.isNaN else { return nil }
    if test.meanDifference == 0 { return "equal" }
    let isLarger = test.meanDifference > 0
    return switch metric.direction {
    case .higherIsBetter: isLarger ? "better" : "worse"
    case .lowerIsBetter: isLarger ? "worse" : "better"
    case .none: isLarger ? "larger" : "smaller"
    }
  }

  /// Whether a test by ranks can reject at the usual levels: of five pairs no p lies below 1/16.
  var canRanksDecide: Bool { min(a.count, b.count) > 5 }

  var hasFewSamples: Bool {
    let least = min(a.count, b.count)
    return least > 0 && least < Self.fewSamples
  }

  /// What to keep in mind whatever the test: where values are missing, undefined or without spread.
  var notes: [String] {
    var notes: [String] = []
    if unpaired > 0 { notes.append("\(unpaired) samples without a partner left out") }
    if a.isEmpty || b.isEmpty { notes.append("no test: a side has no finished sample") }
    let undefined = zip([candidate, other], [a, b]).map { ($0, $1.count { $0.isNaN }) }
    for (label, count) in undefined where count > 0 {
      notes.append(
        "no test: \(metric.name) of \(label) is undefined for \(count) samples "
          + "(\(metric.undefinedWhen))")
    }
    if hasFewSamples {
      let isOne = min(a.count, b.count) == 1
      notes.append(
        isOne ? "one sample: no spread" : "fewer than \(Self.fewSamples) samples")
    }
    if let first = differences.first, differences.count > 1,
      differences.allSatisfy({ $0 == first })
    {
      notes.append(first == 0 ? "all differences are 0" : "all differences are equal")
    }
    return notes
  }
}

extension Results {
  /// The candidate of a run, and whether its spec names it; nil if nothing is tested.
  func candidate(of run: ResultIndex.Run) -> (model: ResultIndex.Model, isNamed: Bool)? {
    guard let options = run.significance else { return nil }
    let named = options.candidate.value
    let model =
      named.flatMap { label in run.variants.first { $0.label == label } }
      ?? run.variants.last { $0.role == .study }
    return model.map { ($0, named != nil) }
  }

  /// The candidate with each variant that it is compared with; controls are not.
  func comparisons(
    of run: ResultIndex.Run, metric: ResultIndex.Metric, step: Int
  ) -> [Comparison] {
    guard let options = run.significance, let candidate = candidate(of: run)?.model else {
      return []
    }
    let mine = values(candidate, metric.name, step: step)
    let margin = options.equivalence.value?
      .margin(of: metric.name, isFirst: metric.name == run.metrics.first?.name)
    return run.variants.filter { model in
      model.label != candidate.label && model.role == .study
        && (options.against.value?.contains(model.label) ?? true)
    }.map { other in
      Comparison(
        metric, of: candidate.label, with: other.label, mine,
        values(other, metric.name, step: step), options, margin: margin)
    }
  }
}
