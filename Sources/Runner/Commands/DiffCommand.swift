import Foundation
import Framework

/// `locus diff`.
enum DiffCommand {
  static let diff = Command(
    "diff", "Show what differs between two results folders: specs, provenance, tables",
    usage: "RESULTS RESULTS",
    examples: [
      "locus diff results/quickstart /tmp/other/quickstart",
      "locus diff results/a results/b --tolerance 1e-6",
    ],
    about: """
      Tables are made from the recorded units, as `locus export` makes them, and their rows are
      matched by what they are about; timing is left out. Two numbers are equal if they differ by no
      more than --tolerance, in parts of the larger one. Provenance is shown, and does not count: the
      same numbers from another machine are equal.
      Exit code 0: spec and tables are equal; 1: they differ.
      """,
    options: [
      CommandOption("--tolerance", "X", "relative difference that counts as none (default 1e-9)"),
      .json("the differences"),
    ], words: 2
  ) { context, arguments in
    guard arguments.words.count == 2 else {
      throw UsageError("diff needs two results folders, e.g. locus diff results/a results/b")
    }
    let tolerance = try tolerance(arguments)
    let sides = try arguments.words.map { try Side($0, context.catalogue) }
    context.work.begin()
    let names = (arguments.words[0], arguments.words[1])
    let spec = differences("spec.json", sides).filter { "\($0.path)" != "name" }
    let provenance = differences("provenance.json", sides)
    let tables = try tables(sides, tolerance)
    let isEqual = spec.isEmpty && tables.allSatisfy(\.isEmpty)
    if arguments.has("--json") {
      Terminal.print(json(isEqual, spec, provenance, tables).prettyText())
    } else {
      for difference in spec { Terminal.print("spec: \(words(difference))") }
      for difference in provenance { Terminal.print("provenance: \(words(difference))") }
      for line in tables.flatMap({ $0.lines(names) }) { Terminal.print(line) }
      if isEqual {
        let rows = tables.map { "\($0.rows) rows of \($0.table)" }.joined(separator: ", ")
        Terminal.print("Equal: spec\(rows.isEmpty ? "" : ", \(rows)").")
      }
    }
    return isEqual ? .done : .unitsFailed
  }

  private struct Side {
    let results: Results
    let task: any ExperimentTask.Type

    init(_ path: String, _ catalogue: Catalogue) throws {
      let folder = ResultsFolder(path: path)
      let index = try folder.index()
      task = try index.task(in: catalogue, path: path)
      results = Results(index, folder: folder)
    }
  }

  private static func tolerance(_ arguments: CommandLineArguments) throws -> Double {
    guard let text = arguments["--tolerance"] else { return 1e-9 }
    guard let value = Double(text), value >= 0, value.isFinite else {
      throw UsageError("--tolerance needs a number from 0, e.g. 1e-6; found \"\(text)\"")
    }
    return value
  }

  private static func differences(_ name: String, _ sides: [Side]) -> [SpecDifference] {
    let read = sides.map { side -> JSON in
      let url = side.results.folder.file(name)
      return FileManager.default.contents(atPath: url.path).flatMap {
        try? JSONParser.parse([UInt8]($0), file: url.path)
      } ?? JSON(.null)
    }
    return SpecDifference.between(read[0], read[1])
  }

  private static func tables(_ sides: [Side], _ tolerance: Double) throws -> [TableDifference] {
    let tables = try sides.map { side in
      try side.task.tables(of: side.results).filter { $0.name != "timing" }
    }
    return tables[0].compactMap { first in
      tables[1].first { $0.name == first.name }.map {
        TableDifference(first, $0, tolerance: tolerance)
      }
    }
  }

  private static func words(_ difference: SpecDifference) -> String {
    func text(_ json: JSON?) -> String { SpecDifference.text(json, letters: 100) }
    return "\"\(difference.path)\" \(text(difference.old)) and \(text(difference.new))"
  }

  private static func json(
    _ isEqual: Bool, _ spec: [SpecDifference], _ provenance: [SpecDifference],
    _ tables: [TableDifference]
  ) -> JSON {
    func list(_ differences: [SpecDifference]) -> JSON {
      .array(
        differences.map {
          [
            "path": .string("\($0.path)"), "first": $0.old ?? JSON(.null),
            "second": $0.new ?? JSON(.null),
          ]
        })
    }
    return [
      "equal": .bool(isEqual), "spec": list(spec), "provenance": list(provenance),
      "tables": .object(
        tables.map { table in
          (
            table.table,
            [
              "only_first": .array(table.onlyFirst.map(JSON.string)),
              "only_second": .array(table.onlySecond.map(JSON.string)),
              "cells": .array(table.cells.map(JSON.string)),
            ]
          )
        }),
    ]
  }
}
