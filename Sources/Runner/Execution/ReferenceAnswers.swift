import Framework

/// The recorded answers of a run's reference, block by block.
struct ReferenceAnswers: Sendable {
  private let run: RunPlan
  private let folder: ResultsFolder
  /// By the first sample of the block.
  private let records: [Int: UnitRecord]

  /// First samples of the blocks that the reference has answers of its own to.
  private let blocks: Set<Int>

  /// Reads the records; their arrays are read when they are asked for.
  ///
  /// - Parameter samples: the first samples of the blocks that will be asked about.
  init(
    _ run: RunPlan, _ index: ResultIndex.Run, _ folder: ResultsFolder, of samples: Set<Int>
  ) {
    self.run = run
    self.folder = folder
    var records: [Int: UnitRecord] = [:]
    let units = index.referenceModel?.units.filter { samples.contains($0.samples.lowerBound) } ?? []
    blocks = Set(units.map(\.samples.lowerBound))
    if let model = index.referenceModel {
      for unit in units {
        let state = folder.state(index.expectation(of: unit, of: model), readingArrays: false)
        if case .recorded(let record) = state { records[unit.samples.lowerBound] = record }
      }
    }
    self.records = records
  }

  /// The record of the reference's answers to a unit's samples; nil if it has none of its own.
  func record(for unit: Unit) -> UnitRecord? { records[unit.samples.lowerBound] }

  /// Whether the reference's answers to a unit's samples are still to come.
  func isWaiting(for unit: Unit) -> Bool {
    blocks.contains(unit.samples.lowerBound) && record(for: unit) == nil
  }

  /// Whether what is computed of a unit is made from the reference's answers.
  private var areNeeded: Bool {
    run.reference != nil && !run.spec.asksReferenceAlongCandidates
      && (run.spec.isMadeFromReference || !(run.task is any ComparisonTask))
  }

  /// Whether a unit cannot be computed before the reference's answers are there.
  func areNeeded(for unit: Unit) -> Bool { areNeeded && isWaiting(for: unit) }

  /// The answers to a unit's samples, where what is computed of the unit may be made from them.
  ///
  /// - Throws: ``RunError`` if the reference failed there, ``FormatError`` for a damaged array.
  func trajectory(for unit: Unit) throws -> Trajectory? {
    guard areNeeded, let reference = run.reference else { return nil }
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
