import Foundation
import Framework

/// What a run prints: for each metric a table of one step, or of the means over all steps, and below
/// them what to keep in mind.
struct ResultSummary {
  let results: Results

  private var view: TableView { results.view }

  /// One block of lines for each run of the experiment.
  var lines: [String] { results.index.runs.flatMap(lines) }

  private func lines(_ run: ResultIndex.Run) -> [String] {
    guard let last = run.levels.indices.last, !run.metrics.isEmpty else { return [] }
    let isAnything = run.variants.contains { model in
      model.units.contains { results.finished($0, of: model) != nil }
    }
    guard isAnything else { return [title(run, last), "", "No sample is finished.", ""] }
    if view.showsSteps {
      let tables = run.metrics.flatMap { StepsTable(results, run, $0).lines }
      return [title(run, nil), ""] + tables
    }
    let step = view.step ?? last
    let tables = run.metrics.map {
      MetricTable(results, run, $0, step: step, showsIntervals: view.showsIntervals)
    }
    return [title(run, step), ""] + tables.flatMap { $0.lines + [""] }
      + SummaryNotes(results, run, tables).lines + [""]
  }

  private func title(_ run: ResultIndex.Run, _ step: Int?) -> String {
    let place = run.name.isEmpty ? "" : " [\(run.name)]"
    let steps = run.levels.count
    let which =
      switch step {
      case nil: "at \(steps) steps"
      case steps - 1: "at the last of \(steps) steps"
      case let step?: "at step \(step) of 0 to \(steps - 1)"
      }
    return "\(results.index.experiment)\(place): \(run.dataset), \(run.mode), "
      + "x_0 \(which) against \(run.referenceName ?? "nothing")"
  }

  /// Four significant digits are what a mean over images supports.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return value != 0 && (abs(value) < 1e-3 || abs(value) >= 1e5)
      ? String(format: "%.3e", value) : String(format: "%.4f", value)
  }
}

extension ResultIndex.Run {
  /// The reference's label, told apart from a variant that has the same.
  var referenceName: String? {
    guard let reference, variants.contains(where: { $0.label == reference }) else {
      return reference
    }
    return "the reference \(reference)"
  }
}

extension MetricDirection {
  /// As in a heading.
  var words: String {
    switch self {
    case .higherIsBetter: "higher is better"
    case .lowerIsBetter: "lower is better"
    case .none: "neither high nor low is better"
    }
  }
}
