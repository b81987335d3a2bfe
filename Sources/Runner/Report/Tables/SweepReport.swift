import Framework

/// Tables of what was swept: a row for each denoiser, a column for each value, as ablations are
/// printed.
struct SweepReport {
  let runs: [ReportedRun]

  /// One table for each parameter that was swept inside denoisers, and one for each key that was
  /// swept over whole runs.
  var tables: [ReportTable] { parameterTables + runTables }

  /// A row: models or runs by the value that they have.
  struct Line {
    let run: ReportedRun
    /// As results have it, safe in files.
    let label: String
    var cells: [Cell] = []
  }

  struct Cell {
    let value: JSON
    let run: ReportedRun
    let model: ResultIndex.Model
  }

  // MARK: Inside denoisers

  private var parameterTables: [ReportTable] {
    let runs = runs.filter { !$0.run.metrics.isEmpty }
    var lines: [String: [Line]] = [:]
    var keys: [String] = []
    for run in runs {
      for (key, line) in parameterLines(run) {
        if !keys.contains(key) { keys.append(key) }
        lines[key, default: []].append(line)
      }
    }
    return keys.map { key in
      SweepTable(
        key: key, lines: lines[key]!, isPerRow: true, showsRuns: self.runs.count > 1
      ).table
    }
  }

  /// Variants of one entry that differ in one parameter; where they differ in several, in the one
  /// with the most values, and the others stand in the row's label.
  private func parameterLines(_ run: ReportedRun) -> [(key: String, line: Line)] {
    func base(_ label: String) -> String { String(label.prefix { $0 != "[" }) }
    let labels = run.run.variants.map { base($0.label) }.distinct
    return labels.flatMap { label -> [(key: String, line: Line)] in
      let models = run.run.variants.filter {
        base($0.label) == label && $0.role == .study
      }
      func values(_ key: String) -> [JSON] {
        models.compactMap { model in model.parameters.first { $0.key == key }?.value }.distinct
      }
      let varied = (models.first?.parameters.map(\.key) ?? []).filter { values($0).count > 1 }
      guard models.count > 1, let key = varied.max(by: { values($0).count < values($1).count })
      else { return [] }
      let others = varied.filter { $0 != key }
      var lines: [Line] = []
      for model in models {
        guard let value = model.parameters.first(where: { $0.key == key })?.value else { continue }
        let rest = others.compactMap { other in
          model.parameters.first { $0.key == other }.map { "\(other)=\($0.value.canonicalText)" }
        }.joined(separator: ", ")
        let title = label + (rest.isEmpty ? "" : " [\(rest)]")
        let place =
          lines.firstIndex { $0.label == title }
          ?? {
            lines.append(Line(run: run, label: title))
            return lines.count - 1
          }()
        lines[place].cells.append(Cell(value: value, run: run, model: model))
      }
      return lines.filter { $0.cells.count > 1 }.map { (key, $0) }
    }
  }

  // MARK: Over whole runs

  private var runTables: [ReportTable] {
    let runs = runs.filter { !$0.run.swept.isEmpty && !$0.run.metrics.isEmpty }
    let keys = runs.flatMap { $0.run.swept.map(\.key) }.distinct
    return keys.compactMap { key in
      var lines: [Line] = []
      for run in runs {
        guard let value = run.run.swept.first(where: { $0.key == key })?.value else { continue }
        // What else was swept tells lines apart.
        let rest = run.run.swept.filter { $0.key != key }.assignments
          .joined(separator: ", ")
        for model in run.run.variants {
          let label = model.label + (rest.isEmpty ? "" : " [\(rest)]")
          let place =
            lines.firstIndex {
              $0.label == label
                && $0.run.results.index.experiment == run.results.index.experiment
            }
            ?? {
              lines.append(Line(run: run, label: label))
              return lines.count - 1
            }()
          lines[place].cells.append(Cell(value: value, run: run, model: model))
        }
      }
      guard lines.contains(where: { $0.cells.map(\.value).distinct.count > 1 }) else { return nil }
      return SweepTable(key: key, lines: lines, isPerRow: false, showsRuns: false).table
    }
  }
}
