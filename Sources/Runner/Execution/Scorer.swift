import Framework

/// Computes the metrics of a unit from recorded arrays, and records them.
struct Scorer: Sendable {
  let run: RunPlan
  let index: ResultIndex.Run
  let folder: ResultsFolder
  /// The images that metrics of novelty look at: those of the run.
  let training: TrainingSet

  /// Computes the metrics that are not recorded yet, from the unit's arrays and the reference's.
  ///
  /// - Parameter answers: the record of the reference's answers, where it has any of its own.
  /// - Throws: ``FormatError`` for an array that is not as it was written.
  func score(_ unit: Unit, _ record: UnitRecord, against answers: UnitRecord?) throws {
    // What is damaged is written anew.
    var known =
      (try? folder.metrics(of: unit, steps: index.levels.count)) ?? UnitMetrics(unit)
    let sources = UnitMetrics.sources(of: record, reference: answers, in: index)
    guard sources.contains(where: { known.entries[$0.source] == nil }) else { return }
    let first = unit.samples.lowerBound
    let mine = try folder.array(KeptArray.estimates, of: record).batches(firstSample: first)
    let theirs = try referenceEstimates(record, answers).batches(firstSample: first)
    for (request, (_, source)) in zip(run.spec.metrics, sources)
    where known.entries[source] == nil {
      let start = ContinuousClock.now
      let (values, processor) = ProcessorTime.measuring {
        zip(mine, theirs).map { request.make.values($0, against: $1, training: training) }
      }
      known.entries[source] = UnitMetrics.Entry(
        values: values, seconds: (ContinuousClock.now - start) / .seconds(1),
        processorSeconds: processor)
    }
    try folder.save(known)
  }

  private func referenceEstimates(
    _ record: UnitRecord, _ answers: UnitRecord?
  ) throws -> NpyArray {
    if record.arrays[KeptArray.reference] != nil {
      return try folder.array(KeptArray.reference, of: record)
    }
    guard let answers else { throw RunError("the reference's answers are missing") }
    return try folder.array(KeptArray.estimates, of: answers)
  }
}
