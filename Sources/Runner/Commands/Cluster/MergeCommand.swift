import Foundation
import Framework

/// `locus merge`.
enum MergeCommand {
  static let merge = Command(
    "merge", "Write tables and report of finished units, and name the missing ones",
    usage: "RESULTS",
    examples: ["locus merge results/quickstart", "locus merge /shared/results/table1 --no-report"],
    about: """
      What `locus run` does at its end, without computing anything: for a plan that was computed in
      shards, or by processes that are gone. While units are missing, the tables of the others go to
      RESULTS/partial, and every missing unit is named, with its shard and who works at it.
      Exit code 1: units are missing, damaged or failed.
      """,
    options: [
      CommandOption("--no-report", nil, "make no report/ (tables for a paper, pictures, a page)"),
      .json("what is missing, and the first table"),
    ] + TableView.options, words: 1
  ) { context, arguments in
    guard let path = arguments.words.first else {
      throw UsageError("merge needs a results folder, e.g. locus merge results/quickstart")
    }
    let folder = ResultsFolder(path: path)
    let index = try folder.index()
    let task = try index.task(in: context.catalogue, path: path)
    let view = try TableView(arguments, of: index, comparing: task is any ComparisonTask.Type)
    context.work.begin()
    let written = try folder.alone {
      var results = Results(index, folder: folder)
      results.view = view ?? results.view
      return try WrittenResults(
        results, task, Progress(isQuiet: true), catalogue: context.catalogue,
        withReport: !arguments.has("--no-report"))
    }
    let (results, missing) = (written.results, MissingUnits(written.results))
    if arguments.has("--json") {
      var json: JSON = [
        "experiment": .string(index.experiment), "folder": .string(folder.url.path),
        "missing": missing.json,
      ]
      if let first = written.tables.first { json[first.name] = first.json }
      Terminal.print(json.prettyText())
    } else {
      for line in try task.summary(of: results) + results.footers { Terminal.print(line) }
    }
    let failures = FailureReport(results: results).lines
    for line in failures + missing.lines { Terminal.say(line) }
    written.say(\.path)
    guard !results.missing.isEmpty else { return failures.isEmpty ? .done : .unitsFailed }
    Terminal.say(
      "\(results.missingUnits) of \(index.unitIDs.count) units are not finished; compute them with "
        + "locus run \(folder.file("spec.json").path) and the same --output")
    return .unitsFailed
  }
}
