import Framework

/// How close one combination of candidates came to the reference.
struct CalibrationScore {
  /// On one part of the samples, by step; NaN where nothing is known, for example because the unit
  /// failed.
  struct Part {
    let samples: Int
    let medianCosine: [Double]
    let meanR2: [Double]

    init(_ part: CalibrationSplit.Part, of model: Int, steps: Int, in results: Results) {
      let variant = results.index.runs[part.run].variants[model]
      func summaries(_ metric: String) -> [SampleSummary] {
        (0..<steps).map { step in
          SampleSummary(
            results.values(variant, metric, step: step)
              .filter { part.samples.contains($0.sample) }.map(\.value))
        }
      }
      let cosine = summaries(Calibration.metrics.perStep)
      samples = cosine.first?.count ?? 0
      medianCosine = cosine.map(\.median)
      meanR2 = summaries(Calibration.metrics.wholeRun).map(\.mean)
    }
  }

  /// In the order of the entry's parameters.
  let values: [JSON]
  /// On the samples that choose.
  let choosing: Part
  /// On the others, if any are kept for a test.
  let test: Part?
}

extension Calibration.Entry {
  /// The best combination of each step; the parameters of the whole run are the same in all of them.
  ///
  /// For every choice of the latter the per-step ones are those with the largest median cosine
  /// similarity at each step; of these choices the one with the largest r², averaged over samples
  /// and steps, is taken. The first of equally good ones counts.
  ///
  /// - Returns: by step; nil if there is one without any score.
  func best(of scores: [CalibrationScore], steps: Int) -> [Int]? {
    let whole = parameters.indices.filter { !parameters[$0].isPerStep }
    var groups: [(key: [JSON], members: [Int])] = []
    for (index, values) in combinations.enumerated() {
      let key = whole.map { values[$0] }
      if let group = groups.firstIndex(where: { $0.key == key }) {
        groups[group].members.append(index)
      } else {
        groups.append((key, [index]))
      }
    }
    let choices = groups.compactMap { group -> (steps: [Int], r2: Double)? in
      let chosen = (0..<steps).compactMap { step in
        group.members.count == 1 && !whole.isEmpty
          ? group.members[0]
          : Self.largest(group.members) { scores[$0].choosing.medianCosine[step] }
      }
      guard chosen.count == steps else { return nil }
      let r2 = chosen.enumerated().reduce(0) { $0 + scores[$1.element].choosing.meanR2[$1.offset] }
      return (chosen, r2 / Double(steps))
    }
    // Without parameters of the whole run there is one choice, which needs no r².
    if whole.isEmpty { return choices.first?.steps }
    return Self.largest(Array(choices.indices)) { choices[$0].r2 }.map { choices[$0].steps }
  }

  /// The first of the items with the largest value; nil if no value is known.
  private static func largest(_ items: [Int], _ value: (Int) -> Double) -> Int? {
    let known = items.filter { !value($0).isNaN }
    return known.map(value).max().flatMap { top in known.first { value($0) == top } }
  }
}
