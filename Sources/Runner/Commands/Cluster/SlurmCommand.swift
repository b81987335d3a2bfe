import Foundation
import Framework

/// `locus slurm`.
enum SlurmCommand {
  static let slurm = Command(
    "slurm", "Write, or submit, a Slurm array job of an experiment's shards",
    usage: "SPEC [KEY=VALUE …]",
    examples: [
      "locus slurm my.json --shards 32 --at-once 8 --cpus 4 --time 02:00:00 --submit",
      "locus slurm my.json --partition short --setup 'module load gcc' --sbatch --gres=tmp:10G",
    ],
    about: """
      Writes DIR/NAME/slurm: array.sh (one task for each shard), merge.sh (tables and report when the
      tasks have ended, and the names of missing units), submit.sh (both, in order), spec.json (the
      experiment as it is now) and logs/. A minute before its time is up a task saves what it has;
      submit again, and only what is missing is computed.
      """,
    options: [
      shards, atOnce, cpus, memory, time, partition, account, setup, sbatch,
      CommandOption("--submit", nil, "submit the jobs too, with sbatch"),
      .output("DIR", "results go to DIR/NAME instead of results/NAME"), .data,
    ]
  ) { context, arguments in
    let job = try Job(context, arguments, command: "slurm")
    guard !job.plan.units.isEmpty else {
      throw RunError(
        "the task \"\(job.plan.task.name)\" has no units that could be shared; run it by locus run")
    }
    let count = job.index.unitIDs.count
    let shardCount = try arguments.number(shards) ?? min(count, 8)
    guard shardCount <= count else {
      throw UsageError(
        "--shards is \(shardCount), but the plan has \(count) units; take \(count) or fewer")
    }
    let cpuCount = try arguments.number(cpus) ?? 1
    let directives = arguments.all(sbatch)
    let texts = [time, partition, account, memory].compactMap { arguments[$0] }
    if let wrong = (directives + arguments.all(setup) + texts).first(where: { $0.contains("\n") }) {
      throw UsageError("an option holds one line, found \"\(wrong)\"; give it once for each line")
    }
    if let wrong = directives.first(where: { !$0.hasPrefix("-") }) {
      throw UsageError(
        "--sbatch needs an option of sbatch, e.g. --sbatch=--gres=tmp:10G; found \"\(wrong)\"")
    }
    let working = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    let scripts = SlurmScripts(
      experiment: job.experiment.name,
      results: ResultsFolder(job.folder.url.standardizedFileURL), working: working,
      program: RunningProgram.file.standardizedFileURL,
      data: arguments[.data].map { URL(fileURLWithPath: $0).standardizedFileURL },
      shards: shardCount, atOnce: try arguments.number(atOnce), cpus: cpuCount,
      memory: try arguments[memory] ?? estimate(job, threads: cpuCount), time: arguments[time],
      partition: arguments[partition], account: arguments[account],
      setup: arguments.all(setup), extra: directives)
    context.work.begin()
    try scripts.write(job.experiment.resolved)
    for remark in job.plan.remarks { Terminal.say("Remark: \(remark).") }
    Terminal.say(
      "\(count) units in \(shardCount) \(shardCount == 1 ? "shard" : "shards"), "
        + "\(scripts.memory) of memory and \(cpuCount) \(cpuCount == 1 ? "thread" : "threads") each"
    )
    for file in [scripts.array, scripts.merge, scripts.submit] {
      Terminal.print(job.relative(file))
    }
    guard arguments.has("--submit") else {
      Terminal.say("Submit with: bash \(ShellText.quoted(job.relative(scripts.submit)))")
      return .done
    }
    return try submit(scripts)
  }

  /// - Throws: ``RunError`` where there is no Slurm.
  private static func submit(_ scripts: SlurmScripts) throws -> ExitCode {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    guard folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/sbatch") })
    else {
      throw RunError(
        "there is no sbatch on PATH; the scripts are written, submit them where Slurm is: bash "
          + ShellText.quoted(scripts.submit.path))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [scripts.submit.path]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw RunError("sbatch did not take the job; what it says stands above")
    }
    return .done
  }

  // MARK: Memory

  /// What `locus plan` foretells, in whole gigabytes, and one more.
  private static func estimate(_ job: Job, threads: Int) throws -> String {
    let most = try MemoryPlan(job.plan, library: job.library, threads: threads).peak
    return "\(1 + (most + (1 << 30) - 1) >> 30)G"
  }

  // MARK: Options

  private static let shards = CommandOption(
    "--shards", "N", "tasks of the array (default: 8, or as many as units)")
  private static let atOnce = CommandOption(
    "--at-once", "K", "how many run at a time (default: as Slurm likes)")
  private static let cpus = CommandOption(
    "--cpus", "N", "processors and threads of a task (default 1)")
  private static let memory = CommandOption(
    "--memory", "SIZE", "memory of a task, e.g. 4G (default: the plan's estimate)")
  private static let time = CommandOption(
    "--time", "LIMIT", "time limit of a task, e.g. 02:00:00 (default: the partition's)")
  private static let partition = CommandOption("--partition", "NAME", "partition of the jobs")
  private static let account = CommandOption("--account", "NAME", "account of the jobs")
  private static let setup = CommandOption(
    "--setup", "LINE",
    "a line of shell before locus, e.g. 'module load gcc'; may be given several times")
  private static let sbatch = CommandOption(
    "--sbatch", "OPTION", "one more #SBATCH option of the array; may be given several times")
}
