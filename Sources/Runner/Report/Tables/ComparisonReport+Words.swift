import Framework

/// What the table of comparison says of itself.
extension ComparisonReport {
  func title(_ runs: [ReportedRun]) -> String {
    let metrics = metricNames(runs).map(ReportWords.metric).spokenPlainly()
    let references = Set(runs.compactMap(\.run.reference)).sorted().map(ReportWords.label)
    return "\(metrics) against \(references.isEmpty ? "nothing" : references.spokenPlainly())"
  }

  private func metricNames(_ runs: [ReportedRun]) -> [String] {
    runs.flatMap(\.run.metrics).map(\.name).distinct
  }

  func caption(_ runs: [ReportedRun], controls: [String]) -> [String] {
    let metrics = runs.flatMap(\.run.metrics)
    let directions = metricNames(runs).compactMap { name in
      metrics.first { $0.name == name }.map {
        "\(ReportWords.metric(name)): \($0.direction.words)"
      }
    }
    let steps = Set(runs.map(\.run.levels.count)).sorted().map(String.init)
    var sentences = [
      "The estimate of x₀ at the last of \(steps.joined(separator: " or ")) "
        + "step\(steps == ["1"] ? "" : "s"); \(directions.joined(separator: ", ")).",
      spreadWords, "\(ReportWords.count(runs)).",
    ]
    sentences += ReportWords.designs(runs)
    if runs.count == 1, let run = runs.first { sentences.append("Data: \(run.run.dataset).") }
    if metrics.contains(where: { $0.name == "r2" }) {
      sentences.append(
        "r² has no lower bound, and a few samples can carry its mean: the median stands beside it.")
    }
    if !controls.isEmpty {
      sentences.append(
        "Controls stand last, never marked or tested: "
          + "\(controls.map(ReportWords.label).joined(separator: ", ")).")
    }
    let incomplete = runs.contains { run in
      run.run.metrics.contains { !run.values($0).isOverTheSameSamples }
    }
    if incomplete {
      sentences.append("Samples are missing or failed; where they are, nothing is marked.")
    }
    return sentences
  }

  private var spreadWords: String {
    switch spread {
    case .std: "Means ± standard deviations over samples, and medians."
    case .ci: "Means with 95 % confidence intervals (Student's t over samples), and medians."
    case .quartiles: "Medians with the quartiles over samples."
    }
  }
}
