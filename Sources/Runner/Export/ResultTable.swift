import Foundation
import Framework

/// A table of results: typed values under described columns.
public struct ResultTable: Sendable {
  /// The file's name without its ending, `summary`.
  public let name: String
  public let columns: [ColumnHead]
  /// One value for each column.
  public let rows: [[CSVValue]]

  public init<Subject>(
    _ name: String, _ columns: [Column<Subject>], _ subjects: some Sequence<Subject>
  ) {
    self.name = name
    self.columns = columns.map(\.head)
    rows = subjects.map { subject in columns.map { $0.value(subject) } }
  }

  /// The same table under another name.
  init(_ other: ResultTable, name: String) {
    (self.name, columns, rows) = (name, other.columns, other.rows)
  }

  public var fileName: String { name + ".csv" }

  public var csv: CSVTable {
    var table = CSVTable(columns: columns.map(\.name))
    for row in rows { table.append(row: row) }
    return table
  }

  /// Column → meaning.
  var meanings: JSON { .object(columns.map { ($0.name, .string($0.meaning)) }) }

  /// A list of objects; what is missing or not finite is null.
  var json: JSON {
    .array(
      rows.map { row in
        .object(zip(columns, row).map { ($0.name, Self.json($1, $0.type)) })
      })
  }

  private static func json(_ value: CSVValue, _ type: ColumnType) -> JSON {
    switch value {
    case .missing: JSON(.null)
    case .integer(let number): .integer(number)
    case .number(let number): number.isFinite ? .number(number) : JSON(.null)
    case .text(let text): type == .flag ? .bool(text == "true") : .string(text)
    }
  }
}

extension [ResultTable] {
  /// Writes every table and `columns.json`, which says what the columns mean.
  ///
  /// - Returns: the files, the tables first.
  func write(to folder: URL) throws -> [URL] {
    var files: [URL] = []
    for table in self {
      let url = folder.appendingPathComponent(table.fileName)
      try table.csv.write(to: url)
      files.append(url)
    }
    guard !isEmpty else { return files }
    let description = folder.appendingPathComponent("columns.json")
    let meanings = JSON.object(map { ($0.fileName, $0.meanings) })
    try AtomicFile.write(meanings.prettyText() + "\n", to: description)
    return files + [description]
  }
}
