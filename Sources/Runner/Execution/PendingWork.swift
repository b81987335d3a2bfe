import Framework

/// What a run has left to do.
struct PendingWork {
  /// Units of the reference without a good record.
  var reference: [Unit] = []
  var variants: [(model: ModelPlan, units: [Unit])] = []
  /// Units whose estimates are recorded, but not all their metrics.
  var unscored: [(unit: Unit, record: UnitRecord)] = []
  /// Units of which nothing is left to do.
  var finished = 0
  /// Versions of records that are of no use: of units that failed, or are damaged. One that looks
  /// otherwise later was written by another process.
  private(set) var useless: [String: FileStamp] = [:]

  /// Nothing to do, of a run of which nothing is left.
  init() {}

  var units: Int { reference.count + variants.reduce(0) { $0 + $1.units.count } }
  var isEmpty: Bool { units == 0 && unscored.isEmpty }

  /// The same run with nothing left to do.
  var emptied: PendingWork {
    var work = PendingWork()
    work.useless = useless
    return work
  }

  /// The units that are left.
  var ids: [String] {
    reference.map(\.id) + variants.flatMap { $0.units.map(\.id) } + unscored.map(\.unit.id)
  }

  /// How much is left.
  var count: Int { units + unscored.count }

  /// Looks at every record of a run, and at every array that a record vouches for.
  ///
  /// - Parameter say: told of everything that is there and not as it was written.
  init(
    _ run: RunPlan, _ index: ResultIndex.Run, in folder: ResultsFolder,
    say: (String) -> Void
  ) {
    var seen: Set<String> = []
    var lacking = 0
    var records: [String: UnitRecord] = [:]
    for (model, described) in zip(run.models, index.models) {
      // Two labels of one model are one unit.
      let units = model.units.filter { seen.insert($0.id).inserted }
      let states = WorkPool.shared.map(units.count) { place in
        // The stamp first: a record that another process writes in between is news.
        let stamp = folder.stamp(units[place].id)
        let state = folder.state(
          index.expectation(of: units[place], of: described), readingArrays: true)
        return (stamp, state)
      }
      var pending: [Unit] = []
      for (unit, (stamp, state)) in zip(units, states) {
        if case .damaged(let problem) = state { say("damaged, computed anew: \(problem)") }
        if case .lacking = state { lacking += 1 }
        guard case .recorded(let record) = state, record.isFinished else {
          pending.append(unit)
          useless[unit.id] = stamp
          continue
        }
        records[unit.id] = record
      }
      if model.isReference {
        reference = pending
        finished += units.count - pending.count
        continue
      }
      if !pending.isEmpty { variants.append((model, pending)) }
      for unit in units {
        guard let record = records[unit.id] else { continue }
        if Self.isScored(record, of: unit, index, records, in: folder, say: say) {
          finished += 1
        } else {
          unscored.append((unit, record))
        }
      }
    }
    if lacking > 0 {
      say(
        "\(lacking) units were recorded without the noisy images that \"save_arrays\" keeps; they are "
          + "computed again")
    }
  }

  private static func isScored(
    _ record: UnitRecord, of unit: Unit, _ index: ResultIndex.Run,
    _ records: [String: UnitRecord], in folder: ResultsFolder, say: (String) -> Void
  ) -> Bool {
    guard !index.scoredMetrics.isEmpty else { return true }
    let answers = index.referenceUnit(for: unit).flatMap { records[$0.id] }
    let sources = UnitMetrics.sources(of: record, reference: answers, in: index)
    guard !sources.isEmpty else { return false }
    do {
      let found = try folder.metrics(of: unit, steps: index.levels.count)
      return sources.allSatisfy { found.entries[$0.source] != nil }
    } catch {
      say("damaged, computed anew: \(error)")
      return false
    }
  }
}
