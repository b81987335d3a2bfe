import Foundation
import Framework

/// Everything that tables and files are made from: the index and the records of the units.
public struct Results: Sendable {
  public let index: ResultIndex
  /// Where the units lie.
  let folder: ResultsFolder
  /// Records by unit; units without one are not in the tables.
  let records: [String: UnitRecord]
  /// What is wrong with records that are there and cannot be used.
  let damage: [String]
  /// What the printed tables show.
  var view = TableView()
  /// The plan and its data; nil where results are read without them.
  private let origin: (plan: Plan, library: DataLibrary)?

  init(
    _ index: ResultIndex, folder: ResultsFolder, from origin: (Plan, DataLibrary)? = nil
  ) {
    self.index = index
    self.folder = folder
    self.origin = origin
    var records: [String: UnitRecord] = [:]
    var damage: [String] = []
    for run in index.runs {
      for model in run.models {
        for unit in model.units where records[unit.id] == nil {
          switch folder.state(run.expectation(of: unit, of: model)) {
          case .missing: break
          case .recorded(let record): records[unit.id] = record
          case .damaged(let problem): damage.append(problem)
          }
        }
      }
    }
    self.records = records
    self.damage = damage
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

  // MARK: Values

  /// The record of a unit in order; nil if the unit failed or is missing.
  func finished(_ unit: Unit) -> UnitRecord? {
    records[unit.id].flatMap { $0.isFinished ? $0 : nil }
  }

  /// One recorded value at one step by sample; failed and missing samples are left out.
  public func values(
    _ model: ResultIndex.Model, _ name: String, step: Int
  ) -> [(sample: Int, value: Double)] {
    model.units.flatMap { unit -> [(sample: Int, value: Double)] in
      guard let steps = finished(unit)?.values[name], steps.indices.contains(step) else {
        return []
      }
      return zip(unit.samples, steps[step]).map { ($0, $1) }
    }
  }

  /// Units that failed, with why.
  func failures(of model: ResultIndex.Model) -> [(unit: Unit, error: String)] {
    model.units.compactMap { unit in records[unit.id]?.error.map { (unit, $0) } }
  }

  /// Units that have no record, or one that cannot be used.
  var missingUnits: Int {
    index.runs.flatMap(\.models).flatMap(\.units).count { records[$0.id] == nil }
  }
}

extension ResultIndex.Run {
  /// What the record of a model's unit holds.
  func expectation(of unit: Unit, of model: ResultIndex.Model) -> UnitExpectation {
    // Units of the reference are its answers alone.
    let isReference = referenceModel.map { $0.units.contains { $0.id == unit.id } } ?? false
    return UnitExpectation(
      unit: unit, steps: levels.count, values: isReference ? [] : values)
  }
}
