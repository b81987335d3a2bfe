import Foundation
import Framework

/// Commands that look at a spec or at what a spec may hold.
enum SpecCommands {
  static let validate = Command(
    "validate", "Check specs and report everything that is wrong with them",
    usage: "SPEC [KEY=VALUE …]",
    examples: [
      "locus validate my.json", "locus validate my.json samples=8 denoisers.ours.threshold=0.02",
    ],
    about: """
      Reads the spec without touching any data. Exit code 0: in order; 3: every error is listed
      with file, line, column and JSON path.
      """
  ) { context, arguments in
    let experiment = try experiment(context, arguments, command: "validate")
    let variants = experiment.runs.reduce(0) { $0 + $1.variants.count }
    let runs = experiment.runs.count
    Terminal.print(
      "\(arguments.words[0]): in order; \(runs) \(runs == 1 ? "run" : "runs"), "
        + "\(variants) \(variants == 1 ? "variant" : "variants")")
    return .done
  }

  static let schema = Command(
    "schema", "Print the JSON Schema of a spec, for editors",
    examples: ["locus schema > locus.schema.json"],
    about: """
      Put {"$schema": "locus.schema.json", …} into a spec, and an editor completes keys and
      shows their meaning.
      """,
    words: 0
  ) { context, _ in
    Terminal.print(context.catalogue.schema.prettyText())
    return .done
  }

  /// The experiment of a command line `SPEC [KEY=VALUE …]`.
  static func experiment(
    _ context: CommandContext, _ arguments: CommandLineArguments, command: String
  ) throws -> Experiment {
    guard let path = arguments.words.first else {
      throw UsageError("\(command) needs a spec, e.g. locus \(command) experiments/quickstart.json")
    }
    let experiment = try Experiment.load(
      path, overrides: Array(arguments.words.dropFirst()), catalogue: context.catalogue,
      environment: context.environment(for: arguments))
    if experiment.dataShard != nil, !["run", "plan", "validate"].contains(command) {
      throw UsageError(
        "\(command): the spec has \"data_shard\", which says what one process of `locus run` does; "
          + "leave it out")
    }
    return experiment
  }
}
