import Foundation
import Framework

/// `locus run`.
enum RunCommand {
  static let run = Command(
    "run", "Run an experiment and write its CSV files",
    usage: "SPEC [KEY=VALUE …]",
    examples: [
      "locus run experiments/quickstart.json",
      "locus run experiments/mnist/table1.json samples=8",
      "locus run my.json denoisers.ours.threshold=0.02 --output /tmp/results",
      "locus run my.json --threads 1 --json",
    ],
    about: """
      Runs the units that are not finished yet, prints the table of the last step and writes the
      tables of the spec's task (for most: summary.csv, significance.csv, samples.csv, timing.csv)
      and columns.json, which explains their columns, to results/NAME. Ctrl-C finishes the units
      in flight; run again to go on. Paths in the spec are relative to it, those in KEY=VALUE to
      this folder.
      """,
    options: [
      .output("DIR", "write to DIR/NAME instead of results/NAME"), .data, .threads,
      .force("replace the results of another experiment of the same name"),
      CommandOption(
        "--timing", nil,
        "print what an estimate costs each denoiser, as a spec without metrics does"),
      .json("the first table"), .quiet,
    ]
  ) { context, arguments in
    if let threads = try arguments.number(.threads) { WorkPool.shared.limit(to: threads) }
    ProgramIdentity.prepare()
    let job = try Job(context, arguments, command: "run")
    try job.folder.start(
      job.plan, job.index, job.library, arguments: context.arguments,
      replacing: arguments.has("--force"), shown: job.relative)
    context.work.begin()
    let outcome = try job.execute()
    let results = Results(job.index, folder: job.folder, from: (job.plan, job.library))
    let task = job.plan.task
    let (tables, files) = try job.progress.during("making tables") {
      let tables = try task.tables(of: results)
      let files = try tables.write(to: job.folder.url)
      return (tables, files + (try task.writeFiles(of: results, to: job.folder.url)))
    }
    if arguments.has("--json") {
      Terminal.print(json(job, tables, outcome).prettyText())
    } else {
      for line in try task.summary(of: results) { Terminal.print(line) }
      let comparesNothing =
        task is any ComparisonTask.Type
        && job.index.runs.allSatisfy(\.metrics.isEmpty)
      if arguments.has("--timing") || comparesNothing {
        for line in TimingSummary(results: results).lines { Terminal.print(line) }
      }
    }
    for line in FailureReport(results: results).lines { Terminal.say(line) }
    Terminal.say("Written: " + files.map { job.relative($0) }.joined(separator: ", "))
    if outcome.interrupted {
      Terminal.say("Interrupted; run the same command again to go on where it stopped.")
      return .interrupted
    }
    return outcome.failed > 0 ? .unitsFailed : .done
  }

  private static func json(
    _ job: Job, _ tables: [ResultTable], _ outcome: Executor.Outcome
  ) -> JSON {
    var json: JSON = [
      "experiment": .string(job.experiment.name), "folder": .string(job.folder.url.path),
      "units": [
        "computed": .integer(outcome.computed), "failed": .integer(outcome.failed),
        "already_done": .integer(outcome.alreadyDone),
      ],
    ]
    if let first = tables.first { json[first.name] = first.json }
    return json
  }
}
