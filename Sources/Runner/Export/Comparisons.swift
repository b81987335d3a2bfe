import Framework

/// The t-tests of one family: the candidate against the others, on one metric at one step.
struct ComparisonFamily {
  struct Comparison {
    let other: String
    let test: TTestResult
    let effect: Double
    let holm: Double
    let benjaminiHochberg: Double
    let isRejected: Bool
    let note: String
  }

  let name: String
  let candidate: String
  let metric: String
  let step: Int
  let comparisons: [Comparison]
}

extension Results {
  /// Fewer samples than this make a t-test fragile enough to say so.
  static let fewSamples = 5

  /// The families of a run: one for each metric and step.
  func families(of run: ResultIndex.Run) -> [ComparisonFamily] {
    guard let options = run.significance, let last = run.variants.last,
      let candidate = run.variants.first(where: {
        $0.label == (options.candidate.value ?? last.label)
      })
    else { return [] }
    let others = run.variants.filter { model in
      model.label != candidate.label && (options.against.value?.contains(model.label) ?? true)
    }
    guard !others.isEmpty else { return [] }
    return run.metrics.flatMap { metric in
      run.levels.indices.map { step in
        family(run, candidate, others, metric: metric.name, step: step, options)
      }
    }
  }

  private func family(
    _ run: ResultIndex.Run, _ candidate: ResultIndex.Model, _ others: [ResultIndex.Model],
    metric: String, step: Int, _ options: SignificanceOptions
  ) -> ComparisonFamily {
    let mine = values(candidate, metric, step: step)
    let pairs = others.map { other -> (a: [Double], b: [Double], note: String) in
      let theirs = values(other, metric, step: step)
      guard options.test == .paired else {
        return (mine.map(\.value), theirs.map(\.value), "")
      }
      // Paired: only samples that both sides have.
      let bySample = Dictionary(uniqueKeysWithValues: theirs.map { ($0.sample, $0.value) })
      let shared = mine.compactMap { entry in bySample[entry.sample].map { (entry.value, $0) } }
      let lost = max(mine.count, theirs.count) - shared.count
      return (
        shared.map(\.0), shared.map(\.1),
        lost > 0 ? "\(lost) samples without a partner left out" : ""
      )
    }
    // Paired lists are equally long by construction, so the test cannot refuse them.
    let tests = pairs.map {
      try! TTest.run(options.test, $0.a, $0.b, alternative: options.alternative)
    }
    let pValues = tests.map(\.pValue)
    let holm = Correction.holm.adjust(pValues)
    let bh = Correction.bh.adjust(pValues)
    let deciding =
      switch options.correction {
      case .holm: holm
      case .bh: bh
      case .none: pValues
      }
    let place = "\(metric), step \(step)"
    return ComparisonFamily(
      name: run.name.isEmpty ? place : "\(run.name), \(place)", candidate: candidate.label,
      metric: metric, step: step,
      comparisons: others.indices.map { i in
        var notes = [pairs[i].note]
        if tests[i].nA == 0 || tests[i].nB == 0 {
          notes.append("no test: a side has no finished sample")
        } else if tests[i].nA < Self.fewSamples || tests[i].nB < Self.fewSamples {
          notes.append("fewer than \(Self.fewSamples) samples")
        }
        return ComparisonFamily.Comparison(
          other: others[i].label, test: tests[i],
          effect: (try? options.test.effectSize.value(pairs[i].a, pairs[i].b)) ?? .nan,
          holm: holm[i], benjaminiHochberg: bh[i], isRejected: deciding[i] <= options.alpha,
          note: notes.filter { !$0.isEmpty }.joined(separator: "; "))
      })
  }
}
