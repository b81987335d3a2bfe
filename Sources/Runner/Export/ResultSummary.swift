import Foundation
import Framework

/// The table that a run prints: the last step's metrics by variant, the best marked, with the
/// p-value of the candidate against each.
struct ResultSummary {
  let results: Results

  /// One block of lines for each run of the experiment.
  var lines: [String] { results.index.runs.flatMap(lines) }

  private func lines(_ run: ResultIndex.Run) -> [String] {
    guard let last = run.levels.indices.last, !run.metrics.isEmpty else { return [] }
    let families = results.families(of: run).filter { $0.step == last }
    let main = families.first { $0.metric == run.metrics[0].name }
    var header = ["denoiser"] + run.metrics.map { "\($0.name) mean ± std" } + ["n"]
    if let main { header.append("p (\(main.candidate))") }
    var table = TextTable(header: header)
    let summaries = run.variants.map { model in
      run.metrics.map {
        SampleSummary(results.values(model, $0.name, step: last).map(\.value))
      }
    }
    for (row, model) in run.variants.enumerated() {
      var cells = [TextTable.Cell(model.label)]
      for (column, metric) in run.metrics.enumerated() {
        let mine = summaries[row][column]
        let means = summaries.map { $0[column].mean }.filter { !$0.isNaN }
        let best = metric.higherIsBetter ? means.max() : means.min()
        let text =
          mine.mean.isNaN
          ? "–" : "\(Self.number(mine.mean)) ± \(Self.number(mine.standardDeviation))"
        cells.append(TextTable.Cell(text, isBest: means.count > 1 && mine.mean == best))
      }
      cells.append(TextTable.Cell(String(summaries[row][0].count)))
      if let main {
        let comparison = main.comparisons.first { $0.other == model.label }
        cells.append(TextTable.Cell(comparison.map { text($0, run) } ?? ""))
      }
      table.rows.append(cells)
    }
    guard summaries.contains(where: { $0.contains { $0.count > 0 } }) else {
      return [title(run), "", "No sample is finished.", ""]
    }
    var lines = [title(run), ""] + table.lines + [""]
    if let main, let options = run.significance {
      lines.append(note(main, options))
    }
    if !Terminal.showsStyle { lines.append("* best of its column.") }
    return lines + [""]
  }

  private func title(_ run: ResultIndex.Run) -> String {
    let place = run.name.isEmpty ? "" : " [\(run.name)]"
    let steps = run.levels.count
    return "\(results.index.experiment)\(place): \(run.dataset), \(run.mode), "
      + "x_0 at the last of \(steps) steps against \(run.reference ?? "nothing")"
  }

  private func text(_ comparison: ComparisonFamily.Comparison, _ run: ResultIndex.Run) -> String {
    let p =
      switch run.significance?.correction {
      case .holm: comparison.holm
      case .bh: comparison.benjaminiHochberg
      default: comparison.test.pValue
      }
    return p.isNaN ? "–" : String(format: "%.2g", p)
  }

  private func note(_ family: ComparisonFamily, _ options: SignificanceOptions) -> String {
    let correction =
      switch options.correction {
      case .holm: ", Holm-corrected"
      case .bh: ", Benjamini-Hochberg-corrected"
      case .none: ""
      }
    let few = family.comparisons.contains { $0.test.nA < Results.fewSamples }
    return "p: \(family.candidate) against the row by \(family.metric), \(options.test.rawValue) "
      + "t-test, \(options.alternative.rawValue)\(correction)."
      + (few ? " Fewer than \(Results.fewSamples) samples: take it with caution." : "")
  }

  /// Four significant digits are what a mean over images supports.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return value != 0 && (abs(value) < 1e-3 || abs(value) >= 1e5)
      ? String(format: "%.3e", value) : String(format: "%.4f", value)
  }
}
