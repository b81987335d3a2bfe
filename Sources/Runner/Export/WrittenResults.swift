import Foundation
import Framework

/// Everything that is written of results: tables, files, report; to `partial/` while units are missing.
///
/// To be made while no other process writes them (``Claims/alone(_:)``), as are the results.
struct WrittenResults {
  let results: Results
  let tables: [ResultTable]
  let files: ResultFiles
  let report: ReportFolder.Update?

  /// - Throws: ``FileError``, or what the task throws.
  init(
    _ results: Results, _ task: any ExperimentTask.Type, _ progress: Progress,
    catalogue: Catalogue, withReport: Bool
  ) throws {
    self.results = results
    let (folder, isComplete) = (results.folder, results.missingUnits == 0)
    (tables, files) = try progress.during("making tables") {
      let tables = try task.tables(of: results)
      return (
        tables,
        try ResultFiles(
          task, tables, of: results, to: isComplete ? folder.url : folder.partial)
      )
    }
    if isComplete {
      try? FileManager.default.removeItem(at: folder.partial)
      folder.forgetShards()
    }
    report = try progress.during("making the report") {
      if task is any ComparisonTask.Type, isComplete, let origin = results.origin {
        try KeptNeighbours.keep(results, origin.plan, origin.library)
      }
      return try ReportFolder.update(results, catalogue: catalogue, isWanted: withReport)
    }
  }

  /// Says what was written and removed, and what could not be used.
  func say(_ shown: (URL) -> String) {
    Terminal.say("Written: " + files.list(shown))
    if let report { Terminal.say(report.words(shown)) }
    for file in files.removed { Terminal.say("removed, no longer part of it: \(shown(file))") }
    for problem in results.damage { Terminal.say("damaged, left out: \(problem)") }
  }
}
