import Foundation
import Framework

/// What an estimate costs each denoiser: seconds, how they grow with the training images, and what
/// theory says.
struct RuntimeReport {
  private let runs: [ReportedRun]
  /// All that growth is found from.
  private let all: [ReportedRun]
  private let suffix: String
  private let catalogue: Catalogue

  /// The tables that the runs fill; none where nothing was timed.
  static func tables(_ runs: [ReportedRun], _ catalogue: Catalogue) -> [ReportTable] {
    runs.parts.compactMap {
      RuntimeReport(runs: $0.runs, all: runs, suffix: $0.suffix, catalogue: catalogue).table
    }
  }

  private func costs(_ label: String, _ runs: [ReportedRun]) -> [TimingSummary.Cost?] {
    runs.map { run in
      run.variant(label).flatMap { TimingSummary(results: run.results).cost($0) }
    }
  }

  private var table: ReportTable? {
    let labels = runs.flatMap(\.run.variants).map(\.label).distinct
    let costs = labels.map { self.costs($0, runs) }
    guard costs.contains(where: { $0.contains { $0 != nil } }) else { return nil }
    // Times of other data or machines are no part of one curve.
    let isOneCurve = Set(all.map { "\($0.results.index.experiment) \($0.run.shape)" }).count == 1
    let isSwept =
      isOneCurve
      && labels.contains {
        Set(self.costs($0, all).compactMap { $0?.trainingImages }).count > 1
      }
    var columns = [
      ReportTable.Column(heading: "denoiser", fields: ["denoiser"], isText: true),
      ReportTable.Column(heading: "cost", fields: ["cost"], isText: true),
    ]
    columns += runs.map { run in
      ReportTable.Column(
        group: run.title, heading: "s per image",
        fields: ["\(run.prefix)seconds", "\(run.prefix)training_images"])
    }
    if isSwept { columns.append(ReportTable.Column(heading: "growth", fields: ["growth"])) }
    columns.append(ReportTable.Column(heading: "fit, s", fields: ["fit_seconds"]))
    let rows = zip(labels, costs).map { label, costs -> [ReportTable.Cell] in
      let name = runs.lazy.compactMap { $0.variant(label)?.denoiser }.first ?? ""
      let complexity = (catalogue.denoisers[name] as? any Denoiser.Type)?.complexity
      var cells = [
        ReportTable.Cell(ReportWords.label(label), [.text(label)]),
        ReportTable.Cell(complexity ?? "–", [complexity.map(CSVValue.text) ?? .missing]),
      ]
      cells += costs.enumerated().map { place, cost in
        cost.map {
          ReportTable.Cell(
            Self.seconds($0.estimate), [.number($0.estimate), .integer($0.trainingImages)])
        } ?? .empty(columns[place + 2])
      }
      if isSwept {
        let growth = TimingSummary.growth(self.costs(label, all).compactMap { $0 })
        cells.append(
          ReportTable.Cell(
            growth.map { String(format: "%.2f", $0).replacing("-", with: "−") } ?? "–",
            [growth.map(CSVValue.number) ?? .missing]))
      }
      let fit = costs.compactMap { $0?.fit }.max()
      cells.append(
        ReportTable.Cell(fit.map(Self.seconds) ?? "–", [fit.map(CSVValue.number) ?? .missing]))
      return cells
    }
    return ReportTable(
      name: "runtime" + suffix, title: "Runtime", caption: caption(isSwept: isSwept),
      columns: columns,
      blocks: [rows])
  }

  private static func seconds(_ value: Double) -> String {
    value == 0 ? "0" : value < 0.001 ? NumberStyle.power(value) : String(format: "%.3g", value)
  }

  private func caption(isSwept: Bool) -> [String] {
    let models = runs.flatMap { run in run.run.models.map { (run, $0) } }
    let records = models.flatMap { run, model in
      model.units.compactMap { run.results.finished($0, of: model) }
    }
    let counts = Set(runs.flatMap(\.run.variants).map(\.trainingImages)).sorted()
    var sentences = [
      "Processor seconds for one image at one noise level, all threads together, the mean over "
        + "samples and levels"
        + (records.allSatisfy { $0.processor != nil }
          ? "." : "; of units that an earlier version computed, seconds on the clock."),
      "The cost is that of one image at one level, for n training images of m numbers; p is the size "
        + "of a mask, k that of a subset, M the number of copies.",
    ]
    if counts.count < 5 {
      sentences.append("Here n = \(counts.map(String.init).spokenPlainly()).")
    }
    if isSwept {
      sentences.append(
        "Growth: the exponent of n in the seconds, by least squares in the logarithms.")
    }
    sentences.append(
      "Fit: the longest one; 0 where another denoiser had done the work before.")
    return sentences
  }
}
