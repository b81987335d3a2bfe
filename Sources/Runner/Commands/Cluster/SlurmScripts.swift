import Foundation
import Framework

/// The scripts of one experiment for Slurm, in `slurm/` of its results folder.
struct SlurmScripts {
  let experiment: String
  let results: ResultsFolder
  /// Where relative paths start.
  let working: URL
  let program: URL
  let data: URL?
  let shards: Int
  /// How many of them Slurm runs at a time; nil for as many as it can.
  let atOnce: Int?
  let cpus: Int
  /// As sbatch takes it: `4G`.
  let memory: String
  let time: String?
  let partition: String?
  let account: String?
  /// Lines of shell before locus is called: modules, environments.
  let setup: [String]
  /// Options of sbatch, with their dashes.
  let extra: [String]

  var folder: URL { results.url.appendingPathComponent("slurm", isDirectory: true) }
  var logs: URL { folder.appendingPathComponent("logs", isDirectory: true) }
  var spec: URL { folder.appendingPathComponent("spec.json") }
  var array: URL { folder.appendingPathComponent("array.sh") }
  var merge: URL { folder.appendingPathComponent("merge.sh") }
  var submit: URL { folder.appendingPathComponent("submit.sh") }

  /// Writes the scripts, the spec as it is now, and the folder of the logs, without which Slurm
  /// drops a job's output.
  ///
  /// - Throws: ``FileError``.
  func write(_ resolved: JSON) throws {
    try OutputFolder.create(logs)
    try AtomicFile.write(resolved.prettyText() + "\n", to: spec)
    try AtomicFile.write(arrayText, to: array)
    try AtomicFile.write(mergeText, to: merge)
    try AtomicFile.write(submitText, to: submit)
  }

  // MARK: Texts

  var arrayText: String {
    let cap = atOnce.map { "%\($0)" } ?? ""
    return script(
      [
        ("job-name", ShellText.directive("locus \(experiment)")),
        ("array", "0-\(shards - 1)\(cap)"), ("cpus-per-task", "\(cpus)"), ("mem", memory),
      ] + [time.map { ("time", $0) }].compactMap { $0 } + place + [
        ("output", ShellText.directive(log("%A_%a"))),
        // A requeued task goes on in the same log.
        ("open-mode", "append"), ("requeue", nil),
        // To this script, that is, to the program it becomes: save and stop before the time is up.
        ("signal", "B:USR1@60"),
      ], extra,
      """
      # One task for each shard of the plan. Finished units are skipped, so a task may be requeued, and
      # the whole job submitted again, at any time.
      \(lines)exec \(words(["run", spec.path])) \\
        --shard "$SLURM_ARRAY_TASK_ID/\(shards)" --threads "${SLURM_CPUS_PER_TASK:-\(cpus)}" \\
        \(words(options, program: false))
      """)
  }

  var mergeText: String {
    script(
      [
        ("job-name", ShellText.directive("locus merge \(experiment)")), ("cpus-per-task", "1"),
        ("mem", memory),
      ] + place + [
        ("output", ShellText.directive(log("merge_%j")))
      ], [],
      """
      # When the tasks have ended, well or not: the tables, and every unit that is missing.
      \(lines)exec \(words(["merge", results.url.path]))
      """)
  }

  var submitText: String {
    """
    #!/bin/bash
    # Submits the array and the job that merges it. Submit it again to compute what is missing.
    set -e
    array=$(sbatch --parsable \(ShellText.quoted(array.path)))
    array=${array%%;*}
    merge=$(sbatch --parsable --dependency="afterany:$array" \(ShellText.quoted(merge.path)))
    echo "Submitted: array job $array, merge job ${merge%%;*}."

    """
  }

  private func script(
    _ directives: [(name: String, value: String?)], _ extra: [String], _ body: String
  ) -> String {
    let lines = directives.map { "--\($0.name)" + ($0.value.map { "=\($0)" } ?? "") } + extra
    return "#!/bin/bash\n" + lines.map { "#SBATCH \($0)\n" }.joined() + "\n" + body + "\n"
  }

  /// Where the jobs run.
  private var place: [(name: String, value: String?)] {
    [("partition", partition), ("account", account)].filter { $0.1 != nil }
      + [("chdir", ShellText.directive(working.path))]
  }

  /// In the path itself, % would name a field.
  private func log(_ name: String) -> String {
    logs.path.replacingOccurrences(of: "%", with: "%%") + "/\(name).log"
  }

  private var lines: String { setup.map { $0 + "\n" }.joined() }

  private var options: [String] {
    ["--output", results.url.deletingLastPathComponent().path]
      + (data.map { ["--data", $0.path] } ?? [])
  }

  private func words(_ words: [String], program hasProgram: Bool = true) -> String {
    ((hasProgram ? [program.path] : []) + words).map(ShellText.quoted).joined(separator: " ")
  }
}
