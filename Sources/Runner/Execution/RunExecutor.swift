import Foundation
import Framework

/// Computes what one run has left to do.
struct RunExecutor: Sendable {
  let run: RunPlan
  let index: ResultIndex.Run
  let library: DataLibrary
  let folder: ResultsFolder
  let progress: Progress
  let interrupt: Interrupt
  let claims: Claims
  let mergedShards: Int?

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
    claims = executor.claims
    mergedShards = executor.mergedShards
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

  func progressKey(_ model: ModelPlan) -> String {
    "\(run.index) \(model.isReference) \(model.variant.label)"
  }

  /// One pass over what is left: does all that this process can have now, and waits for nobody.
  ///
  /// - Returns: what is left: what other processes have claimed, and what needs answers of theirs.
  func pass(_ pending: PendingWork, _ outcome: inout Executor.Outcome) throws -> PendingWork {
    guard let task = run.task else { return PendingWork() }
    var left = pending.emptied
    let training = try training(nil)
    if let model = run.reference {
      left.reference = try compute(
        [Batch(model: model, units: pending.reference)], pending, &outcome,
        { _, unit, timed, record in try referenceAnswers(unit, timed) }
      )[0].units
    }
    let blocks = pending.variants.flatMap(\.units) + pending.unscored.map(\.unit)
    let answers = ReferenceAnswers(
      run, index, folder, of: Set(blocks.map(\.samples.lowerBound)))
    let scorer =
      index.scoredMetrics.isEmpty
      ? nil : Scorer(run: run, index: index, folder: folder, training: training)
    let later = Locked<[(unit: Unit, record: UnitRecord)]>([])
    let isAsked = run.spec.asksReferenceAlongCandidates
    let asked = Once { run.reference.map { fit($0) } }
    // Several variants at once where one has fewer units than there are threads.
    var rest = pending.variants.map { Batch(model: $0.model, units: $0.units) }
    while !rest.isEmpty, !interrupt.isRequested {
      let window = window(of: &rest)
      let unfinished = try compute(window, pending, &outcome) {
        answers.areNeeded(for: $0)
      } before: {
        if isAsked { _ = asked.value }
      } _: { model, unit, timed, record in
        let question = UnitQuestion(
          run: run, samples: unit.samples, training: training, model: timed,
          reference: try answers.trajectory(for: unit),
          askedReference: isAsked ? try asked.value.map { try self.timed($0, nil, unit) } : nil)
        let answer = try progress.during("evaluating \(model.variant.label)") {
          try task.answer(question)
        }
        record.values = answer.values
        record.methods = answer.methods
        return answer.arrays
      } then: { unit, record in
        guard let scorer, record.isFinished else { return }
        if answers.isWaiting(for: unit) {
          later.withLock { $0.append((unit, record)) }
        } else {
          try scorer.score(unit, record, against: answers.record(for: unit))
        }
      }
      left.variants += unfinished.filter { !$0.units.isEmpty }.map { ($0.model, $0.units) }
    }
    left.variants += rest.map { ($0.model, $0.units) }
    left.unscored = later.withLock { $0 }
    guard let scorer else { return left }
    // What was recorded before, and lacks a metric.
    left.unscored += try progress.during("computing metrics") {
      try WorkPool.shared.map(pending.unscored.count) { position -> Bool in
        let (unit, record) = pending.unscored[position]
        guard !interrupt.isRequested, !answers.isWaiting(for: unit),
          case .mine(let claim) = try claims.take(unit.id)
        else { return false }
        defer { claims.release(claim) }
        try scorer.score(unit, record, against: answers.record(for: unit))
        return true
      }.enumerated().filter { !$0.element }.map { pending.unscored[$0.offset] }
    }
    return left
  }

  private func referenceAnswers(
    _ unit: Unit, _ timed: TimedModel
  ) throws -> [String: NpyArray] {
    let answers = try progress.during("evaluating \(run.reference?.variant.label ?? "")") {
      switch run.spec.inputs {
      case .forward, .npy: try timed.answersAtSource()
      case .reverse, .candidate, nil: try timed.sample()
      }
    }
    return [
      KeptArray.estimates: NpyArray(answers.estimates), KeptArray.noisy: NpyArray(answers.noisy),
    ]
  }

  /// Takes as many models as keep the threads busy; first those that nobody else works at, so that
  /// processes fit different models as long as there are any.
  private func window(of rest: inout [Batch]) -> [Batch] {
    let elsewhere = Set(claims.elsewhere.keys)
    if !elsewhere.isEmpty {
      let (free, shared) = (
        rest.filter { !$0.units.contains { elsewhere.contains($0.id) } },
        rest.filter { $0.units.contains { elsewhere.contains($0.id) } }
      )
      rest = free + shared
    }
    var window: [Batch] = []
    var size = 0
    while let next = rest.first, window.isEmpty || size < WorkPool.shared.threads {
      window.append(next)
      size += next.units.count
      rest.removeFirst()
    }
    return window
  }

  // MARK: Models

  /// A fitted model, or why there is none; and how long that took.
  struct Fitted: Sendable {
    let model: Result<FittedModel, any Error>
    let seconds: Double
    let processorSeconds: Double
  }

  func fit(_ model: ModelPlan) -> Fitted {
    let start = ContinuousClock.now
    let (result, processor) = ProcessorTime.measuring {
      progress.during("fitting \(model.variant.label)") {
        Result { try fitted(model) }
      }
    }
    return Fitted(
      model: result, seconds: (ContinuousClock.now - start) / .seconds(1),
      processorSeconds: processor)
  }

  /// The model, fitted to the images of each of the samples' classes apart if it is to be.
  private func fitted(_ model: ModelPlan) throws -> FittedModel {
    let make = model.variant.denoiser.make
    guard model.withinClass, let classes = run.classes else {
      return .one(try make.fit(try training(model.variant.dataset)))
    }
    let request = model.variant.dataset ?? run.spec.dataset
    var denoisers: [Int: any Denoiser] = [:]
    for number in Set(classes).sorted() {
      denoisers[number] = try make.fit(
        try library.trainingSet(request, seed: run.spec.seed, class: number))
    }
    return .byClass(denoisers)
  }

  /// The model as it is asked about a unit; nil for one whose evaluations are not counted.
  ///
  /// - Parameter scan: who goes over the data.
  func timed(
    _ fitted: Fitted, _ model: ModelPlan?, _ unit: Unit, through scan: DataScan = .whole
  ) throws -> TimedModel {
    let key = model.map { progressKey($0) }
    return TimedModel(try fitted.model.get(), run: run, samples: unit.samples, through: scan) {
      if let key { progress.tick(key, seconds: $0) }
    }
  }

  private func training(_ request: DatasetRequest?) throws -> TrainingSet {
    try library.trainingSet(request ?? run.spec.dataset, seed: run.spec.seed)
  }
}
