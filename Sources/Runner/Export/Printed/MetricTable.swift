import Foundation
import Framework

/// The printed table of one metric at one step: how each variant does, and how the candidate compares.
struct MetricTable {
  let metric: ResultIndex.Metric
  let families: [ComparisonFamily]
  private let column: MetricValues
  private let candidate: String?
  private let showsIntervals: Bool

  init(
    _ results: Results, _ run: ResultIndex.Run, _ metric: ResultIndex.Metric, step: Int,
    showsIntervals: Bool
  ) {
    self.metric = metric
    self.showsIntervals = showsIntervals
    families = results.families(
      of: run, metric: metric, step: step, tests: [.means, .ranks, .equivalence])
    candidate = families.isEmpty ? nil : results.candidate(of: run)?.model.label
    column = MetricValues(results, run, metric, step: step)
  }

  var values: [(model: ResultIndex.Model, values: VariantValues)] { column.entries }
  var isOverTheSameSamples: Bool { column.isOverTheSameSamples }

  private static let longestHeading = 16

  var means: ComparisonFamily? { families.first { $0.test == .means } }
  var equivalence: ComparisonFamily? { families.first { $0.test == .equivalence } }

  var lines: [String] {
    var header = ["denoiser", "mean ± std"]
    if showsIntervals { header.append("95 % CI") }
    header += ["median", "n"]
    if let candidate {
      // The lines below the table name it in full.
      let candidate = candidate.count > Self.longestHeading ? "candidate" : candidate
      if means?.rows.contains(where: { $0.comparison.wins != nil }) == true {
        header.append("\(candidate) wins")
      }
      header.append("p (\(candidate))")
      if let margin = equivalence?.rows.first?.outcome.effect {
        header.append("p within ±\(JSON.number(margin).canonicalText)")
      }
    }
    var table = TextTable(header: header)
    let bestMean = column.best { $0.summary.mean }
    let bestMedian = column.best { $0.summary.median }
    for (model, values) in values {
      let summary = values.summary
      func number(_ value: Double, _ best: Double?) -> TextTable.Cell {
        TextTable.Cell(
          ResultSummary.number(value), isBest: model.role == .study && value == best)
      }
      var cells = [TextTable.Cell(model.label)]
      let mean =
        summary.mean.isNaN
        ? "–"
        : "\(ResultSummary.number(summary.mean)) ± \(ResultSummary.number(summary.standardDeviation))"
      cells.append(
        TextTable.Cell(mean, isBest: model.role == .study && summary.mean == bestMean))
      if showsIntervals {
        let interval = summary.confidenceInterval
        cells.append(
          TextTable.Cell(
            interval.low.isNaN
              ? "–"
              : "\(ResultSummary.number(interval.low)) … \(ResultSummary.number(interval.high))"))
      }
      cells += [number(summary.median, bestMedian), TextTable.Cell(String(summary.count))]
      cells += comparisonCells(model, header.count - cells.count)
      table.rows.append(cells)
    }
    return ["\(metric.name), \(metric.direction.words)"] + table.lines
  }

  /// Wins, p and p of equivalence; words where there are none.
  private func comparisonCells(_ model: ResultIndex.Model, _ count: Int) -> [TextTable.Cell] {
    guard let row = means?.rows.first(where: { $0.comparison.other == model.label }) else {
      let word = model.label == candidate || count == 0 ? "" : "–"
      return (0..<count).map { index in
        TextTable.Cell(index == 0 && model.role == .control ? "control" : word)
      }
    }
    var cells: [TextTable.Cell] = []
    if let wins = row.comparison.wins {
      let all = wins.wins + wins.losses + wins.ties
      cells.append(
        TextTable.Cell(
          all == 0
            ? "–" : "\(wins.wins) of \(all)" + (wins.ties > 0 ? " (\(wins.ties) equal)" : "")))
    }
    let side = row.comparison.side ?? ""
    let word = String(repeating: " ", count: max(1, 7 - side.count)) + side
    cells.append(TextTable.Cell(Self.p(row.deciding) + (row.deciding.isNaN ? "" : word)))
    if let row = equivalence?.rows.first(where: { $0.comparison.other == model.label }) {
      cells.append(TextTable.Cell(Self.p(row.deciding)))
    }
    return cells
  }

  static func p(_ value: Double) -> String {
    value.isNaN ? "–" : String(format: "%.2g", value)
  }
}
