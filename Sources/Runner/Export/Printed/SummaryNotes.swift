import Foundation
import Framework

/// The lines below the printed tables of a run: what p, wins and marks mean, and what to mind.
struct SummaryNotes {
  let results: Results
  let run: ResultIndex.Run
  let tables: [MetricTable]

  init(_ results: Results, _ run: ResultIndex.Run, _ tables: [MetricTable]) {
    self.results = results
    self.run = run
    self.tables = tables
  }

  var lines: [String] {
    (tests + tables.flatMap(warnings) + controls + marks).flatMap(Self.wrapped)
  }

  /// What is to be minded about the numbers, one sentence each.
  var cautions: [String] { tables.flatMap(warnings).map { String($0.dropFirst(2)) } }

  /// The words in lines of at most 100 columns, all but the first indented.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= 100 {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append((lines.isEmpty ? "" : "  ") + word)
      }
    }
    return lines
  }

  /// The labels, or that it is all of those shown.
  private func names(_ labels: [String]) -> String {
    labels.count > 2 && labels.count == run.variants.count
      ? "every variant" : labels.joined(separator: ", ")
  }

  /// What was tested, and how.
  private var tests: [String] {
    guard let options = run.significance, let candidate = results.candidate(of: run),
      let family = tables.lazy.compactMap(\.means).first
    else { return [] }
    let label = candidate.model.label
    let correction =
      switch options.correction {
      case .holm: ", Holm-corrected"
      case .bh: ", Benjamini-Hochberg-corrected"
      case .none: ""
      }
    let few = family.rows.contains { $0.comparison.hasFewSamples }
    var lines = [
      "p: \(label) against the row, \(options.test.rawValue) t-test, "
        + "\(options.alternative.rawValue)\(correction), and on which side the mean of \(label) lies."
        + (few ? " Fewer than \(Comparison.fewSamples) samples: take it with caution." : "")
    ]
    if !candidate.isNamed {
      lines.append("\(label) is compared because it stands last; the spec names no candidate.")
    }
    if tables.contains(where: { $0.equivalence != nil }) {
      lines.append(
        "p within ±: small where the mean difference is shown to lie in there, two one-sided t-tests"
          + "\(correction).")
    }
    if options.correction == .holm, tables.contains(where: { $0.means?.hasEqualSteps == true }) {
      lines.append(
        "Equal p in one column: Holm's method lets no p fall below that of a smaller raw p.")
    }
    return lines
  }

  private func warnings(_ table: MetricTable) -> [String] {
    let metric = table.metric.name
    var lines: [String] = []
    let ranks = table.families.first { $0.test == .ranks }
    let disagreeing = zip(table.means?.rows ?? [], ranks?.rows ?? []).filter { $0.0.disagrees }
    if let name = ranks?.rows.first?.outcome.test, !disagreeing.isEmpty {
      let list = disagreeing.map { "\($0.comparison.other) (p \(MetricTable.p($1.deciding)))" }
      lines.append(
        "! \(metric): the test by ranks (\(name)) decides otherwise for "
          + list.joined(separator: ", ") + ".")
    }
    let carried = table.values.filter { $0.values.extremes.carryTheMean }.map(\.model.label)
    if !carried.isEmpty {
      lines.append(
        "! \(metric): a few samples carry the mean of \(names(carried)): without the "
          + "\(share) farthest from the median it moves by more than a quarter of the interquartile range."
      )
    }
    let turned = (table.means?.rows ?? []).filter {
      ExtremeValues($0.comparison.differences).decideTheSign
    }
    if !turned.isEmpty {
      lines.append(
        "! \(metric): without the \(share) of the differences farthest from their median, the mean "
          + "difference to \(names(turned.map(\.comparison.other))) has the other sign.")
    }
    for (model, values) in table.values where values.missing + values.failed > 0 {
      let (missing, failed) = (values.missing, values.failed)
      let counts = [
        missing > 0 ? "\(missing) missing" : nil, failed > 0 ? "\(failed) failed" : nil,
      ]
      lines.append(
        "! \(metric) of \(model.label) leaves out samples: "
          + counts.compactMap { $0 }.joined(separator: ", ")
          + "; it is not over those of the others.")
    }
    for (model, values) in table.values where values.undefined > 0 {
      lines.append(
        "! \(metric) of \(model.label) is undefined for \(values.undefined) of "
          + "\(values.summary.count) samples: \(table.metric.undefinedWhen).")
    }
    return lines
  }

  private var share: String { "\(Int((ExtremeValues.share * 100).rounded())) %" }

  private var controls: [String] {
    let labels = run.variants.filter { $0.role == .control }.map(\.label)
    guard !labels.isEmpty else { return [] }
    return [
      labels.joined(separator: ", ") + (labels.count == 1 ? " is a control" : " are controls")
        + ": in no family of tests, never marked as best."
    ]
  }

  private var marks: [String] {
    let isMarked = tables.contains { table in
      table.metric.direction != .none && table.isOverTheSameSamples
        && table.values.count { $0.model.role == .study && !$0.values.summary.mean.isNaN } > 1
    }
    return isMarked && !Terminal.showsStyle ? ["* best of its column."] : []
  }
}
