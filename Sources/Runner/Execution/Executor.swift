import Foundation
import Framework

/// Runs the units of a plan that are not finished yet, and records them.
struct Executor {
  let plan: Plan
  let index: ResultIndex
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
    let work = progress.during("looking at recorded units") {
      zip(plan.runs, index.runs).map { run, index in
        (
          run: RunExecutor(run: run, index: index, library: library, folder: folder, self),
          pending: PendingWork(run, index, in: folder) { Terminal.say($0) }
        )
      }
    }
    let unscored = work.reduce(0) { $0 + $1.pending.unscored.count }
    outcome.alreadyDone = work.reduce(unscored) { $0 + $1.pending.finished }
    progress.start(
      work.flatMap { $0.run.loads($0.pending) }, found: outcome.alreadyDone, unscored: unscored)
    defer { progress.finish() }
    for (run, pending) in work where !pending.isEmpty {
      try run.execute(pending, &outcome)
      if interrupt.isRequested {
        outcome.interrupted = true
        break
      }
    }
    return outcome
  }
}
