import Framework

/// Reads the records of an index's units and joins them with their metrics.
struct ResultsReader {
  let folder: ResultsFolder
  private(set) var records: [UnitPlace: UnitRecord] = [:]
  private(set) var damage: [String] = []
  private(set) var missing: [MissingUnit] = []

  init(folder: ResultsFolder) { self.folder = folder }

  mutating func read(_ run: ResultIndex.Run) {
    for model in run.models {
      for unit in model.units {
        let place = UnitPlace(run: model.run, id: unit.id)
        // Two labels of one model are one unit.
        guard records[place] == nil else { continue }
        guard var record = record(unit, of: model, in: run) else {
          missing.append(MissingUnit(model: model, unit: unit, lacksOnlyMetrics: false))
          continue
        }
        if !model.isReference, !run.scoredMetrics.isEmpty {
          addMetrics(to: &record, of: unit, of: model, in: run)
        }
        records[place] = record
      }
    }
  }

  private mutating func record(
    _ unit: Unit, of model: ResultIndex.Model, in run: ResultIndex.Run
  ) -> UnitRecord? {
    // Arrays are read where something is made from them.
    let readsArrays = run.savesArrays || run.scoredMetrics.isEmpty && !run.arrays.isEmpty
    switch folder.state(run.expectation(of: unit, of: model), readingArrays: readsArrays) {
    case .missing, .lacking: return nil
    case .recorded(let record): return record
    case .damaged(let problem):
      damage.append(problem)
      return nil
    }
  }

  /// Fills in the metrics; a unit whose reference failed has failed, as far as metrics go.
  private mutating func addMetrics(
    to record: inout UnitRecord, of unit: Unit, of model: ResultIndex.Model,
    in run: ResultIndex.Run
  ) {
    let lack = MissingUnit(model: model, unit: unit, lacksOnlyMetrics: true)
    guard record.isFinished else { return }
    let answers = referenceRecord(of: unit, in: run)
    if let error = answers?.error, let label = run.reference {
      record.error = FailureReport.referenceFailure(label, error)
      return
    }
    let found: UnitMetrics
    do {
      found = try folder.metrics(of: unit, steps: run.levels.count)
    } catch {
      damage.append("\(error)")
      missing.append(lack)
      return
    }
    let sources = UnitMetrics.sources(of: record, reference: answers, in: run)
    for (metric, source) in sources {
      guard let entry = found.entries[source] else { continue }
      record.values[metric.name] = entry.values
      record.metricSeconds += entry.seconds
      let known = record.processor?.metric
      record.processor?.metric = entry.processorSeconds.flatMap { seconds in
        known.map { $0 + seconds }
      }
    }
    if record.values.count < run.scoredMetrics.count { missing.append(lack) }
  }

  /// The reference's answers to a unit's samples, where it has answers of its own.
  private func referenceRecord(of unit: Unit, in run: ResultIndex.Run) -> UnitRecord? {
    run.referenceModel.flatMap { model in
      run.referenceUnit(for: unit).flatMap { records[UnitPlace(run: model.run, id: $0.id)] }
    }
  }
}

extension ResultIndex.Run {
  /// The metrics that are computed from recorded estimates.
  var scoredMetrics: [ResultIndex.Metric] {
    reference != nil && arrays.contains(KeptArray.estimates) ? metrics : []
  }

  /// The reference's unit of the same samples, where it has answers of its own.
  func referenceUnit(for unit: Unit) -> Unit? {
    referenceModel?.units.first { $0.samples == unit.samples }
  }

  /// What the record of a model's unit holds.
  func expectation(of unit: Unit, of model: ResultIndex.Model) -> UnitExpectation {
    UnitExpectation(
      unit: unit, steps: levels.count, values: model.isReference ? [] : values,
      arrays: model.isReference ? KeptArray.ofReference : arrays)
  }
}

extension UnitMetrics {
  /// What each metric of a unit is computed from; none that cannot be computed.
  ///
  /// - Parameter reference: the record of the reference's own answers, where it has any.
  static func sources(
    of record: UnitRecord, reference: UnitRecord?, in run: ResultIndex.Run
  ) -> [(metric: ResultIndex.Metric, source: Source)] {
    guard let estimates = record.arrays[KeptArray.estimates],
      let answers = record.arrays[KeptArray.reference]
        ?? reference?.arrays[KeptArray.estimates]
    else { return [] }
    return run.scoredMetrics.map { metric in
      (
        metric,
        Source(
          metric: metric.identity, estimates: estimates.hash, reference: answers.hash)
      )
    }
  }
}
