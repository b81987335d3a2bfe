/// Where a JSON value stands: the file it was read from and its 1-based line and column (in bytes,
/// as compilers count).
///
/// It takes 16 bytes, as every value of a document has one: all values share the file's name.
public struct TextLocation: Hashable, Sendable, CustomStringConvertible {
  /// The name of a file, held once for all places in it.
  final class File: Sendable {
    let name: String
    init(_ name: String) { self.name = name }
  }

  private let origin: File
  private let lineNumber: UInt32
  private let columnNumber: UInt32

  /// Path of the file, or a description such as "command line".
  public var file: String { origin.name }
  public var line: Int { Int(lineNumber) }
  public var column: Int { Int(columnNumber) }

  public init(file: String, line: Int, column: Int) {
    self.init(File(file), line: line, column: column)
  }

  init(_ file: File, line: Int, column: Int) {
    origin = file
    lineNumber = UInt32(clamping: line)
    columnNumber = UInt32(clamping: column)
  }

  public var description: String { line > 0 ? "\(file):\(line):\(column)" : file }

  public static func == (left: TextLocation, right: TextLocation) -> Bool {
    (left.lineNumber, left.columnNumber, left.file)
      == (right.lineNumber, right.columnNumber, right.file)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(file)
    hasher.combine(lineNumber)
    hasher.combine(columnNumber)
  }
}
