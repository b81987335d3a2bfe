import Foundation
import Framework

/// The task `spectrum`: how the variance of a data set is spread over its principal components.
enum SpectrumTask {
  /// Rows of every run of the plan: component, eigenvalue, singular value, and shares of the energy.
  static func table(_ plan: Plan, library: DataLibrary) throws -> CSVTable {
    var table = CSVTable(columns: [
      "experiment", "run", "dataset", "dataset_sha256", "images", "component", "eigenvalue",
      "singular_value", "energy", "cumulative_energy",
    ])
    for entry in plan.settings {
      let training = try library.trainingSet(entry.setting.dataset, seed: entry.setting.seed)
      let spectrum = training.spectrum(ddof: 1)
      let total = spectrum.energy
      var running = 0.0
      for (component, value) in spectrum.values.enumerated() {
        running += value
        table.append(row: [
          .text(plan.experiment.name), .text(entry.name), .text(entry.setting.dataset.name),
          .text(entry.trainingHash), .integer(training.images.count), .integer(component),
          .number(value),
          // Singular value of the centred data matrix: σ² = λ (n − 1).
          .number((value * Double(max(training.images.count - 1, 0))).squareRoot()),
          total > 0 ? .number(value / total) : .missing,
          total > 0 ? .number(min(running / total, 1)) : .missing,
        ])
      }
    }
    return table
  }

  /// How many components hold given shares of the energy, for people.
  static func lines(_ plan: Plan, library: DataLibrary) throws -> [String] {
    let shares = [0.5, 0.9, 0.95, 0.99, 0.999]
    var text = TextTable(header: ["data set"] + shares.map { "\($0 * 100)%" } + ["all"])
    for entry in plan.settings {
      let training = try library.trainingSet(entry.setting.dataset, seed: entry.setting.seed)
      let spectrum = training.spectrum(ddof: 1)
      let name = entry.name.isEmpty ? entry.setting.dataset.name : entry.name
      let counts = shares.map { "\(spectrum.rank(droppingEnergy: 1 - $0))" }
      text.rows.append(
        ([name] + counts + ["\(spectrum.values.count)"]).map { TextTable.Cell($0) })
    }
    return ["Components that hold a share of the variance:", ""] + text.lines
  }
}
