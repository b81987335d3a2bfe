import Foundation
import Framework

/// `locus export`.
enum ExportCommand {
  static let export = Command(
    "export", "Write the tables and files of a results folder anew",
    usage: "RESULTS",
    examples: [
      "locus export results/quickstart", "locus export results/quickstart --output /tmp/tables",
    ],
    about: """
      Makes the tables, columns.json, arrays and pictures from the finished units. Needs neither
      the data nor the models (what `spectrum` and `images` write is made by `locus run`).
      Exit code 1: units are missing or damaged, and were left out.
      """,
    options: [.output("DIR", "write there instead of into RESULTS")], words: 1
  ) { context, arguments in
    guard let path = arguments.words.first else {
      throw UsageError("export needs a results folder, e.g. locus export results/quickstart")
    }
    let folder = ResultsFolder(URL(fileURLWithPath: path, isDirectory: true))
    let index = try ResultIndex(contentsOf: folder.file("plan.json"))
    guard let task = context.catalogue.tasks[index.task] as? any ExperimentTask.Type else {
      let hint = NearestName.hint(
        index.task, among: context.catalogue.tasks.names, called: "tasks")
      throw RunError(
        "\(path) holds results of the task \"\(index.task)\", which this program does not have\(hint)"
      )
    }
    context.work.begin()
    let results = Results(index, folder: folder)
    let tables = try task.tables(of: results)
    let target =
      arguments["--output"].map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? folder.url
    try OutputFolder.create(target)
    let files = try tables.write(to: target) + task.writeFiles(of: results, to: target)
    for file in files { Terminal.print(file.path) }
    for problem in results.damage { Terminal.say("damaged, left out: \(problem)") }
    guard results.missingUnits > 0 else { return .done }
    let units = index.runs.flatMap(\.models).reduce(0) { $0 + $1.units.count }
    Terminal.say(
      "\(results.missingUnits) of \(units) units are not finished; the tables leave them out")
    return .unitsFailed
  }
}
