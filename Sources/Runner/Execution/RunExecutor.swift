import Foundation
import Framework

/// Computes what one run has left to do.
struct RunExecutor: Sendable {
  let run: RunPlan
  let index: ResultIndex.Run
  let library: DataLibrary
  let folder: ResultsFolder
  private let progress: Progress
  private let interrupt: Interrupt

  init(
    run: RunPlan, index: ResultIndex.Run, library: DataLibrary, folder: ResultsFolder,
    _ executor: Executor
  ) {
    self.run = run
    self.index = index
    self.library = library
    self.folder = folder
    progress = executor.progress
    interrupt = executor.interrupt
  }

  /// What the run's models have left to do.
  func loads(_ pending: PendingWork) -> [Progress.Load] {
    func load(_ model: ModelPlan, _ units: Int) -> Progress.Load {
      Progress.Load(
        model: progressKey(model), denoiser: model.variant.denoiser.name,
        left: units * run.spec.levels.count)
    }
    return [run.reference].compactMap { $0 }.map { load($0, pending.reference.count) }
      + pending.variants.map { load($0.model, $0.units.count) }
  }

  private func progressKey(_ model: ModelPlan) -> String {
    "\(run.index) \(model.isReference) \(model.variant.label)"
  }

  func execute(_ pending: PendingWork, _ outcome: inout Executor.Outcome) throws {
    guard let task = run.task else { return }
    let training = try training(nil)
    let scorer =
      index.scoredMetrics.isEmpty
      ? nil : Scorer(run: run, index: index, folder: folder, training: training)
    var asked: Fitted?
    let isAsked = run.spec.asksReferenceAlongCandidates
    if let model = run.reference,
      isAsked && !pending.variants.isEmpty || !pending.reference.isEmpty
    {
      let fitted = fit(model)
      if isAsked { asked = fitted }
      try computeReference(pending.reference, model, fitted, &outcome)
    }
    let answers = ReferenceAnswers(run, index, folder)
    // Several variants at once where one has fewer units than there are threads.
    var rest = pending.variants[...]
    while !rest.isEmpty, !interrupt.isRequested {
      var window: [(model: ModelPlan, units: [Unit])] = []
      var size = 0
      while let next = rest.first, window.isEmpty || size < WorkPool.shared.threads {
        window.append(next)
        size += next.units.count
        rest = rest.dropFirst()
      }
      let models = window
      let fitted = WorkPool.shared.map(models.count) { fit(models[$0].model) }
      // The model of each unit, by the unit's position in the window.
      let owners = models.indices.flatMap { model in models[model].units.map { _ in model } }
      let units = models.flatMap(\.units)
      try record(units, &outcome) { [asked] position, record in
        let (owner, unit) = (owners[position], units[position])
        if position == owners.firstIndex(of: owner) { record.fitSeconds = fitted[owner].seconds }
        let question = UnitQuestion(
          run: run, samples: unit.samples, training: training,
          model: try timed(fitted[owner], models[owner].model, unit),
          reference: try answers.trajectory(for: unit),
          askedReference: try asked.map { try timed($0, nil, unit) })
        let name = models[owner].model.variant.label
        let answer = try progress.during("evaluating \(name)") { try task.answer(question) }
        record.denoiseSeconds = question.model.seconds
        record.values = answer.values
        record.methods = answer.methods
        return answer.arrays
      } then: { position, record in
        try scorer?.score(units[position], record, against: answers.record(for: units[position]))
      }
    }
    guard let scorer else { return }
    // What was recorded before, and lacks a metric.
    try progress.during("computing metrics") {
      try WorkPool.shared.forEach(pending.unscored.count) { position in
        guard !interrupt.isRequested else { return }
        let (unit, record) = pending.unscored[position]
        try scorer.score(unit, record, against: answers.record(for: unit))
      }
    }
  }

  private func computeReference(
    _ units: [Unit], _ model: ModelPlan, _ fitted: Fitted, _ outcome: inout Executor.Outcome
  ) throws {
    try record(units, &outcome) { position, record in
      if position == 0 { record.fitSeconds = fitted.seconds }
      let timed = try timed(fitted, model, units[position])
      let answers = try progress.during("evaluating \(model.variant.label)") {
        switch run.spec.inputs {
        case .forward, .npy: try timed.answersAtSource()
        case .reverse, .candidate, nil: try timed.sample()
        }
      }
      record.denoiseSeconds = timed.seconds
      return [
        KeptArray.estimates: NpyArray(answers.estimates), KeptArray.noisy: NpyArray(answers.noisy),
      ]
    }
  }

  // MARK: Models

  /// A fitted model, or why there is none; and how long that took.
  private struct Fitted: Sendable {
    let model: Result<any Denoiser, any Error>
    let seconds: Double
  }

  private func fit(_ model: ModelPlan) -> Fitted {
    let start = ContinuousClock.now
    let result = progress.during("fitting \(model.variant.label)") {
      Result { try model.variant.denoiser.make.fit(try training(model.variant.dataset)) }
    }
    return Fitted(model: result, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// The model as it is asked about a unit; nil for one whose evaluations are not counted.
  private func timed(_ fitted: Fitted, _ model: ModelPlan?, _ unit: Unit) throws -> TimedModel {
    let key = model.map { progressKey($0) }
    return TimedModel(try fitted.model.get(), run: run, samples: unit.samples) { seconds in
      if let key { progress.tick(key, seconds: seconds) }
    }
  }

  private func training(_ request: DatasetRequest?) throws -> TrainingSet {
    try library.trainingSet(request ?? run.spec.dataset, seed: run.spec.seed)
  }

  // MARK: Records

  /// Computes units side by side and writes their records; a unit that throws is recorded with its
  /// error, and the others go on.
  ///
  /// - Parameters:
  ///   - compute: fills in the record of the unit at a position, and returns its arrays.
  ///   - then: what is done with a unit that has been recorded.
  private func record(
    _ units: [Unit], _ outcome: inout Executor.Outcome,
    _ compute: @Sendable (Int, inout UnitRecord) throws -> [String: NpyArray],
    then: @Sendable (Int, UnitRecord) throws -> Void = { _, _ in }
  ) throws {
    let results = try WorkPool.shared.map(units.count) { position -> Bool? in
      guard !interrupt.isRequested else { return nil }
      let unit = units[position]
      var record = UnitRecord(id: unit.id, samples: unit.samples)
      var arrays: [String: NpyArray] = [:]
      do {
        arrays = try compute(position, &record)
      } catch {
        record.values = [:]
        record.error = error.plainText
      }
      record.threads = WorkPool.shared.threads
      record.instructionSet = InstructionSet.current.rawValue
      record.peakMemory = Platform.peakMemory
      try folder.save(&record, arrays)
      if record.isFinished { try then(position, record) }
      return record.isFinished
    }
    outcome.computed += results.count { $0 == true }
    outcome.failed += results.count { $0 == false }
  }
}
