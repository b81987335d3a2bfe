import Foundation
import Framework

/// What differs between the tables of two results folders.
struct TableDifference {
  let table: String
  /// Rows that only one side has.
  private(set) var onlyFirst: [String] = []
  private(set) var onlySecond: [String] = []
  /// Cells that differ, as `wiener, step 9, r2: mean 0.5 and 0.6`.
  private(set) var cells: [String] = []
  private(set) var rows = 0

  var isEmpty: Bool { onlyFirst.isEmpty && onlySecond.isEmpty && cells.isEmpty }

  /// Columns that say where numbers come from, not what they are, and words about the rows.
  private static let provenance: Set<String> = [
    "experiment", "unit_id", "dataset", "dataset_sha256", "seed", "schema_version", "note", "error",
  ]
  /// Whole numbers that count something.
  private static let counts: Set<String> = [
    "n", "n_failed", "n_missing", "n_a", "n_b", "wins", "losses", "ties",
  ]
  /// Words that are found, not what a row is about.
  private static let findings: Set<String> = ["status"]

  /// - Parameter tolerance: the largest difference of two numbers that are equal, in parts of the
  ///   larger one.
  init(_ first: ResultTable, _ second: ResultTable, tolerance: Double) {
    table = first.name
    let mine = Self.rows(of: first)
    let its = Self.rows(of: second)
    rows = mine.count
    for (key, cells) in mine {
      guard let others = its[key] else {
        onlyFirst.append(key)
        continue
      }
      for (name, value) in cells.sorted(by: { $0.key < $1.key }) {
        let other = others[name] ?? .missing
        if !Self.areEqual(value, other, tolerance) {
          self.cells.append("\(key): \(name) \(Self.text(value)) and \(Self.text(other))")
        }
      }
    }
    onlySecond = its.keys.filter { mine[$0] == nil }.sorted()
    onlyFirst.sort()
    cells.sort()
  }

  /// Rows by what they are about, with their numbers by column.
  private static func rows(of table: ResultTable) -> [String: [String: CSVValue]] {
    var rows: [String: [String: CSVValue]] = [:]
    for row in table.rows {
      var key: [String] = []
      var cells: [String: CSVValue] = [:]
      for (head, value) in zip(table.columns, row) where !provenance.contains(head.name) {
        let isFound =
          head.type == .number || head.type == .flag || counts.contains(head.name)
          || findings.contains(head.name)
        if isFound {
          cells[head.name] = value
        } else if value != .missing {
          let isPlain = ["variant", "a", "b", "metric", "denoiser", "test"].contains(head.name)
          key.append(isPlain ? value.field : "\(head.name) \(value.field)")
        }
      }
      let name = key.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        .joined(separator: ", ")
      // Rows that say the same of themselves are told apart by their order.
      var unique = name
      var number = 2
      while rows[unique] != nil {
        unique = "\(name) (\(number))"
        number += 1
      }
      rows[unique] = cells
    }
    return rows
  }

  private static func areEqual(_ a: CSVValue, _ b: CSVValue, _ tolerance: Double) -> Bool {
    guard case .number(let x) = a, case .number(let y) = b else { return a == b }
    if x == y || x.isNaN && y.isNaN { return true }
    return abs(x - y) <= tolerance * max(abs(x), abs(y))
  }

  private static func text(_ value: CSVValue) -> String {
    value.field.isEmpty ? "nothing" : value.field
  }

  /// What is said of it, with a few examples.
  func lines(_ names: (String, String), atMost count: Int = 5) -> [String] {
    func list(_ title: String, _ items: [String]) -> [String] {
      guard !items.isEmpty else { return [] }
      let rest = items.count - count
      return ["\(table): \(title)"] + items.prefix(count).map { "  \($0)" }
        + (rest > 0 ? ["  and \(rest) more"] : [])
    }
    return list("\(onlyFirst.count) rows in \(names.0) only", onlyFirst)
      + list("\(onlySecond.count) rows in \(names.1) only", onlySecond)
      + list("\(cells.count) cells differ", cells)
  }
}
