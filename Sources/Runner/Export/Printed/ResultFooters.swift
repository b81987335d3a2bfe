extension Results {
  /// The lines under a table for people: what is to be known when it is read.
  var footers: [String] {
    let remarks =
      index.remarks + measuredRemarks + index.runs.flatMap(repeatedVariants) + repeatedRuns
    return remarks.map { "Remark: \($0)." }
  }

  /// Runs that differ in what was swept, and in no number.
  private var repeatedRuns: [String] {
    repetitions(
      index.runs.map { run in (run.name, run.variants.flatMap { numbers(of: $0, in: run) }) }
    )
    .map {
      "the runs \($0) and \($1) have the same numbers: what differs between them changed nothing"
    }
  }

  /// Variants of one denoiser that differ in parameters, and in no number.
  private func repeatedVariants(of run: ResultIndex.Run) -> [String] {
    let place = run.name.isEmpty ? "" : " of \(run.name)"
    return Dictionary(grouping: run.variants, by: \.denoiser).sorted { $0.key < $1.key }
      .flatMap { _, models in
        repetitions(models.map { ($0.label, numbers(of: $0, in: run)) })
      }
      .map {
        "\($0) and \($1)\(place) have the same numbers: what differs between them changed nothing"
      }
  }

  /// Every recorded value, by name and step.
  private func numbers(of model: ResultIndex.Model, in run: ResultIndex.Run) -> [[Double]] {
    (run.values + run.scoredMetrics.map(\.name)).flatMap { name in
      run.levels.indices.map { values(model, name, step: $0).map(\.value) }
    }
  }

  /// Each name whose numbers an earlier one has, with the first of these.
  private func repetitions(
    _ candidates: [(name: String, numbers: [[Double]])]
  ) -> [(String, String)] {
    var first: [[[Double]]: String] = [:]
    return candidates.compactMap { name, numbers in
      guard numbers.contains(where: { !$0.isEmpty }) else { return nil }
      if let other = first[numbers] { return (other, name) }
      first[numbers] = name
      return nil
    }
  }
}
