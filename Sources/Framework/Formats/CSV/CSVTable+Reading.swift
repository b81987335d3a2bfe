import Foundation

extension CSVTable {
  /// Reads a CSV file whose first line names the columns.
  ///
  /// - Throws: `FormatError` when the file cannot be read, is not UTF-8 or is no CSV.
  public init(contentsOf url: URL) throws {
    let data = try MappedFile.data(at: url)
    guard let text = String(data: data, encoding: .utf8) else {
      throw FormatError(
        file: url.path, problem: "is not UTF-8 text", advice: "save the table as UTF-8")
    }
    try self.init(parsing: text, file: url.path)
  }

  /// Reads CSV text whose first line names the columns; lines end with LF or CRLF.
  ///
  /// - Parameter file: Path or description used in errors.
  /// - Throws: `FormatError` with the line number when quotes do not match, the text is empty or a
  ///   row has not as many fields as there are columns.
  public init(parsing text: String, file: String) throws {
    var parser = CSVParser(text, file: file)
    guard let columns = try parser.nextRow() else {
      throw FormatError(file: file, problem: "is empty", advice: "give a table with a header line")
    }
    self.init(columns: columns)
    while let fields = try parser.nextRow() {
      guard fields.count == columns.count else {
        throw FormatError(
          file: file,
          problem: "line \(parser.rowLine) has \(fields.count) fields, the header \(columns.count)",
          advice: "check the commas and quotes of that line")
      }
      append(fields: fields)
    }
  }
}

/// Splits CSV text into rows of unquoted fields.
private struct CSVParser {
  /// Number, from 1, of the line on which the latest row starts.
  private(set) var rowLine = 0
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1

  init(_ text: String, file: String) {
    bytes = Array(text.utf8)
    self.file = file
    // Spreadsheet programs put a byte order mark in front.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next row that is not a blank line, or nil at the end.
  mutating func nextRow() throws -> [String]? {
    while next != nil {
      rowLine = line
      if takeLineEnd() { continue }
      var fields = [try nextField()]
      while next == UInt8(ascii: ",") {
        position += 1
        fields.append(try nextField())
      }
      guard next == nil || takeLineEnd() else {
        throw failure("line \(line) has text after a closing quote")
      }
      return fields
    }
    return nil
  }

  private mutating func nextField() throws -> String {
    guard next == UInt8(ascii: "\"") else {
      let start = position
      while let byte = next, byte != UInt8(ascii: ","), !isAtLineEnd {
        guard byte != UInt8(ascii: "\"") else {
          throw failure("line \(line) has a quote inside an unquoted field")
        }
        position += 1
      }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
    let firstLine = line
    var field: [UInt8] = []
    position += 1
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard next == UInt8(ascii: "\"") else { return String(decoding: field, as: UTF8.self) }
        position += 1
      } else if byte == UInt8(ascii: "\n") {
        line += 1
      }
      field.append(byte)
    }
    throw failure("the quote opened on line \(firstLine) is never closed")
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private var isAtLineEnd: Bool {
    if next == UInt8(ascii: "\n") { return true }
    return next == UInt8(ascii: "\r") && position + 1 < bytes.count
      && bytes[position + 1] == UInt8(ascii: "\n")
  }

  private mutating func takeLineEnd() -> Bool {
    guard isAtLineEnd else { return false }
    position += next == UInt8(ascii: "\r") ? 2 : 1
    line += 1
    return true
  }

  private func failure(_ problem: String) -> FormatError {
    FormatError(
      file: file, problem: problem, advice: "put the field in quotes and double those inside it")
  }
}
