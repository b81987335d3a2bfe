extension JSONParser {
  /// What a value takes in memory at most, with its place and room for its list to grow, in bytes.
  private static let valueSize = 256

  /// Refuses texts of so many values that they would take more than 64 MB and three times the size of
  /// their file, before they are parsed: a value may be a single character.
  ///
  /// - Throws: ``FormatError``.
  package static func checkSize(of bytes: [UInt8], file: String, fileSize: Int) throws {
    let marks: [Bool] = (0..<256).map { Array(",[{".utf8).contains(UInt8($0)) }
    let count = bytes.reduce(0) { marks[Int($1)] ? $0 + 1 : $0 }
    guard count * valueSize <= 64 << 20 + 3 * fileSize else {
      throw FormatError(
        file: file, problem: "the JSON holds about \(count) values, more than its size is good for",
        advice: "it is damaged, made to do harm, or data that belong into a file of arrays")
    }
  }
}
