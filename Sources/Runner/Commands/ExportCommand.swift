import Foundation
import Framework

/// `locus export`.
enum ExportCommand {
  static let export = Command(
    "export", "Write the CSV files of a results folder anew",
    help: """
      Examples:
        locus export results/quickstart
        locus export results/quickstart --output /tmp/tables

      locus export RESULTS [--output DIR]

      Makes summary.csv, significance.csv, samples.csv, timing.csv and columns.json from the
      finished units. Needs neither the data nor the models.

        --output DIR   write there instead of into RESULTS
      """,
    options: ["--output"], words: 1
  ) { _, arguments in
    guard let path = arguments.positional.first else {
      throw UsageError("export needs a results folder, e.g. locus export results/quickstart")
    }
    let folder = ResultsFolder(URL(fileURLWithPath: path, isDirectory: true))
    let index = try ResultIndex(contentsOf: folder.file("plan.json"))
    var target = folder
    if let output = arguments.options["--output"] {
      target = ResultsFolder(URL(fileURLWithPath: output, isDirectory: true))
      try FileManager.default.createDirectory(at: target.url, withIntermediateDirectories: true)
    }
    let tables = ResultTables(index, folder: folder)
    for file in try tables.write(to: target) { Terminal.print(file.path) }
    let units = index.runs.flatMap(\.variants).flatMap(\.units)
    let missing = units.count { tables.records[$0.id] == nil }
    if missing > 0 {
      Terminal.say("\(missing) of \(units.count) units are not finished; the tables leave them out")
    }
    return .done
  }
}
