import Foundation
import Framework

/// `locus export`.
enum ExportCommand {
  static let export = Command(
    "export", "Write the tables and files of a results folder anew",
    usage: "RESULTS",
    examples: [
      "locus export results/quickstart", "locus export results/quickstart --output /tmp/tables",
      "locus export results/quickstart --steps",
    ],
    about: """
      Makes the tables, columns.json, arrays and pictures from the finished units. Needs neither
      the data nor the models (what `spectrum` and `images` write is made by `locus run`).
      Exit code 1: units are missing or damaged, and were left out.
      """,
    options: [.output("DIR", "write there instead of into RESULTS")] + TableView.options, words: 1
  ) { context, arguments in
    guard let path = arguments.words.first else {
      throw UsageError("export needs a results folder, e.g. locus export results/quickstart")
    }
    let folder = ResultsFolder(path: path)
    let index = try folder.index()
    let task = try index.task(in: context.catalogue, path: path)
    let view = try TableView(arguments, of: index, comparing: task is any ComparisonTask.Type)
    context.work.begin()
    return try arguments["--output"] == nil
      ? folder.alone { try write(index, task, folder, view, path, arguments) }
      : write(index, task, folder, view, path, arguments)
  }

  private static func write(
    _ index: ResultIndex, _ task: any ExperimentTask.Type, _ folder: ResultsFolder,
    _ view: TableView?, _ path: String, _ arguments: CommandLineArguments
  ) throws -> ExitCode {
    var results = Results(index, folder: folder)
    results.view = view ?? results.view
    // Tables in the folder itself are complete ones.
    let target =
      arguments["--output"].map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? (results.missingUnits > 0 ? folder.partial : folder.url)
    let files = try ResultFiles(task, task.tables(of: results), of: results, to: target)
    if results.missingUnits == 0 { try? FileManager.default.removeItem(at: folder.partial) }
    if view != nil {
      for line in try task.summary(of: results) { Terminal.print(line) }
      Terminal.say("Written: " + files.list(\.path))
    } else {
      for file in files.written { Terminal.print(file.path) }
    }
    for file in files.removed { Terminal.say("removed, no longer part of it: \(file.path)") }
    let report = ReportFolder(of: folder, isComplete: results.missingUnits == 0)
    if arguments["--output"] == nil, report.removeIfStale(results) {
      Terminal.say(
        "removed, of other results: \(report.url.path); make it anew with locus report \(path)")
    }
    if let program = index.program, try program != RunningProgram.hash() {
      Terminal.say(
        "These are numbers of another build of this program, with plugins of its own; run the "
          + "experiment again for those of this one.")
    }
    for problem in results.damage { Terminal.say("damaged, left out: \(problem)") }
    guard results.missingUnits > 0 else { return .done }
    let units = index.runs.flatMap(\.models).reduce(0) { $0 + $1.units.count }
    Terminal.say(
      "\(results.missingUnits) of \(units) units are not finished; the tables leave them out; complete "
        + "them with locus run \(folder.file("spec.json").path) and the same --output")
    return .unitsFailed
  }
}

extension ResultIndex {
  /// The task that the results are of.
  ///
  /// - Throws: ``RunError`` if this program does not have it.
  func task(in catalogue: Catalogue, path: String) throws -> any ExperimentTask.Type {
    if let task = catalogue.tasks[task] as? any ExperimentTask.Type { return task }
    let hint = NearestName.hint(task, among: catalogue.tasks.names, called: "tasks")
    throw RunError(
      "\(path) holds results of the task \"\(task)\", which this program does not have\(hint)")
  }
}
