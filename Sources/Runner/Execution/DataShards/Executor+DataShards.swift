import Foundation
import Framework

/// What a process did for its part of the data.
struct DataShardOutcome {
  /// Units of which this process has nothing left to do, and all that are not finished.
  var done = 0
  var units = 0
  /// What was thrown, by unit.
  var failures: [String] = []
  /// Units whose second pass needs the first of other processes, and these.
  var waiting: [(question: String, shards: [Shard])] = []
  var interrupted = false
}

extension Executor {
  /// A unit that is not finished, and whose model can share its data.
  private struct Item: Sendable {
    let run: RunExecutor
    let shared: DataShardUnit
    /// Position of its model among all.
    let model: Int
  }

  /// Units that are not finished, in the order of the plan.
  ///
  /// - Parameter count: how many processes share the data.
  private func items(sharedBy count: Int) -> [Item] {
    var (items, models): ([Item], Int) = ([], 0)
    for (run, index) in zip(plan.runs, index.runs) {
      let found = PendingWork(run, index, in: folder) { _ in }
      let pending = own.map(found.restricted) ?? found
      let executor = RunExecutor(run: run, index: index, library: library, folder: folder, self)
      let reference = run.reference.map { [($0, pending.reference)] } ?? []
      for (model, units) in reference + pending.variants.map({ ($0.model, $0.units) }) {
        guard let passes = try? model.variant.denoiser.make.dataPasses() else { continue }
        items += units.map { unit in
          Item(
            run: executor,
            shared: DataShardUnit(
              folder: folder, model: model, unit: unit, count: count, passes: passes),
            model: models)
        }
        models += 1
      }
    }
    return items
  }

  /// What is lacking before the data's parts can be put together: one line for each model, pass and
  /// process; empty if nothing is.
  func lacking(ofDataShards count: Int) -> [String] {
    var (order, samples): ([String], [String: [String]]) = ([], [:])
    var damaged: [String] = []
    for item in items(sharedBy: count) {
      for (pass, shard, problem) in item.shared.lacking {
        if let problem { damaged.append("damaged: \(problem)") }
        guard problem == nil else { continue }
        let words = item.shared.passes > 1 ? "pass \(pass + 1) of " : ""
        let key = words + item.shared.model.variant.label + "\n" + "\(shard)"
        if samples[key] == nil { order.append(key) }
        samples[key, default: []].append(item.shared.unit.sampleText)
      }
    }
    return damaged
      + order.map { key in
        let parts = key.split(separator: "\n")
        return
          "missing: \(parts[0]), samples \(samples[key]!.joined(separator: ", ")), of data shard "
          + parts[1]
      }
  }

  /// Goes over one part of the data for all units that are not finished, and leaves the sums.
  func share(_ shard: Shard) throws -> DataShardOutcome {
    try OutputFolder.create(folder.dataShards)
    AbandonedFiles.remove(in: folder.dataShards)
    var outcome = DataShardOutcome()
    var left = progress.during("looking at recorded units") { items(sharedBy: shard.count) }
    outcome.units = left.count
    let fitted = OnceByKey<Int, RunExecutor.Fitted>()
    // What others do meanwhile may let this process go on.
    while !left.isEmpty, !interrupt.isRequested {
      let items = left
      let steps = WorkPool.shared.map(items.count) { number -> (computed: Bool, failure: String?) in
        let item = items[number]
        guard !interrupt.isRequested,
          case .compute(let exchange) = item.shared.step(of: shard, say: { Terminal.say($0) })
        else { return (false, nil) }
        do {
          let model = fitted.value(for: item.model) { item.run.fit(item.shared.model) }
          try item.run.sum(item.shared, model, exchange, shard)
          return (true, nil)
        } catch {
          return (false, "\(item.shared.key(0, shard).question): \(error.plainText)")
        }
      }
      outcome.failures += steps.compactMap(\.failure)
      outcome.waiting = []
      left = []
      for (item, step) in zip(items, steps) where step.failure == nil {
        switch item.shared.step(of: shard, say: { _ in }) {
        case .done: outcome.done += 1
        case .compute: left.append(item)
        case .waiting(let shards):
          left.append(item)
          outcome.waiting.append((item.shared.key(0, shard).question, shards))
        }
      }
      guard steps.contains(where: \.computed) else { break }
    }
    outcome.interrupted = interrupt.isRequested
    return outcome
  }
}

extension RunExecutor {
  /// Asks a model about a unit, and leaves what it sums up in the exchange's pass.
  fileprivate func sum(
    _ shared: DataShardUnit, _ fitted: Fitted, _ exchange: DataShardExchange, _ shard: Shard
  ) throws {
    let timed = try timed(fitted, shared.model, shared.unit, through: .shared(exchange))
    try progress.during("evaluating \(shared.model.variant.label)") {
      for level in run.spec.levels {
        do {
          _ = try timed.estimate(run.source.noisy(for: shared.unit.samples, at: level), at: level)
        } catch is ScanPause {}
      }
    }
    let file = DataShardFile(
      calls: exchange.computed, seconds: timed.seconds, processorSeconds: timed.processorSeconds)
    let key = shared.key(exchange.pass, shard)
    try file.write(key, to: folder.dataShard(key))
  }

  /// The sums of all processes for a unit; nil where its model does not share its data.
  func merged(_ model: ModelPlan, _ unit: Unit) throws -> DataShardExchange? {
    guard let count = mergedShards, let passes = try? model.variant.denoiser.make.dataPasses()
    else { return nil }
    return try DataShardUnit(
      folder: folder, model: model, unit: unit, count: count, passes: passes
    ).merged()
  }
}
