import Foundation
import Framework

/// Everything that the CSV files are made from: the index and the records of the units.
struct ResultTables {
  let index: ResultIndex
  /// Records by unit; units without one are not in the tables.
  let records: [String: UnitRecord]
  /// Where the units' arrays lie.
  let folder: ResultsFolder

  init(_ index: ResultIndex, folder: ResultsFolder) {
    let units = index.runs.flatMap { $0.variants + [$0.referenceModel].compactMap { $0 } }
      .flatMap(\.units)
    let loaded = units.compactMap { folder.load($0.id) }
    self.index = index
    records = Dictionary(loaded.map { ($0.id, $0) }) { first, _ in first }
    self.folder = folder
  }

  /// The values of one metric at one step by sample; failed and missing samples are left out.
  func values(
    _ model: ResultIndex.Model, metric: String, step: Int
  ) -> [(sample: Int, value: Double)] {
    model.units.flatMap { unit -> [(sample: Int, value: Double)] in
      guard let record = records[unit.id], record.error == nil,
        let steps = record.values[metric], steps.indices.contains(step)
      else { return [] }
      return zip(unit.samples, steps[step]).map { ($0, $1) }
    }
  }

  /// Units that failed, with why.
  func failures(of model: ResultIndex.Model) -> [(unit: Unit, error: String)] {
    model.units.compactMap { unit in records[unit.id]?.error.map { (unit, $0) } }
  }

  func parameterFields(_ run: ResultIndex.Run, _ model: ResultIndex.Model) -> [CSVValue] {
    index.parameterColumns.map { column in
      field(
        run.swept.first { $0.key == column }?.value
          ?? model.parameters.first { $0.key == column }?.value)
    }
  }

  /// A parameter's value; missing for nil.
  func field(_ value: JSON?) -> CSVValue {
    switch value?.kind {
    case nil, .null: .missing
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .string(let text): .text(text)
    default: .text(value!.canonicalText)
    }
  }

  /// Paths of what was swept over whole runs, in order of appearance.
  var sweptColumns: [String] {
    index.parameterColumns.filter { column in
      index.runs.contains { $0.swept.contains { $0.key == column } }
    }
  }

  var parameterColumns: [String] { index.parameterColumns.map { "param.\($0)" } }

  /// Writes every CSV and their description.
  ///
  /// - Returns: the files, the most useful first.
  func write(to folder: ResultsFolder) throws -> [URL] {
    var files: [URL] = []
    let results =
      holdsFields
      ? [("sensitivity.csv", sensitivity())]
      : [
        ("summary.csv", summary()), ("significance.csv", significance()),
        ("samples.csv", samples()),
      ]
    for (name, table) in results + [("timing.csv", timing())] {
      let url = folder.file(name)
      try table.write(to: url)
      files.append(url)
    }
    let description = folder.file("columns.json")
    try AtomicFile.write(
      ColumnDescriptions.json(
        parameters: parameterColumns, swept: sweptColumns.map { "param.\($0)" }), to: description)
    return files + [description]
  }
}
