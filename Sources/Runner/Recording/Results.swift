import Foundation
import Framework

/// Everything that tables and files are made from: the index and the records of the units.
public struct Results: Sendable {
  public let index: ResultIndex
  /// Where the units lie.
  let folder: ResultsFolder
  /// Records with their metrics; units without one are not in the tables.
  private let records: [UnitPlace: UnitRecord]
  /// What is wrong with records and arrays that are there and cannot be used.
  let damage: [String]
  /// Units without a record that can be used, or without some of their metrics.
  let missing: [MissingUnit]
  /// What the printed tables show.
  var view = TableView()
  /// The plan and its data; nil where results are read without them.
  let origin: (plan: Plan, library: DataLibrary)?

  init(
    _ index: ResultIndex, folder: ResultsFolder, from origin: (Plan, DataLibrary)? = nil
  ) {
    self.index = index
    self.folder = folder
    self.origin = origin
    var reader = ResultsReader(folder: folder)
    for run in index.runs { reader.read(run) }
    records = reader.records
    damage = reader.damage
    missing = reader.missing
  }

  /// Records that were read before, under another index.
  init(
    _ index: ResultIndex, folder: ResultsFolder, records: [UnitPlace: UnitRecord],
    damage: [String], missing: [MissingUnit]
  ) {
    (self.index, self.folder, self.records) = (index, folder, records)
    (self.damage, self.missing, origin) = (damage, missing, nil)
  }

  /// The plan and the data, for tasks whose results are made from these alone.
  ///
  /// - Throws: ``RunError`` where there is nothing but the folder.
  public func source() throws -> (plan: Plan, library: DataLibrary) {
    guard let origin else {
      throw RunError(
        "the results of the task \"\(index.task)\" are made from the data, not from units; make "
          + "them again with locus run \(folder.file("spec.json").path)")
    }
    return origin
  }

  /// How many they are.
  var missingUnits: Int { missing.count }

  // MARK: Values

  /// The record of a unit, in order or failed; nil if it is missing.
  func record(_ unit: Unit, of model: ResultIndex.Model) -> UnitRecord? {
    records[UnitPlace(run: model.run, id: unit.id)]
  }

  /// The record of a unit in order; nil if the unit failed or is missing.
  func finished(_ unit: Unit, of model: ResultIndex.Model) -> UnitRecord? {
    record(unit, of: model).flatMap { $0.isFinished ? $0 : nil }
  }

  /// One recorded value at one step by sample; failed and missing samples are left out.
  public func values(
    _ model: ResultIndex.Model, _ name: String, step: Int
  ) -> [(sample: Int, value: Double)] {
    model.units.flatMap { unit -> [(sample: Int, value: Double)] in
      guard let steps = finished(unit, of: model)?.values[name], steps.indices.contains(step)
      else { return [] }
      return zip(unit.samples, steps[step]).map { ($0, $1) }
    }
  }

  /// Units that failed, with why.
  func failures(of model: ResultIndex.Model) -> [(unit: Unit, error: String)] {
    model.units.compactMap { unit in record(unit, of: model)?.error.map { (unit, $0) } }
  }
}

/// Where a unit stands: runs that differ in their reference share units, but not their metrics.
struct UnitPlace: Hashable, Sendable {
  /// Position of the run.
  let run: Int
  let id: String
}
