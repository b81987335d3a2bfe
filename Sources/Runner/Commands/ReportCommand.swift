import Foundation
import Framework

/// `locus report`.
enum ReportCommand {
  static let report = Command(
    "report", "Make tables, figures, pictures and a page for a paper",
    usage: "RESULTS [RESULTS …]",
    examples: [
      "locus report results/quickstart", "locus report results/quickstart --show ci --open",
      "locus report results/mnist results/cifar10 --output paper",
      "locus report seed1/mnist seed2/mnist --pool seeds --output paper",
      "locus report n1000 n4000 n16000 --pivot dataset.limit --output paper",
    ],
    about: """
      Writes RESULTS/report: index.html, one page that needs no network; tables/ as Markdown, CSV and
      LaTeX (booktabs); figures/ and pictures/ of the samples. Several results stand side by side,
      in the folder of --output; with --pivot the tables and figures have a column and a point for
      each value of a key of their specs, with --pool seeds the samples of runs that differ only in
      their seed are taken together. Everything is made from the recorded units, as the CSV files are;
      `locus run` makes the same at its end.
      Exit code 1: units are missing or damaged, and were left out.
      """,
    options: [
      .output("DIR", "write there instead of into RESULTS/report"), show, pivot, pool,
      CommandOption("--open", nil, "show the page in the browser"),
      .json("which files were written, and from what"),
    ]
  ) { context, arguments in
    guard !arguments.words.isEmpty else {
      throw UsageError("report needs a results folder, e.g. locus report results/quickstart")
    }
    guard arguments.words.count == 1 || arguments["--output"] != nil else {
      throw UsageError(
        "several results need a folder of their own, e.g. locus report "
          + "\(arguments.words.joined(separator: " ")) --output paper")
    }
    let (spread, join) = try (spread(arguments), join(arguments))
    let folders = try arguments.words.map { path in
      let folder = ResultsFolder(path: path)
      return (folder, try folder.index())
    }
    // What goes into the results folder itself is written by one process at a time.
    let claims = try arguments["--output"] == nil ? Claims(in: folders[0].0) : nil
    defer { claims?.leave() }
    func write() throws -> ExitCode {
      try Self.write(folders, spread, join, context, arguments)
    }
    return try claims.map { claims in try claims.alone(write) } ?? write()
  }

  private static func write(
    _ folders: [(ResultsFolder, ResultIndex)], _ spread: ComparisonReport.Spread,
    _ join: ResultsJoin?, _ context: CommandContext, _ arguments: CommandLineArguments
  ) throws -> ExitCode {
    let first = arguments.words[0]
    let results = folders.map { Results($1, folder: $0) }
    let isComplete = results.allSatisfy { $0.missingUnits == 0 }
    let report = try Report(
      results, catalogue: context.catalogue, spread: spread, join: join)
    context.work.begin()
    guard !report.isEmpty else {
      throw RunError(
        "there is nothing to report of \(first): no unit is finished, or its task \"\(results[0].index.task)\" "
          + "makes everything from the data, and only locus run has these")
    }
    let place =
      arguments["--output"].map { ReportFolder(URL(fileURLWithPath: $0, isDirectory: true)) }
      ?? ReportFolder(of: results[0].folder, isComplete: isComplete)
    let written = try place.write(report)
    if arguments.has("--json") {
      var json = written
      json["folder"] = .string(place.url.path)
      Terminal.print(json.prettyText())
    } else {
      Terminal.print(place.page.path)
    }
    for remark in report.remarks { Terminal.say("Remark: \(remark).") }
    for problem in results.flatMap(\.damage) { Terminal.say("damaged, left out: \(problem)") }
    if arguments.has("--open") { try open(place.page) }
    guard !isComplete else { return .done }
    for result in results where result.missingUnits > 0 {
      Terminal.say(
        "\(result.missingUnits) units of \(result.folder.url.path) are not finished; the report leaves "
          + "them out; complete them with locus run \(result.folder.file("spec.json").path) and the "
          + "same --output")
    }
    return .unitsFailed
  }

  private static let show = CommandOption(
    "--show", "WHAT",
    "what describes a metric: std (mean ± std), ci (mean and interval) or quartiles (median)",
    values: ComparisonReport.Spread.allCases.map(\.rawValue))

  private static let pivot = CommandOption(
    "--pivot", "KEY",
    "compare along a key of the specs, e.g. dataset.limit or denoisers.ours.threshold")
  private static let pool = CommandOption(
    "--pool", "WHAT", "seeds: read runs that differ only in their seed as one")

  private static func join(_ arguments: CommandLineArguments) throws -> ResultsJoin? {
    if let what = arguments[pool], what != "seeds" {
      throw UsageError("--pool needs seeds, found \"\(what)\"")
    }
    let join = ResultsJoin(pivot: arguments[pivot], poolsSeeds: arguments[pool] != nil)
    return join.pivot == nil && !join.poolsSeeds ? nil : join
  }

  private static func spread(_ arguments: CommandLineArguments) throws -> ComparisonReport.Spread {
    guard let text = arguments[show] else { return .std }
    let known = ComparisonReport.Spread.allCases.map(\.rawValue)
    guard let spread = ComparisonReport.Spread(rawValue: text) else {
      throw UsageError(
        "--show needs \(known.spokenPlainly("or")), found \"\(text)\""
          + NearestName.hint(text, among: known, called: "values"))
    }
    return spread
  }

  /// - Throws: ``RunError`` where there is no program that opens files.
  private static func open(_ page: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    #if canImport(Darwin)
      let opener = "open"
    #else
      let opener = "xdg-open"
    #endif
    process.arguments = [opener, page.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw RunError("\(opener) could not open \(page.path); open it by hand")
    }
  }
}
