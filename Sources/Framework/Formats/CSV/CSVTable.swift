import Foundation

/// A table of text fields under named columns, read and written as CSV (RFC 4180).
///
/// Written as UTF-8 without a byte order mark; lines end with a line feed, as most tools write them.
public struct CSVTable: Equatable, Sendable {
  public let columns: [String]
  /// Fields of each row, one for each column, not quoted.
  public private(set) var rows: [[String]] = []

  public init(columns: [String]) { self.columns = columns }

  /// Appends a row, which has one value for each column.
  public mutating func append(row: [CSVValue]) { append(fields: row.map(\.field)) }

  mutating func append(fields: [String]) {
    precondition(
      fields.count == columns.count, "\(fields.count) fields for \(columns.count) columns")
    rows.append(fields)
  }

  /// The fields of a column from top to bottom, or nil when there is no such column.
  public func column(_ name: String) -> [String]? {
    columns.firstIndex(of: name).map { index in rows.map { $0[index] } }
  }

  /// The whole file.
  public var text: String {
    var text = ""
    for row in [columns] + rows { Self.append(row, to: &text) }
    return text
  }

  /// Writes the file atomically.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  public func write(to url: URL) throws { try AtomicFile.write(text, to: url) }

  private static func append(_ row: [String], to text: inout String) {
    for (index, field) in row.enumerated() {
      if index > 0 { text += "," }
      // A lone empty field needs quotes, or its line would read as no row at all.
      if field.utf8.contains(where: needsQuotes) || field.isEmpty && row.count == 1 {
        text += "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
      } else {
        text += field
      }
    }
    text += "\n"
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
    default: false
    }
  }
}
