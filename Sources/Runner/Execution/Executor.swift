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

  func execute() throws -> Outcome {
    var outcome = Outcome()
    let work = progress.during("looking for finished units") { plan.runs.map { ($0, pending($0)) } }
    outcome.alreadyDone = plan.units.count - work.reduce(0) { $0 + $1.1.unitCount }
    progress.start(work.flatMap { loads($0, $1) }, skipped: outcome.alreadyDone)
    defer { progress.finish() }
    for (run, pending) in work where pending.unitCount > 0 {
      guard let task = run.task else { continue }
      try execute(run, task, pending, &outcome)
      if interrupt.isRequested {
        outcome.interrupted = true
        break
      }
    }
    return outcome
  }

  /// What the models of a run have left to do.
  private func loads(_ run: RunPlan, _ pending: Pending) -> [Progress.Load] {
    func load(_ model: ModelPlan, _ units: Int) -> Progress.Load {
      Progress.Load(
        model: progressKey(model, run), denoiser: model.variant.denoiser.name,
        left: units * run.spec.levels.count)
    }
    return [run.reference].compactMap { $0 }.map { load($0, pending.reference.count) }
      + pending.variants.map { load($0.model, $0.units.count) }
  }

  private func progressKey(_ model: ModelPlan, _ run: RunPlan) -> String {
    "\(run.index) \(model.isReference) \(model.variant.label)"
  }

  // MARK: What is left to do

  private struct Pending {
    var reference: [Unit] = []
    var variants: [(model: ModelPlan, units: [Unit])] = []
    var unitCount: Int { reference.count + variants.reduce(0) { $0 + $1.units.count } }
  }

  /// Units without a good record. Answers of the reference are needed again only for pending
  /// variants, but an experiment is complete only with all of them.
  private func pending(_ run: RunPlan) -> Pending {
    Pending(
      reference: run.reference.map { model in
        model.units.filter { isPending($0, of: model, in: run) }
      } ?? [],
      variants: run.variants.map { model in
        (model, model.units.filter { isPending($0, of: model, in: run) })
      }.filter { !$0.1.isEmpty })
  }

  private func isPending(_ unit: Unit, of model: ModelPlan, in run: RunPlan) -> Bool {
    switch folder.state(of: unit, of: model, in: run) {
    case .missing: return true
    case .recorded(let record): return !record.isFinished
    case .damaged(let problem):
      Terminal.say("damaged, computed anew: \(problem)")
      return true
    }
  }

  // MARK: Running

  private func execute(
    _ run: RunPlan, _ task: any ModelTask, _ pending: Pending, _ outcome: inout Outcome
  ) throws {
    let training = try training(run, nil)
    var asked: Fitted?
    let isAsked = run.spec.asksReferenceAlongCandidates
    if let model = run.reference, isAsked || !pending.reference.isEmpty {
      let fitted = fit(model, run)
      if isAsked { asked = fitted }
      let first = pending.reference.first?.id
      try record(pending.reference, &outcome) { unit, record in
        if unit.id == first { record.fitSeconds = fitted.seconds }
        let timed = try self.timed(fitted, model, unit, run)
        let answers = try progress.during("evaluating \(model.variant.label)") {
          switch run.spec.inputs {
          case .forward, .npy: try timed.answersAtSource()
          case .reverse, .candidate, nil: try timed.sample()
          }
        }
        record.denoiseSeconds = timed.seconds
        try folder.save(answers.array, of: unit.id)
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
      let fitted = WorkPool.shared.map(models.count) { fit(models[$0].model, run) }
      // The model of each unit, by the unit's position in the window.
      let owners = models.indices.flatMap { model in models[model].units.map { _ in model } }
      let units = models.flatMap(\.units)
      try record(units, &outcome) { [asked] unit, record in
        let position = units.firstIndex { $0.id == unit.id }!
        let owner = owners[position]
        if position == owners.firstIndex(of: owner) { record.fitSeconds = fitted[owner].seconds }
        let question = UnitQuestion(
          run: run, samples: unit.samples, training: training,
          model: try timed(fitted[owner], models[owner].model, unit, run),
          reference: try asked == nil ? referenceAnswers(for: unit, run) : nil,
          askedReference: try asked.map { try timed($0, nil, unit, run) })
        let name = models[owner].model.variant.label
        let answer = try progress.during("evaluating \(name)") { try task.answer(question) }
        record.denoiseSeconds = question.model.seconds
        record.metricSeconds = answer.metricSeconds
        record.values = answer.values
        record.methods = answer.methods
        if let array = answer.array { try folder.save(array, of: unit.id) }
      }
    }
  }

  private func referenceAnswers(for unit: Unit, _ run: RunPlan) throws -> Trajectory? {
    guard let reference = run.reference,
      let block = reference.units.first(where: { $0.samples == unit.samples })
    else { return nil }
    switch folder.state(of: block, of: reference, in: run) {
    case .recorded(let record):
      if let error = record.error {
        throw RunError(Self.referenceFailure(reference.variant.label, error))
      }
      let shape = Trajectory.arrayShape(of: run, samples: unit.samples.count)
      if let array = try folder.array(block.id, shape: shape) {
        return Trajectory(array, firstSample: unit.samples.lowerBound)
      }
    case .missing, .damaged: break
    }
    throw RunError("the reference's arrays in \(folder.units.path) are missing or damaged")
  }

  /// What stands in the records of variants that could not be compared.
  static func referenceFailure(_ label: String, _ error: String) -> String {
    "the reference \(label) failed: \(error)"
  }

  /// A fitted model, or why there is none; and how long that took.
  private struct Fitted: Sendable {
    let model: Result<any Denoiser, any Error>
    let seconds: Double
  }

  private func fit(_ model: ModelPlan, _ run: RunPlan) -> Fitted {
    let start = ContinuousClock.now
    let result = progress.during("fitting \(model.variant.label)") {
      Result { try model.variant.denoiser.make.fit(try training(run, model.variant.dataset)) }
    }
    return Fitted(model: result, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// The model as it is asked about a unit; nil for one whose evaluations are not counted.
  private func timed(
    _ fitted: Fitted, _ model: ModelPlan?, _ unit: Unit, _ run: RunPlan
  ) throws -> TimedModel {
    let key = model.map { progressKey($0, run) }
    return TimedModel(try fitted.model.get(), run: run, samples: unit.samples) { seconds in
      if let key { progress.tick(key, seconds: seconds) }
    }
  }

  private func training(_ run: RunPlan, _ request: DatasetRequest?) throws -> TrainingSet {
    try library.trainingSet(request ?? run.spec.dataset, seed: run.spec.seed)
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
        record.error = error.plainText
      }
      record.threads = WorkPool.shared.threads
      record.instructionSet = InstructionSet.current.rawValue
      record.peakMemory = Platform.peakMemory
      try folder.save(record)
      return record.isFinished
    }
    outcome.computed += results.count { $0 == true }
    outcome.failed += results.count { $0 == false }
  }
}

extension ResultsFolder {
  /// What is known of a unit of a plan; the reference keeps its answers, a variant what its task says.
  func state(of unit: Unit, of model: ModelPlan, in run: RunPlan) -> UnitState {
    let shape =
      model.isReference
      ? Trajectory.arrayShape(of: run, samples: unit.samples.count)
      : run.task?.arrayShape(of: run, samples: unit.samples.count)
    let values = model.isReference ? [] : run.task?.valueNames(of: run.spec) ?? []
    return state(
      UnitExpectation(unit: unit, steps: run.spec.levels.count, values: values), arrayShape: shape)
  }
}
