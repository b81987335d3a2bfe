import Foundation
import Framework

/// Runs the units of a plan that are not finished yet, and records them; other processes may do the
/// same beside it.
struct Executor {
  let plan: Plan
  let index: ResultIndex
  let library: DataLibrary
  let folder: ResultsFolder
  let progress: Progress
  let interrupt: Interrupt
  let claims: Claims
  /// The units of a shard; nil for the whole plan.
  var own: Set<String>? = nil
  /// How many processes have shared the data whose sums are put together; nil where none have.
  var mergedShards: Int? = nil

  /// What happened to the units of a plan.
  struct Outcome {
    var computed = 0
    /// Here or by another process.
    var failed = 0
    var alreadyDone = 0
    /// Units that this process computed.
    var here: Set<String> = []
    /// Finished by other processes in the meantime.
    var elsewhere = 0
    var interrupted = false
  }

  private typealias Work = (run: RunExecutor, pending: PendingWork)

  func execute() throws -> Outcome {
    var outcome = Outcome()
    var work: [Work] = progress.during("looking at recorded units") {
      zip(plan.runs, index.runs).map { run, index in
        let pending = PendingWork(run, index, in: folder) { Terminal.say($0) }
        return (
          RunExecutor(run: run, index: index, library: library, folder: folder, self),
          own.map(pending.restricted) ?? pending
        )
      }
    }
    let unscored = work.reduce(0) { $0 + $1.pending.unscored.count }
    outcome.alreadyDone = work.reduce(unscored) { $0 + $1.pending.finished }
    progress.start(
      work.flatMap { $0.run.loads($0.pending) }, found: outcome.alreadyDone, unscored: unscored)
    defer { progress.finish() }
    var patience = Patience()
    while !interrupt.isRequested, work.contains(where: { !$0.pending.isEmpty }) {
      let before = Self.count(work)
      for position in work.indices
      where !work[position].pending.isEmpty && !interrupt.isRequested {
        let (run, pending) = work[position]
        work[position].pending = try run.pass(pending, &outcome)
      }
      let left = Self.count(work)
      guard left > 0, !interrupt.isRequested else { break }
      if left < before {
        patience = Patience()
      } else if !wait(for: work, &patience) {
        break
      }
    }
    outcome.interrupted = interrupt.isRequested
    return outcome
  }

  private static func count(_ work: [Work]) -> Int { work.reduce(0) { $0 + $1.pending.count } }

  // MARK: Waiting

  private struct Patience {
    var pause = 0.05
    var isSaid = false
    /// Looks in which nothing could be done although nobody was at work.
    var idle = 0
  }

  /// Waits a little for what other processes compute, while there is nothing else to do.
  ///
  /// - Returns: false if there is nothing to wait for: records that cannot be read back.
  private func wait(for work: [Work], _ patience: inout Patience) -> Bool {
    let ids = Set(work.flatMap { $0.pending.ids })
    let theirs = claims.elsewhere.values.filter { ids.contains($0.id) }
    let words = Claims.words(Array(theirs))
    patience.idle = words == nil ? patience.idle + 1 : 0
    guard patience.idle < 5 else { return false }
    if let words, !patience.isSaid, patience.pause > 0.5 {
      Terminal.say("waiting for other processes, then the results are written; \(words)")
      patience.isSaid = true
    }
    progress.during("waiting for " + (words ?? "other processes")) {
      let end = ContinuousClock.now + .seconds(patience.pause)
      while ContinuousClock.now < end, !interrupt.isRequested { usleep(20_000) }
    }
    patience.pause = min(patience.pause * 1.5, 2)
    return true
  }
}
