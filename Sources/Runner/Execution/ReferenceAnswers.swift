import Framework

/// The recorded answers of a run's reference, block by block.
struct ReferenceAnswers: Sendable {
  private let run: RunPlan
  private let folder: ResultsFolder
  /// By the first sample of the block.
  private let records: [Int: UnitRecord]

  /// Reads the records; their arrays are read when they are asked for.
  init(_ run: RunPlan, _ index: ResultIndex.Run, _ folder: ResultsFolder) {
    self.run = run
    self.folder = folder
    var records: [Int: UnitRecord] = [:]
    if let model = index.referenceModel {
      for unit in model.units {
        let state = folder.state(index.expectation(of: unit, of: model), readingArrays: false)
        if case .recorded(let record) = state { records[unit.samples.lowerBound] = record }
      }
    }
    self.records = records
  }

  /// The record of the reference's answers to a unit's samples; nil if it has none of its own.
  func record(for unit: Unit) -> UnitRecord? { records[unit.samples.lowerBound] }

  /// The answers to a unit's samples, where what is computed of the unit may be made from them.
  ///
  /// - Throws: ``RunError`` if the reference failed there, ``FormatError`` for a damaged array.
  func trajectory(for unit: Unit) throws -> Trajectory? {
    guard let reference = run.reference, !run.spec.asksReferenceAlongCandidates,
      run.spec.isMadeFromReference || !(run.task is any ComparisonTask)
    else { return nil }
    guard let record = record(for: unit) else {
      throw RunError("the answers of the reference \(reference.variant.label) are missing")
    }
    if let error = record.error {
      throw RunError(FailureReport.referenceFailure(reference.variant.label, error))
    }
    let first = unit.samples.lowerBound
    return Trajectory(
      noisy: try folder.array(KeptArray.noisy, of: record).batches(firstSample: first),
      estimates: try folder.array(KeptArray.estimates, of: record).batches(firstSample: first))
  }
}
