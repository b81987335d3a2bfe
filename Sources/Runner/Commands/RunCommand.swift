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
      "locus run my.json --ci --step 5", "locus run my.json --threads 1 --json",
      "locus run my.json --recompute ours",
      "locus run my.json --shard 0/8", "locus run large.json --memory 3GB",
    ],
    about: """
      Runs the units that are not finished yet, prints the table of the last step and writes the
      tables of the spec's task (for most: summary.csv, significance.csv, samples.csv, timing.csv)
      and columns.json, which explains their columns, to results/NAME, and a report of them (see
      `locus report`). The same command may run several times at once, on machines that share the
      folder: the units are shared. Ctrl-C finishes the units in flight; run again to go on. Paths in
      the spec are relative to it, those in KEY=VALUE to this folder.
      """,
    options: [
      .output("DIR", "write to DIR/NAME instead of results/NAME"), .data, .threads, .memory,
      .force("replace the results of another experiment of the same name"),
      recompute,
      shard,
      CommandOption(
        "--timing", nil,
        "print what an estimate costs each denoiser, as a spec without metrics does"),
      CommandOption("--no-report", nil, "make no report/ (tables for a paper, pictures, a page)"),
      .json("the first table"), .quiet,
    ] + TableView.options
  ) { context, arguments in
    if let threads = try arguments.number(.threads) { WorkPool.shared.limit(to: threads) }
    try arguments.limitMemory()
    ProgramIdentity.prepare()
    let part = try arguments[shard].map { try Shard($0) }
    let job = try Job(context, arguments, command: "run")
    if part != nil, job.plan.units.isEmpty {
      throw UsageError(
        "--shard: the task \"\(job.plan.task.name)\" makes everything from the data, and has no units"
      )
    }
    let view = try TableView(
      arguments, of: job.index, comparing: job.plan.task is any ComparisonTask.Type)
    var again = try job.units(of: arguments.all(recompute))
    // Other shards' units are theirs to compute again.
    if let part { again.formIntersection(job.index.units(of: part)) }
    let claims = try Claims(
      in: job.folder, spec: job.index.specHash, shard: part.map { "\($0)" })
    defer { claims.leave() }
    try claims.refuseStrangers(
      in: job.relative(job.folder.url), removing: again.isEmpty ? nil : "--recompute")
    try job.folder.start(
      job.plan, job.index, job.library, arguments: context.arguments,
      replacing: arguments.has("--force"), shown: job.relative)
    context.work.begin()
    if let part { try job.folder.note(shards: part.count) }
    for (folder, units) in try job.folder.adopt(job.plan.adoptable) {
      Terminal.say("\(units) finished units taken over from \(job.relative(folder))")
    }
    let forgotten = try job.folder.forget(again)
    if forgotten > 0 { Terminal.say("\(forgotten) recorded units are computed again") }
    for remark in job.plan.remarks { Terminal.say("Remark: \(remark).") }
    if let code = try DataShardEnd.code(job, claims, part, asJSON: arguments.has("--json")) {
      return code
    }
    let outcome = try job.execute(claims, part)
    let task = job.plan.task
    var code = ExitCode.done
    let written: WrittenResults? = try claims.alone {
      var results = Results(job.index, folder: job.folder, from: (job.plan, job.library))
      results.view = view ?? results.view
      // A shard is no result: the tables wait for all.
      if let part, results.missingUnits > 0 {
        code = end(of: part, results, job, outcome)
        return nil
      }
      return try WrittenResults(
        results, task, job.progress, catalogue: context.catalogue,
        withReport: !arguments.has("--no-report"))
    }
    guard let written else {
      if arguments.has("--json") { Terminal.print(json(job, [], [], outcome).prettyText()) }
      return code
    }
    let (results, tables) = (written.results, written.tables)
    if arguments.has("--json") {
      Terminal.print(json(job, tables, results.measuredRemarks, outcome).prettyText())
    } else {
      // Those of the plan have been said above.
      let said = Set(job.plan.remarks.map { "Remark: \($0)." })
      let footers = results.footers.filter { !said.contains($0) }
      for line in try task.summary(of: results) + footers { Terminal.print(line) }
      let comparesNothing =
        task is any ComparisonTask.Type
        && job.index.runs.allSatisfy(\.metrics.isEmpty)
      if arguments.has("--timing") || comparesNothing {
        for line in TimingSummary(results: results).lines { Terminal.print(line) }
      }
    }
    if outcome.elsewhere > 0 {
      Terminal.say("\(outcome.elsewhere) units were computed by other processes meanwhile")
    }
    for line in FailureReport(results: results).lines { Terminal.say(line) }
    written.say(job.relative)
    if outcome.interrupted {
      Terminal.say(
        "Interrupted: the tables in partial/ hold what is finished, those beside it are untouched; "
          + "run the same command again to go on where it stopped.")
      return .interrupted
    }
    guard results.missingUnits == 0 else { return .unitsFailed }
    return outcome.failed > 0 ? .unitsFailed : .done
  }

  private static let recompute = CommandOption(
    "--recompute", "LABEL",
    "compute the units of a model again, whatever is recorded; may be given several times; "
      + "\"all\": of every model", values: ["all"])

  private static let shard = CommandOption(
    "--shard", "i/N",
    "compute one of N parts of the plan, counted from 0, and no tables until all is done (see "
      + "`locus merge`)")

  /// Says what a shard has done, and what is left to others.
  private static func end(
    of shard: Shard, _ results: Results, _ job: Job, _ outcome: Executor.Outcome
  ) -> ExitCode {
    let own = job.index.units(of: shard)
    let left = results.missing.count { own.contains($0.unit.id) }
    for problem in results.damage { Terminal.say("damaged, left out: \(problem)") }
    if outcome.interrupted {
      Terminal.say(
        "Interrupted: \(left) of \(own.count) units of shard \(shard) are left; run the same command "
          + "again to go on where it stopped.")
      return .interrupted
    }
    for line in FailureReport(results: results).lines { Terminal.say(line) }
    Terminal.say(
      "Shard \(shard): \(own.count - left) of \(own.count) units are done; \(results.missingUnits) of "
        + "the plan's are not. When all are, or to see which: locus merge "
        + job.relative(job.folder.url))
    return left > 0 || outcome.failed > 0 ? .unitsFailed : .done
  }

  private static func json(
    _ job: Job, _ tables: [ResultTable], _ measured: [String], _ outcome: Executor.Outcome
  ) -> JSON {
    var json: JSON = [
      "experiment": .string(job.experiment.name), "folder": .string(job.folder.url.path),
      "units": [
        "computed": .integer(outcome.computed), "failed": .integer(outcome.failed),
        "already_done": .integer(outcome.alreadyDone),
      ],
      "remarks": .array((job.plan.remarks + measured).map(JSON.string)),
    ]
    if outcome.elsewhere > 0 { json["units"]?["elsewhere"] = .integer(outcome.elsewhere) }
    if let first = tables.first { json[first.name] = first.json }
    return json
  }
}
