import Foundation
import Testing

@testable import LocusFormats

@Suite struct CSVTableTests {
  static let numbers: [(Double, String)] = [
    (1, "1"), (-3, "-3"), (0.1, "0.1"), (1e-65, "1e-65"), (123456, "123456"),
    (1.5e300, "1.5e+300"), (-0.0, "-0"), (.nan, ""), (.infinity, "inf"), (-.infinity, "-inf"),
    (0.1 + 0.2, "0.30000000000000004"), (.leastNonzeroMagnitude, "5e-324"),
  ]

  @Test(arguments: numbers)
  func numbersAreShort(number: Double, text: String) throws {
    let field = CSVValue.number(number).field
    #expect(field == text)
    if !number.isNaN { #expect(Double(field) == number) }
  }

  @Test func writesTheTable() {
    var table = CSVTable(columns: ["name", "value", "note"])
    table.append(row: ["plain", 0.5, nil])
    table.append(row: ["a,b", 3, "say \"hi\""])
    table.append(row: [.text("two\nlines"), .number(2), .text(" spaced ")])
    #expect(
      table.text == """
        name,value,note
        plain,0.5,
        "a,b",3,"say ""hi""\"
        "two
        lines",2, spaced 

        """)
    #expect(table.column("value") == ["0.5", "3", "2"])
    #expect(table.column("none") == nil)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let fields = ["", ",", "\"", "\n", "\r\n", "\"\"", "a\rb", " x ", "é,ü", "🙂", "1e-65"]
    var table = CSVTable(columns: ["first, column", "second"])
    for first in fields { for second in fields { table.append(fields: [first, second]) } }
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("table.csv")
      try table.write(to: url)
      #expect(try CSVTable(contentsOf: url) == table)
    }
    var narrow = CSVTable(columns: ["only"])
    for field in fields { narrow.append(fields: [field]) }
    #expect(try CSVTable(parsing: narrow.text, file: "narrow") == narrow)
  }

  @Test func readsOtherDialects() throws {
    let text = "\u{FEFF}a,b\r\n1,\"x\"\"y\"\r\n\r\n,\"\"\r\n3,z"
    let table = try CSVTable(parsing: text, file: "dialects")
    #expect(table.columns == ["a", "b"])
    #expect(table.rows == [["1", "x\"y"], ["", ""], ["3", "z"]])
  }

  @Test(arguments: [
    ("", "is empty"),
    ("a,b\n1,2\n\n3\n", "line 4 has 1 fields, the header 2"),
    ("a\n\"x\ny\"\n\"open\n\n", "the quote opened on line 4 is never closed"),
    ("a\n\"x\"y\n", "line 2 has text after a closing quote"),
    ("a\nx\"y\n", "line 2 has a quote inside an unquoted field"),
  ])
  func badTablesAreErrors(text: String, problem: String) {
    let error = #expect(throws: FormatError.self) { try CSVTable(parsing: text, file: "bad.csv") }
    #expect(error?.problem == problem)
  }

  @Test func otherEncodingsAreErrors() throws {
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("latin1.csv")
      try Data([0x61, 0x0A, 0xE9, 0x0A]).write(to: url)
      let error = #expect(throws: FormatError.self) { try CSVTable(contentsOf: url) }
      #expect(error?.problem == "is not UTF-8 text")
    }
  }
}
