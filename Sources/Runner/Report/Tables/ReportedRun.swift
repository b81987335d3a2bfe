import Framework

/// A run of a results folder, as it stands in the tables of a report.
struct ReportedRun: Sendable {
  let results: Results
  let run: ResultIndex.Run
  /// What tells it from the other runs; empty for the only one.
  var title = ""
  /// What its columns' names in CSV files start with.
  var prefix: String { title.isEmpty ? "" : title + ": " }

  var lastStep: Int { run.levels.count - 1 }

  /// The runs of several folders, each with the shortest title that no other has.
  static func all(of folders: [Results]) -> [ReportedRun] {
    var runs = folders.flatMap { results in
      results.index.runs.map { ReportedRun(results: results, run: $0) }
    }
    guard runs.count > 1 else { return runs }
    let titles: [(ReportedRun) -> String] = [
      { folders.count > 1 ? $0.run.dataset : ReportWords.run($0.run) },
      { [$0.run.dataset, ReportWords.run($0.run)].filter { !$0.isEmpty }.joined(separator: ", ") },
      {
        [
          $0.run.dataset, $0.run.reference.map { "against \(ReportWords.label($0))" } ?? "",
          $0.run.name,
        ]
        .filter { !$0.isEmpty }.joined(separator: ", ")
      },
      {
        [$0.results.index.experiment, ReportWords.run($0.run)].filter { !$0.isEmpty }.joined(
          separator: ", ")
      },
    ]
    // Against what is a part of every title where it differs.
    let hasReferences = Set(runs.map { $0.run.reference ?? "" }).count > 1
    for title in hasReferences ? Array(titles.dropFirst(2)) : titles {
      let found = runs.map(title)
      if Set(found).count == runs.count, !found.contains("") {
        for index in runs.indices { runs[index].title = found[index] }
        return runs
      }
    }
    for index in runs.indices {
      runs[index].title = "\(index + 1): \(titles[3](runs[index]))"
    }
    return runs
  }

  /// The values of every variant at the last step.
  func values(_ metric: ResultIndex.Metric) -> MetricValues {
    MetricValues(results, run, metric, step: lastStep)
  }

  func metric(_ name: String) -> ResultIndex.Metric? { run.metrics.first { $0.name == name } }

  func variant(_ label: String) -> ResultIndex.Model? { run.variants.first { $0.label == label } }
}

/// Words of reports.
enum ReportWords {
  /// A metric as papers write it.
  static func metric(_ name: String) -> String {
    switch name {
    case "r2": "r²"
    case "mse", "psnr": name.uppercased()
    default: name
    }
  }

  /// A label as the spec wrote it: results hold it with the characters encoded that a file's name
  /// should not hold.
  static func label(_ label: String) -> String { label.removingPercentEncoding ?? label }

  /// What tells a run from others of its experiment; of a swept object with one key, its value.
  static func run(_ run: ResultIndex.Run) -> String {
    run.name.replacing(/\{"(?:source|name)":"([^"]*)"\}/) { $0.output.1 }
  }

  /// How the samples of a run hang together.
  static func design(_ mode: String) -> String {
    switch mode {
    case "trajectory": "Every denoiser runs its own reverse process from the same noise"
    case "single_step": "The reference answers at the noisy images of each denoiser's own process"
    case "forward": "All answer at the same noised images"
    case "reverse": "All answer at the noisy images of the reference's own process"
    case "npy": "All answer at the same given noisy images"
    default: "Samples come about as \(mode)"
    }
  }

  /// The designs of several runs, each with the runs that it is of where they differ.
  static func designs(_ runs: [ReportedRun]) -> [String] {
    let modes = runs.map(\.run.mode).distinct
    guard modes.count > 1 else { return modes.map { design($0) + "." } }
    return modes.map { mode in
      let titles = runs.filter { $0.run.mode == mode }.map(\.title).distinct
      return titles.joined(separator: "; ") + ": " + design(mode).prefix(1).lowercased()
        + design(mode).dropFirst() + "."
    }
  }

  /// A test, in a sentence.
  static func test(_ name: String) -> String {
    switch name {
    case "paired": "paired t-test"
    case "welch": "Welch's t-test"
    case "student": "Student's t-test"
    case "wilcoxon": "Wilcoxon's signed-rank test"
    case "mann-whitney": "Mann and Whitney's test"
    default: name
    }
  }

  static func correction(_ correction: Correction) -> String {
    switch correction {
    case .holm: "Holm-corrected"
    case .bh: "Benjamini-Hochberg-corrected"
    case .none: "not corrected"
    }
  }

  /// `n = 32`, or which run has how many.
  static func count(_ runs: [ReportedRun]) -> String {
    func seeds(_ run: ResultIndex.Run) -> String {
      run.pooledSeeds.map(String.init).spokenPlainly()
    }
    let counts = Set(runs.map(\.run.samples))
    let pooled = runs.map(\.run.pooledSeeds).distinct
    if counts.count == 1, pooled.count == 1, let run = runs.first?.run {
      return "n = \(run.samples) samples"
        + (run.pooledSeeds.isEmpty ? "" : ", pooled over the seeds \(seeds(run))")
    }
    return "Samples: "
      + runs.map {
        "\($0.title) n = \($0.run.samples)"
          + ($0.run.pooledSeeds.isEmpty ? "" : " (seeds \(seeds($0.run)))")
      }.joined(separator: ", ")
  }
}

extension [ReportedRun] {
  /// Runs that fit beside each other on a page.
  private static var mostBeside: Int { 4 }

  /// The runs in parts that fit, each with what the name of its table ends with.
  var parts: [(runs: [ReportedRun], suffix: String)] {
    stride(from: 0, to: count, by: Self.mostBeside).map { start in
      let number = start / Self.mostBeside + 1
      return (
        Array(self[start..<Swift.min(start + Self.mostBeside, count)]),
        number > 1 ? "-\(number)" : ""
      )
    }
  }
}

extension Sequence where Element: Equatable {
  /// Each element once, where it appears first.
  var distinct: [Element] {
    reduce(into: []) { found, element in
      if !found.contains(element) { found.append(element) }
    }
  }
}
