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
  private let interrupt: Interrupt

  /// - Throws: ``UsageError``, ``SpecIssues``, or what loading the data throws.
  init(_ context: CommandContext, _ arguments: CommandLineArguments, command: String) throws {
    interrupt = context.interrupt
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

  /// The units of models that are to be computed whatever is recorded.
  ///
  /// - Parameter labels: labels of the spec's models, or "all".
  /// - Throws: ``UsageError`` for a label that no model has.
  func units(of labels: [String]) throws -> Set<String> {
    let known = Set(plan.runs.flatMap { $0.models.map(\.variant.label) })
    // As in the spec, labels may be given as they are written.
    let labels = labels.map { known.contains($0) ? $0 : Label.encoded($0) }
    for label in labels where label != "all" && !known.contains(label) {
      let hint = NearestName.hint(label, among: known.sorted() + ["all"], called: "labels")
      throw UsageError("--recompute: no model is labelled \"\(label)\"\(hint)")
    }
    return plan.runs.reduce(into: []) { units, run in
      func isChosen(_ label: String) -> Bool { labels.contains("all") || labels.contains(label) }
      // What is made from the reference may not be older than the reference.
      let isAll =
        run.spec.isMadeFromReference && run.spec.reference.map { isChosen($0.label) } == true
      for model in run.models where isAll || isChosen(model.variant.label) {
        units.formUnion(model.units.map(\.id))
      }
    }
  }

  /// Computes the units that are not finished, until the user asks to stop.
  ///
  /// - Parameters:
  ///   - claims: shares them with other processes.
  ///   - shard: the part of the plan that is computed; nil for all of it.
  func execute(_ claims: Claims, _ shard: Shard?) throws -> Executor.Outcome {
    guard !plan.units.isEmpty else { return Executor.Outcome() }
    interrupt.watchSignals()
    return try executor(claims, shard).execute()
  }

  /// Goes over a part of the data for the units that are not finished; see ``execute(_:_:)``.
  func share(_ part: Shard, _ claims: Claims, _ shard: Shard?) throws -> DataShardOutcome {
    interrupt.watchSignals()
    return try executor(claims, shard).share(part)
  }

  func executor(_ claims: Claims, _ shard: Shard?) -> Executor {
    var executor = Executor(
      plan: plan, index: index, library: library, folder: folder, progress: progress,
      interrupt: interrupt, claims: claims, own: shard.map(index.units))
    if case .merge(let count) = experiment.dataShard { executor.mergedShards = count }
    return executor
  }

  /// A model of the plan as the index has it, and its run.
  func described(
    _ model: ModelPlan, in run: RunPlan
  ) -> (run: ResultIndex.Run, model: ResultIndex.Model) {
    let index = index.runs[run.index]
    return (
      index,
      index.models.first {
        $0.isReference == model.isReference && $0.label == model.variant.label
      }!
    )
  }

  /// The path as seen from the working directory.
  func relative(_ url: URL) -> String {
    let working = FileManager.default.currentDirectoryPath + "/"
    let path = url.standardizedFileURL.path
    return path.hasPrefix(working) ? String(path.dropFirst(working.count)) : path
  }
}
