import Foundation
import Framework

/// An experiment with its plan, data and results folder, ready to be shown or run.
struct Job {
  let experiment: Experiment
  let progress: Progress
  let library: DataLibrary
  let plan: Plan
  let index: ResultIndex
  let folder: ResultsFolder

  /// - Throws: ``UsageError``, ``SpecIssues``, or what loading the data throws.
  init(_ context: CommandContext, _ arguments: CommandLineArguments, command: String) throws {
    progress = Progress(isQuiet: arguments.has("--quiet"))
    library = DataLibrary(progress: progress)
    experiment = try SpecCommands.experiment(context, arguments, command: command)
    let root = arguments["--output"] ?? "results"
    folder = ResultsFolder(
      URL(fileURLWithPath: root, isDirectory: true).appendingPathComponent(experiment.name))
    let (experiment, library) = (experiment, library)
    (plan, index) = try progress.during("planning") {
      let plan = try Plan(experiment, library: library)
      return (plan, try ResultIndex(plan, library: library))
    }
  }

  /// Computes the units that are not finished, until the user asks to stop.
  func execute() throws -> Executor.Outcome {
    guard !plan.units.isEmpty else { return Executor.Outcome() }
    let interrupt = Interrupt()
    interrupt.watchSignals()
    return try Executor(
      plan: plan, library: library, folder: folder, progress: progress,
      interrupt: interrupt
    ).execute()
  }

  /// The path as seen from the working directory.
  func relative(_ url: URL) -> String {
    let working = FileManager.default.currentDirectoryPath + "/"
    let path = url.standardizedFileURL.path
    return path.hasPrefix(working) ? String(path.dropFirst(working.count)) : path
  }
}
