import Framework

/// What the printed tables show.
public struct TableView: Sendable {
  /// Which step; nil for the last one.
  var step: Int?
  /// A table over all steps in place of that of one.
  var showsSteps = false
  /// Whether confidence intervals of the means are shown.
  var showsIntervals = false

  init() {}

  // MARK: - Options of commands

  static let options = [
    CommandOption("--step", "K", "print the table of this step, 0 is the noisiest (default: last)"),
    CommandOption("--steps", nil, "print means over all steps in its place"),
    CommandOption("--ci", nil, "print 95 % confidence intervals of the means too"),
  ]

  /// Reads the options; nil if none is given.
  ///
  /// - Throws: ``UsageError`` for a step that a run of the experiment does not have, or for a task that
  ///   prints no such table.
  init?(_ arguments: CommandLineArguments, of index: ResultIndex, comparing isComparison: Bool)
    throws
  {
    let given = Self.options.map(\.name).filter {
      arguments.has($0) || arguments[$0] != nil
    }
    guard let first = given.first else { return nil }
    guard isComparison else {
      throw UsageError(
        "\(first) is for tables of metrics, and the task \"\(index.task)\" prints none; leave it out"
      )
    }
    guard !index.runs.allSatisfy(\.metrics.isEmpty) else {
      throw UsageError(
        "\(first) is for tables of metrics, and this experiment has none; leave it out")
    }
    guard !arguments.has("--json") else {
      throw UsageError(
        "\(first) is for printed tables, and --json prints none; leave one of them out")
    }
    showsIntervals = arguments.has("--ci")
    showsSteps = arguments.has("--steps")
    guard !showsSteps || !showsIntervals else {
      throw UsageError(
        "--steps shows means alone; choose it or --ci (summary.csv has the intervals of all steps)")
    }
    guard let text = arguments["--step"] else { return }
    guard !showsSteps else {
      throw UsageError("--step shows one step and --steps shows all; choose one")
    }
    let steps = index.runs.map(\.levels.count).min() ?? 0
    guard let number = Int(text), (0..<steps).contains(number) else {
      throw UsageError(
        "--step needs a whole number from 0 to \(steps - 1), as the runs have \(steps) steps; found "
          + "\"\(text)\"")
    }
    step = number
  }
}
