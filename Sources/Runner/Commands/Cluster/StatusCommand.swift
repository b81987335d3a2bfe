import Foundation
import Framework

/// `locus status`.
enum StatusCommand {
  static let status = Command(
    "status", "Show how far a run is: done, at work, failed, missing, time left",
    usage: "RESULTS",
    examples: ["locus status results/quickstart", "locus status /shared/results/table1 --json"],
    about: """
      Counts the units of every model and lists the processes that work in the folder, on this
      machine and on others. The time left is that of the missing units at what recorded ones took,
      with as many at a time as there are now. Nothing is written.
      """,
    options: [.json("the same")], words: 1
  ) { context, arguments in
    guard let path = arguments.words.first else {
      throw UsageError("status needs a results folder, e.g. locus status results/quickstart")
    }
    let folder = ResultsFolder(path: path)
    let index = try folder.index()
    context.work.begin()
    let status = RunStatus(Results(index, folder: folder))
    if arguments.has("--json") {
      Terminal.print(status.json.prettyText())
    } else {
      for line in status.lines { Terminal.print(line) }
    }
    for problem in status.results.damage { Terminal.say("damaged, counted as missing: \(problem)") }
    return .done
  }
}
