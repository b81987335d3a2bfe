import Foundation
import Framework

/// Runs the units of a plan that are not finished yet, and records them.
struct Executor {
  let plan: Plan
  let library: DataLibrary
  let folder: ResultsFolder
  let progress: Progress
  let interrupt: Interrupt

  /// What happened to the units of a plan.
  struct Outcome {
    var computed = 0
    var failed = 0
    var alreadyDone = 0
    var interrupted = false
  }

  func run() throws -> Outcome {
    var outcome = Outcome()
    let work = plan.settings.map { setting in (setting, pending(setting)) }
    outcome.alreadyDone = plan.units.count - work.reduce(0) { $0 + $1.1.unitCount }
    progress.start(work.flatMap { loads($0, $1) }, skipped: outcome.alreadyDone)
    defer { progress.finish() }
    for (setting, pending) in work where pending.unitCount > 0 {
      try run(setting, pending, &outcome)
      if interrupt.isRequested {
        outcome.interrupted = true
        break
      }
    }
    return outcome
  }

  /// What the models of a setting have left to do.
  private func loads(_ setting: SettingPlan, _ pending: Pending) -> [Progress.Load] {
    func load(_ model: ModelPlan, _ units: Int) -> Progress.Load {
      Progress.Load(
        model: progressKey(model, setting), denoiser: model.variant.denoiser.name,
        left: units * setting.setting.levels.count)
    }
    return [setting.reference].compactMap { $0 }.map { load($0, pending.reference.count) }
      + pending.variants.map { load($0.model, $0.units.count) }
  }

  private func progressKey(_ model: ModelPlan, _ setting: SettingPlan) -> String {
    "\(setting.index) \(model.isReference) \(model.variant.label)"
  }

  /// What asks `model` and tells the progress how long that took.
  private func computer(
    _ setting: SettingPlan, _ training: TrainingSet, for model: ModelPlan
  ) -> UnitComputer {
    let key = progressKey(model, setting)
    return UnitComputer(plan: setting, training: training) { progress.tick(key, seconds: $0) }
  }

  // MARK: What is left to do

  private struct Pending {
    var reference: [Unit] = []
    var variants: [(model: ModelPlan, units: [Unit])] = []
    var unitCount: Int { reference.count + variants.reduce(0) { $0 + $1.units.count } }
  }

  /// Units without a good record. Answers of the reference are needed again only for pending
  /// variants, but an experiment is complete only with all of them.
  private func pending(_ setting: SettingPlan) -> Pending {
    func isPending(_ unit: Unit, keepsArrays: Bool) -> Bool {
      guard let record = folder.load(unit.id), record.error == nil else { return true }
      return keepsArrays && !folder.hasArrays(unit.id)
    }
    let keepsArrays = setting.setting.saveArrays || setting.setting.task == .sensitivity
    return Pending(
      reference: setting.reference?.units.filter { isPending($0, keepsArrays: true) } ?? [],
      variants: setting.variants.map { model in
        (model, model.units.filter { isPending($0, keepsArrays: keepsArrays) })
      }.filter { !$0.1.isEmpty })
  }

  // MARK: Running

  private func run(_ setting: SettingPlan, _ pending: Pending, _ outcome: inout Outcome) throws {
    let training = try training(setting, nil)
    var reference: Fitted?
    let isSingleStep = setting.setting.mode == "single_step"
    if let model = setting.reference, isSingleStep || !pending.reference.isEmpty {
      let fitted = fit(model, setting)
      reference = fitted
      let first = pending.reference.first?.id
      let computer = computer(setting, training, for: model)
      try record(pending.reference, &outcome) { unit, record in
        if unit.id == first { record.fitSeconds = fitted.seconds }
        let answer = try computer.reference(try fitted.get(), samples: unit.samples)
        record.denoiseSeconds = answer.seconds
        try folder.saveArrays(unit.id, answer.trajectory)
      }
    }
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
      let fitted = WorkPool.shared.map(models.count) { fit(models[$0].model, setting) }
      let computers = models.map { computer(setting, training, for: $0.model) }
      let single = isSingleStep ? reference : nil
      // The model of each unit, by the unit's position in the window.
      let owners = models.indices.flatMap { model in models[model].units.map { _ in model } }
      let units = models.flatMap(\.units)
      try record(units, &outcome) { unit, record in
        let position = units.firstIndex { $0.id == unit.id }!
        let owner = owners[position]
        if position == owners.firstIndex(of: owner) { record.fitSeconds = fitted[owner].seconds }
        try compute(unit, try fitted[owner].get(), setting, computers[owner], single, &record)
      }
    }
  }

  private func compute(
    _ unit: Unit, _ model: any Denoiser, _ setting: SettingPlan, _ computer: UnitComputer,
    _ singleStep: Fitted?, _ record: inout UnitRecord
  ) throws {
    var answers = try singleStep == nil ? referenceAnswers(for: unit, setting) : nil
    guard setting.setting.task != .sensitivity else {
      let answer = try computer.sensitivity(model, samples: unit.samples, reference: answers)
      record.denoiseSeconds = answer.seconds
      record.methods = answer.methods
      record.values = [
        UnitRecord.gradientError: answer.errors, UnitRecord.differenceStep: answer.differenceSteps,
      ]
      return try folder.saveFields(unit.id, answer.fields, setting)
    }
    let answer = try computer.variant(model, samples: unit.samples, reference: answers)
    record.denoiseSeconds = answer.seconds
    if let singleStep {
      answers = try computer.singleStep(try singleStep.get(), along: answer.trajectory)
    }
    if let answers {
      let start = ContinuousClock.now
      record.values = computer.metrics(answer.trajectory, against: answers)
      record.metricSeconds = (ContinuousClock.now - start) / .seconds(1)
    }
    if setting.setting.saveArrays { try folder.saveArrays(unit.id, answer.trajectory) }
  }

  private func referenceAnswers(for unit: Unit, _ setting: SettingPlan) throws -> Trajectory? {
    guard let reference = setting.reference,
      let block = reference.units.first(where: { $0.samples == unit.samples })
    else { return nil }
    if let error = folder.load(block.id)?.error {
      throw RunError("the reference \(reference.variant.label) failed: \(error)")
    }
    guard let arrays = folder.loadArrays(block.id, shape: setting.shape, samples: unit.samples)
    else {
      throw RunError("the reference's arrays in \(folder.units.path) are missing or damaged")
    }
    return arrays
  }

  /// A fitted model, or why there is none; and how long that took.
  private struct Fitted: Sendable {
    let model: Result<any Denoiser, any Error>
    let seconds: Double
    func get() throws -> any Denoiser { try model.get() }
  }

  private func fit(_ model: ModelPlan, _ setting: SettingPlan) -> Fitted {
    progress.say("fitting \(model.variant.label)")
    let start = ContinuousClock.now
    let result = Result {
      try model.variant.denoiser.make.fit(try training(setting, model.variant.dataset))
    }
    return Fitted(model: result, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  private func training(
    _ setting: SettingPlan, _ request: DatasetRequest?
  ) throws -> TrainingSet {
    try library.trainingSet(
      request ?? setting.setting.dataset, seed: setting.setting.seed)
  }

  /// Computes units side by side and writes their records; a unit that throws is recorded with its
  /// error, and the others go on.
  private func record(
    _ units: [Unit], _ outcome: inout Outcome,
    _ compute: @Sendable (Unit, inout UnitRecord) throws -> Void
  ) throws {
    let results = try WorkPool.shared.map(units.count) { index -> Bool? in
      guard !interrupt.isRequested else { return nil }
      let unit = units[index]
      var record = UnitRecord(id: unit.id, samples: unit.samples)
      do {
        try compute(unit, &record)
      } catch {
        record.values = [:]
        record.error = "\(error)"
      }
      record.threads = WorkPool.shared.threads
      record.instructionSet = InstructionSet.current.rawValue
      record.peakMemory = Platform.peakMemory
      try folder.save(record)
      return record.error == nil
    }
    outcome.computed += results.count { $0 == true }
    outcome.failed += results.count { $0 == false }
  }
}
