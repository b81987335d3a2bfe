import Foundation
import Framework

/// `locus run` and `locus plan`.
enum RunCommand {
  static let run = Command(
    "run", "Run an experiment and write its CSV files",
    help: """
      Examples:
        locus run experiments/quickstart.json
        locus run experiments/mnist/table1.json samples=8
        locus run my.json denoisers.ours.threshold=0.02 --output /tmp/results
        locus run my.json --threads 1 --json

      locus run SPEC [KEY=VALUE …] [options]

      Runs the units that are not finished yet, prints the table of the last step and writes
      summary.csv, significance.csv, samples.csv, timing.csv and columns.json to
      results/NAME (the task `sensitivity`: sensitivity.csv, arrays/*.npy and pictures;
      `spectrum`: spectrum.csv; `images`: images.npy). Ctrl-C finishes the units in flight; run
      again to go on. Paths in the spec are relative to it, those in KEY=VALUE to this folder.

        --output DIR   write to DIR/NAME instead of results/NAME
        --data DIR     where data sets lie (default $LOCUS_DATA, else ./data)
        --threads N    threads of the pool (default: all processors)
        --force        replace the results of another experiment of the same name
        --timing       print what an estimate costs each denoiser, as a spec without metrics does
        --json         print the summary as JSON
        --quiet        no progress
      """,
    flags: ["--force", "--json", "--quiet", "--timing"],
    options: ["--output", "--data", "--threads"]
  ) { context, arguments in
    let job = try Job(context, arguments, command: "run")
    switch job.experiment.settings[0].task {
    case .spectrum: return try job.spectrum()
    case .images: return try job.images()
    case .generate, .denoise, .sensitivity:
      return try job.run(isQuiet: arguments.flags.contains("--quiet"))
    }
  }

  static let plan = Command(
    "plan", "Show what a run would compute: variants, units, memory",
    help: """
      Examples:
        locus plan experiments/mnist/table1.json
        locus plan my.json samples=64 --json

      locus plan SPEC [KEY=VALUE …] [options]

      Loads the data and lists every model with its units, how many are finished, and the memory
      that it will hold. Nothing is computed or written.

        --output DIR   look for finished units in DIR/NAME instead of results/NAME
        --data DIR     where data sets lie (default $LOCUS_DATA, else ./data)
        --json         print the plan as JSON
      """,
    flags: ["--json"], options: ["--output", "--data"]
  ) { context, arguments in
    try Job(context, arguments, command: "plan").showPlan()
  }
}

/// An experiment with its data and results folder, ready to be planned or run.
private struct Job {
  let context: CommandContext
  let arguments: CommandLineArguments
  let experiment: Experiment
  let library = DataLibrary()
  let folder: ResultsFolder

  init(_ context: CommandContext, _ arguments: CommandLineArguments, command: String) throws {
    self.context = context
    self.arguments = arguments
    if let data = arguments.options["--data"] { setenv("LOCUS_DATA", data, 1) }
    if let threads = try arguments.number("--threads") { WorkPool.shared.limit(to: threads) }
    experiment = try SpecCommands.experiment(context, arguments, command: command)
    let root = arguments.options["--output"] ?? "results"
    folder = ResultsFolder(
      URL(fileURLWithPath: root, isDirectory: true).appendingPathComponent(experiment.name))
  }

  // MARK: Running

  func run(isQuiet: Bool) throws -> ExitCode {
    let plan = try Plan(experiment, library: library)
    let index = try ResultIndex(plan, library: library)
    try start(plan, index)
    let interrupt = Interrupt()
    interrupt.watchSignals()
    let outcome = try Executor(
      plan: plan, library: library, folder: folder, progress: Progress(isQuiet: isQuiet),
      interrupt: interrupt
    ).run()
    let tables = ResultTables(index, folder: folder)
    let files = try tables.write(to: folder)
    try SavedArrays.write(plan, to: folder)
    let pictures = try SensitivityArrays.write(tables, to: folder)
    if arguments.flags.contains("--json") {
      Terminal.print(summaryJSON(tables, outcome).prettyText())
    } else {
      let lines =
        tables.holdsFields
        ? SensitivitySummary(tables: tables).lines : ResultSummary(tables: tables).lines
      for line in lines { Terminal.print(line) }
      let comparesNothing = !tables.holdsFields && index.runs.allSatisfy(\.metrics.isEmpty)
      if arguments.flags.contains("--timing") || comparesNothing {
        for line in TimingSummary(tables: tables).lines { Terminal.print(line) }
      }
    }
    reportFailures(tables, outcome)
    Terminal.say("Written: " + (files + pictures).map { relative($0) }.joined(separator: ", "))
    if outcome.interrupted {
      Terminal.say("Interrupted; run the same command again to go on where it stopped.")
      return .interrupted
    }
    return outcome.failed > 0 ? .unitsFailed : .done
  }

  /// Writes what describes the run, or refuses to mix two experiments in one folder.
  private func start(_ plan: Plan, _ index: ResultIndex) throws {
    try folder.prepare()
    let spec = folder.file("spec.json")
    let text = experiment.resolved.prettyText() + "\n"
    if let old = Self.fixedPart(ofFile: spec), old != Self.fixedPart(experiment.resolved) {
      guard arguments.flags.contains("--force") else {
        throw RunError(
          "\(relative(folder.url)) holds another experiment called \"\(experiment.name)\"; choose "
            + "another \"name\" or --output, or replace its tables with --force")
      }
      folder.removeExports()
    }
    try AtomicFile.write(text, to: spec)
    try AtomicFile.write(index.json.prettyText() + "\n", to: folder.file("plan.json"))
    let provenance = try Provenance.json(
      plan, library: library, arguments: context.arguments)
    try AtomicFile.write(provenance.prettyText() + "\n", to: folder.file("provenance.json"))
  }

  /// What may not change while a run goes on in its folder: everything but how many samples, which
  /// variants, and how they are compared.
  private static func fixedPart(_ spec: JSON) -> JSON {
    var spec = spec
    for key in ["samples", "denoisers", "metrics", "significance", "save_arrays", "zip", "$schema"]
    {
      spec[key] = nil
    }
    return spec
  }

  private static func fixedPart(ofFile url: URL) -> JSON? {
    FileManager.default.contents(atPath: url.path)
      .flatMap { try? JSONParser.parse([UInt8]($0), file: url.path) }.map(fixedPart)
  }

  private func reportFailures(_ tables: ResultTables, _ outcome: Executor.Outcome) {
    guard outcome.failed > 0 else { return }
    for run in tables.index.runs {
      for model in [run.referenceModel].compactMap({ $0 }) + run.variants {
        let failures = tables.failures(of: model)
        guard let first = failures.first else { continue }
        Terminal.say(
          "failed: \(model.label), \(failures.count) of \(model.units.count) units: \(first.error)")
      }
    }
  }

  private func summaryJSON(_ tables: ResultTables, _ outcome: Executor.Outcome) -> JSON {
    let summary = tables.holdsFields ? tables.sensitivity() : tables.summary()
    let numbers: Set = [
      "step", "n", "n_failed", "mean", "std", "sem", "median", "ci_low", "ci_high", "ci_level",
      "t", "signal", "noise", "y", "x", "samples", "gradient_error", "difference_step", "total",
      "side_50", "side_75", "side_95",
    ]
    let rows = summary.rows.map { row in
      JSON.object(
        zip(summary.columns, row).map { name, field in
          (name, numbers.contains(name) ? Double(field).map { .number($0) } ?? nil : .string(field))
        })
    }
    return [
      "experiment": .string(experiment.name), "folder": .string(folder.url.path),
      "units": [
        "computed": .integer(outcome.computed), "failed": .integer(outcome.failed),
        "already_done": .integer(outcome.alreadyDone),
      ],
      .init(stringLiteral: tables.holdsFields ? "sensitivity" : "summary"): .array(rows),
    ]
  }

  private func relative(_ url: URL) -> String {
    let working = FileManager.default.currentDirectoryPath + "/"
    let path = url.standardizedFileURL.path
    return path.hasPrefix(working) ? String(path.dropFirst(working.count)) : path
  }

  // MARK: Spectrum

  func spectrum() throws -> ExitCode {
    let plan = try Plan(experiment, library: library)
    let index = try ResultIndex(plan, library: library)
    try start(plan, index)
    let table = try SpectrumTask.table(plan, library: library)
    let file = folder.file("spectrum.csv")
    try table.write(to: file)
    for line in try SpectrumTask.lines(plan, library: library) { Terminal.print(line) }
    Terminal.say("Written: \(relative(file))")
    return .done
  }

  // MARK: Images

  func images() throws -> ExitCode {
    let plan = try Plan(experiment, library: library)
    let index = try ResultIndex(plan, library: library)
    try start(plan, index)
    for entry in plan.settings {
      let several = plan.settings.count > 1
      let lines = try ImagesTask.write(entry, several: several, library: library, to: folder)
      for line in lines { Terminal.print(line) }
    }
    return .done
  }

  // MARK: Planning

  func showPlan() throws -> ExitCode {
    let plan = try Plan(experiment, library: library)
    var table = TextTable(header: ["model", "denoiser", "units", "finished", "memory"])
    table.leftAligned = [0, 1]
    var entries: [JSON] = []
    var largest = 0
    for setting in plan.settings {
      for model in setting.models {
        let request = model.variant.dataset ?? setting.setting.dataset
        let images = try library.load(request).collection.images
        let memory = model.variant.denoiser.make.memory(
          images.shape, images.count, setting.setting.levels.count)
        largest = max(largest, memory)
        let finished = model.units.count { folder.load($0.id).map { $0.error == nil } ?? false }
        let label = (model.isReference ? "(reference) " : "") + model.variant.label
        let place = setting.name.isEmpty ? "" : " [\(setting.name)]"
        table.rows.append(
          [
            label + place, model.variant.denoiser.name, "\(model.units.count)", "\(finished)",
            Self.megabytes(memory),
          ].map { TextTable.Cell($0) })
        entries.append([
          "label": .string(model.variant.label), "run": .string(setting.name),
          "is_reference": .bool(model.isReference),
          "denoiser": .string(model.variant.denoiser.name),
          "units": .array(model.units.map { .string($0.id) }), "finished": .integer(finished),
          "memory_bytes": .integer(memory),
        ])
      }
    }
    if arguments.flags.contains("--json") {
      Terminal.print(
        JSON.object([
          ("experiment", .string(experiment.name)), ("folder", .string(folder.url.path)),
          ("models", .array(entries)),
        ]).prettyText())
      return .done
    }
    for line in table.lines { Terminal.print(line) }
    let loaded = Set(plan.settings.map(\.trainingHash)).count
    Terminal.print("")
    Terminal.print(
      "\(plan.units.count) units of up to \(plan.largestUnit) samples, \(loaded) data "
        + "\(loaded == 1 ? "set" : "sets"); the largest model holds \(Self.megabytes(largest)) "
        + "beside the data.")
    Terminal.print("Results: \(relative(folder.url))")
    return .done
  }

  private static func megabytes(_ bytes: Int) -> String {
    bytes < 100_000 ? "–" : String(format: "%.1f MB", Double(bytes) / 1e6)
  }
}
