import Foundation
import Framework

/// The table that a run prints: the effective number of each denoiser at each step.
struct PosteriorSummary {
  let results: Results
  let run: ResultIndex.Run

  var lines: [String] {
    let rows = results.posteriorRows(run)
    var table = TextTable(
      header: ["denoiser"] + run.levels.map { String(format: "%.3g", $0.t) } + ["posteriors", "n"])
    for model in run.variants {
      let own = rows.filter { $0.model.label == model.label }
      let numbers = run.levels.indices.map { step in
        own.first { $0.step == step }?.means[PosteriorTask.Measure.effective.rawValue]
          .map { String(format: "%.3g", $0) } ?? "–"
      }
      let count = own.first?.means[PosteriorTask.posteriors].map { String(format: "%.0f", $0) }
      table.rows.append(
        ([model.label] + numbers + [count ?? "–", "\(own.first?.samples ?? 0)"])
          .map { TextTable.Cell($0) })
    }
    let counts = Set(run.variants.map(\.trainingImages)).sorted()
    let images = counts.map { count in
      "\(count) (ln \(String(format: "%.2f", Double(count).logarithm)))"
    }
    let place = run.name.isEmpty ? "" : " [\(run.name)]"
    return [
      "\(results.index.experiment)\(place): \(run.dataset), \(run.mode), effective number of images "
        + "1/Σw² by t, mean over posteriors and samples", "",
    ] + table.lines + [
      "",
      "Training images: \(images.joined(separator: ", ")). Windows of any place have more to weigh; "
        + "log_terms in posterior.csv is the logarithm of their number.", "",
    ]
  }
}

extension Double {
  /// ln.
  var logarithm: Double { Foundation.log(self) }
}
