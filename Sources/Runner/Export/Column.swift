import Framework

/// A column of a table: its name, what it means, and its value for what a row is about.
///
/// CSV, columns.json and `--json` all come from this one declaration.
public struct Column<Subject>: Sendable {
  public let head: ColumnHead
  let value: @Sendable (Subject) -> CSVValue

  init(
    _ name: String, _ type: ColumnType, _ meaning: String,
    _ value: @escaping @Sendable (Subject) -> CSVValue
  ) {
    head = ColumnHead(name: name, type: type, meaning: meaning)
    self.value = value
  }

  public static func text(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Subject) -> String?
  ) -> Column {
    Column(name, .text, meaning) { value($0).map(CSVValue.text) ?? .missing }
  }

  public static func integer(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Subject) -> Int?
  ) -> Column {
    Column(name, .integer, meaning) { value($0).map(CSVValue.integer) ?? .missing }
  }

  /// NaN is an empty field.
  public static func number(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Subject) -> Double?
  ) -> Column {
    Column(name, .number, meaning) { value($0).map(CSVValue.number) ?? .missing }
  }

  /// `true` or `false`.
  public static func flag(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Subject) -> Bool?
  ) -> Column {
    Column(name, .flag, meaning) { value($0).map { .text($0 ? "true" : "false") } ?? .missing }
  }
}

/// What a column of any table holds.
public struct ColumnHead: Sendable {
  public let name: String
  public let type: ColumnType
  public let meaning: String
}

public enum ColumnType: String, Sendable {
  case text, integer, number, flag
  /// Whatever a parameter may be: a number, a text or a list.
  case any
}
