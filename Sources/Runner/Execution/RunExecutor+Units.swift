import Framework

extension RunExecutor {
  /// Units of one model.
  struct Batch: Sendable {
    let model: ModelPlan
    var units: [Unit]
  }

  /// How an attempt at a unit ended.
  private enum Attempt: Sendable {
    case computed, failed
    /// Another process was faster.
    case found(isFinished: Bool)
    /// Another process has it, or it cannot be computed yet, or the user asked to stop.
    case left
  }

  /// Computes units side by side and writes their records; a unit that throws is recorded with its
  /// error, and the others go on.
  ///
  /// A model is fitted once this process has claimed a unit of it, and not for the units of others.
  ///
  /// - Parameters:
  ///   - isTooEarly: whether a unit cannot be computed yet.
  ///   - prepare: called once if this process has anything to compute.
  ///   - answer: fills in the record of a unit, and returns its arrays.
  ///   - then: what is done with a unit that has been recorded in order, here or elsewhere.
  /// - Returns: the units that are left of every model.
  func compute(
    _ batches: [Batch], _ pending: PendingWork, _ outcome: inout Executor.Outcome,
    unless isTooEarly: @Sendable (Unit) -> Bool = { _ in false },
    before prepare: () -> Void = {},
    _ answer:
      @Sendable (ModelPlan, Unit, TimedModel, inout UnitRecord) throws -> [String: NpyArray],
    then: @Sendable (Unit, UnitRecord) throws -> Void = { _, _ in }
  ) throws -> [Batch] {
    let first = try batches.map { try claimFirst(of: $0, pending, unless: isTooEarly) }
    if first.contains(where: { $0 != nil }) { prepare() }
    let fitted = WorkPool.shared.map(batches.count) { number in
      first[number].map { _ in fit(batches[number].model) }
    }
    // The batch of each unit, by the unit's position.
    let owners = batches.indices.flatMap { batch in batches[batch].units.map { _ in batch } }
    let units = batches.flatMap(\.units)
    let attempts = try WorkPool.shared.map(units.count) { position -> Attempt in
      let (unit, model, owner) = (
        units[position], batches[owners[position]].model, owners[position]
      )
      let isFirst = first[owner]?.id == unit.id
      guard isFirst || !interrupt.isRequested && !isTooEarly(unit) else { return .left }
      guard let claim = try isFirst ? first[owner] : claim(unit) else { return .left }
      defer { claims.release(claim) }
      guard !interrupt.isRequested else { return .left }
      if let record = news(of: unit, model, pending) {
        progress.skip(progressKey(model), evaluations: run.spec.levels.count)
        if record.isFinished { try then(unit, record) }
        return .found(isFinished: record.isFinished)
      }
      guard let fitted = fitted[owner] else { return .left }
      let record = try self.record(unit) { record in
        if isFirst { record.fitSeconds = fitted.seconds }
        let merged = try merged(model, unit)
        let timed = try timed(
          fitted, model, unit, through: merged.map { .shared($0) } ?? .whole)
        let arrays = try answer(model, unit, timed, &record)
        if let merged { timed.add(merged) }
        record.denoiseSeconds = timed.seconds
        record.missed = timed.missed
        record.processor = ProcessorSeconds(
          denoise: timed.processorSeconds, fit: isFirst ? fitted.processorSeconds : 0)
        return arrays
      }
      if record.isFinished { try then(unit, record) }
      return record.isFinished ? .computed : .failed
    }
    var left = batches.map { Batch(model: $0.model, units: []) }
    for (position, attempt) in attempts.enumerated() {
      switch attempt {
      case .computed:
        outcome.computed += 1
        outcome.here.insert(units[position].id)
      // Runs of one plan share units too.
      case .found(isFinished: true) where outcome.here.contains(units[position].id):
        outcome.alreadyDone += 1
      case .found(isFinished: true): outcome.elsewhere += 1
      case .failed, .found(isFinished: false): outcome.failed += 1
      case .left: left[owners[position]].units.append(units[position])
      }
    }
    return left
  }

  private func record(
    _ unit: Unit, _ compute: (inout UnitRecord) throws -> [String: NpyArray]
  ) throws -> UnitRecord {
    var record = UnitRecord(id: unit.id, samples: unit.samples)
    var arrays: [String: NpyArray] = [:]
    do {
      arrays = try compute(&record)
    } catch {
      record.values = [:]
      record.error = error.plainText
    }
    record.threads = WorkPool.shared.threads
    record.instructionSet = InstructionSet.current.rawValue
    record.peakMemory = Platform.peakMemory
    try folder.save(&record, arrays)
    return record
  }

  // MARK: Claims

  private func claim(_ unit: Unit) throws -> Claim? {
    guard case .mine(let claim) = try claims.take(unit.id) else { return nil }
    return claim
  }

  /// Claims the first unit of a model that is still to be computed; nil if other processes have or
  /// have done them all.
  private func claimFirst(
    of batch: Batch, _ pending: PendingWork, unless isTooEarly: (Unit) -> Bool
  ) throws -> Claim? {
    for unit in batch.units where !interrupt.isRequested && !isTooEarly(unit) {
      guard news(of: unit, batch.model, pending) == nil, let claim = try claim(unit) else {
        continue
      }
      // Done between the look and the claim.
      guard news(of: unit, batch.model, pending) != nil else { return claim }
      claims.release(claim)
    }
    return nil
  }

  /// What another process has recorded of a unit since this one looked; nil if it is to be computed.
  private func news(
    of unit: Unit, _ model: ModelPlan, _ pending: PendingWork
  ) -> UnitRecord? {
    guard let stamp = folder.stamp(unit.id), stamp != pending.useless[unit.id],
      let described = index.models.first(where: {
        $0.isReference == model.isReference && $0.label == model.variant.label
      }),
      case .recorded(let record) = folder.state(
        index.expectation(of: unit, of: described), readingArrays: false)
    else { return nil }
    return record
  }
}

/// A value that is computed when it is first asked for.
final class Once<Value: Sendable>: Sendable {
  private let state: Locked<Value?> = Locked(nil)
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  var value: Value {
    state.withLock { value in
      if let value { return value }
      let made = make()
      value = made
      return made
    }
  }
}
