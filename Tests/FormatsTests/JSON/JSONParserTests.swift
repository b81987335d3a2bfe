import Foundation
import Testing

@testable import LocusFormats

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws -> JSON {
    try JSONParser.parse(text: text, file: "a.json")
  }

  /// The issue that `text` is refused with.
  private func issue(_ text: String) throws -> JSONError {
    try #require(throws: JSONError.self) { try parse(text) }
  }

  @Test func numbersThatPythonNamesAreStringsIfAskedFor() throws {
    let text = Array("[NaN, Infinity, -Infinity, -1]".utf8)
    #expect(
      try JSONParser.parse(writtenByPython: text, file: "a")
        == ["NaN", "Infinity", "-Infinity", -1])
    #expect(throws: JSONError.self) { try JSONParser.parse(text, file: "a") }
  }

  @Test func valuesOfEveryKind() throws {
    #expect(try parse("null").isNull)
    #expect(try parse(" true ").bool == true)
    #expect(try parse("false").bool == false)
    #expect(try parse("\"\"").string == "")
    #expect(try parse("[]") == [])
    #expect(try parse("{}") == [:])
    #expect(try parse("[1, [2, {\"a\": null}]]") == [1, [2, ["a": nil]]])
    #expect(try parse("\r\n\t{ \"a\" :\n1 , \"b\":2\r}\n") == ["a": 1, "b": 2])
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("12", 12), ("-7", -7), ("2.0", 2), ("2e2", 200), ("20e-1", 2),
    ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
  ])
  func wholeNumbers(_ text: String, _ value: Int) throws {
    #expect(try parse(text).int == value)
    #expect(try parse(text).double == Double(value))
  }

  @Test(
    arguments: [
      ("0.5", 0.5), ("-1.25E+2", -125), ("1e-7", 1e-7), ("9223372036854775808", 0x1p63),
      ("5e-324", .leastNonzeroMagnitude), ("1.7976931348623157e308", .greatestFiniteMagnitude),
      ("1e-400", 0),
    ] as [(String, Double)])
  func otherNumbers(_ text: String, _ value: Double) throws {
    #expect(try parse(text).double == value)
  }

  @Test func fractionsAreNoIntegers() throws {
    #expect(try parse("0.5").int == nil)
    #expect(try parse("1e300").int == nil)
    #expect(try parse("9223372036854775808").int == nil)
  }

  @Test func escapes() throws {
    #expect(try parse(#""a\"\\\/\b\f\n\r\tz""#).string == "a\"\\/\u{8}\u{C}\n\r\tz")
    #expect(try parse(#""\u0041\u00e9\u4E2D""#).string == "Aé中")
    #expect(try parse(#""\ud83d\uDE00 😀""#).string == "😀 😀")
    #expect(try parse(#""\u0000""#).string == "\0")
  }

  @Test func positionsOfKeysAndValues() throws {
    let spec = try parse("{\n  \"a\": 1, \"b\": [true,\n    {\"c\": \"é\", \"d\": 2}]\n}")
    let members = try #require(spec.members)
    #expect(spec.location == TextLocation(file: "a.json", line: 1, column: 1))
    #expect(members[0].keyLocation == TextLocation(file: "a.json", line: 2, column: 3))
    #expect(members[0].value.location == TextLocation(file: "a.json", line: 2, column: 8))
    #expect(members[1].value.location == TextLocation(file: "a.json", line: 2, column: 16))
    let inner = try #require(members[1].value.array?[1])
    #expect(inner.location == TextLocation(file: "a.json", line: 3, column: 5))
    // Columns count bytes, and é has two.
    #expect(inner.members?[1].keyLocation == TextLocation(file: "a.json", line: 3, column: 17))
    #expect("\(inner.location!)" == "a.json:3:5")
  }

  /// Text, place of the error, and what the message says.
  @Test(arguments: [
    ("", 1, 1, "the file ends where a value was expected"),
    ("{", 1, 2, "expected a key in double quotes, found the end of the file"),
    ("{a: 1}", 1, 2, "expected a key in double quotes, found 'a'"),
    ("{'a': 1}", 1, 2, "in double quotes, found '''; write straight double quotes: \"…\""),
    ("{“a”: 1}", 1, 2, "in double quotes, found '“'; write straight double quotes: \"…\""),
    ("[‘a’]", 1, 2, "expected a value, found '‘'; write straight double quotes: \"…\""),
    ("[\u{A0}1]", 1, 2, "found the character U+A0; remove it, or write a plain space"),
    ("[1\u{200B}]", 1, 3, "found the character U+200B; remove it"),
    ("[é]", 1, 2, "expected a value, found 'é'"),
    ("[True]", 1, 2, "expected a value, found 'T'; write true instead of True"),
    ("[None]", 1, 2, "expected a value, found 'N'; write null instead of None"),
    ("[1 # one\n]", 1, 4, "found '#'; JSON has no comments: remove it"),
    ("{\"a\" 1}", 1, 6, "expected ':' after the key \"a\", found '1'"),
    ("{\"a\": }", 1, 7, "expected a value, found '}'"),
    ("{\"a\": 1 \"b\": 2}", 1, 9, "expected ',' or '}' in an object, found '\"'"),
    ("{\n\"a\": 1,\n}", 3, 1, "remove the comma before '}'"),
    ("[1, 2,]", 1, 7, "remove the comma before ']'"),
    ("[1 2]", 1, 4, "expected ',' or ']' in a list, found '2'"),
    ("[,]", 1, 2, "expected a value, found ','"),
    ("[1]\n x", 2, 2, "unexpected text after the end"),
    ("// note\n1", 1, 1, "expected a value, found '/'; JSON has no comments: remove it"),
    ("{\"a\": NaN}", 1, 7, "NaN is not a JSON number; write a finite number"),
    ("[nan]", 1, 2, "nan is not a JSON number"),
    ("[Infinity]", 1, 2, "Infinity is not a JSON number"),
    ("[-Infinity]", 1, 3, "'-' must be followed by a digit, found 'I'"),
    ("[+1]", 1, 2, "expected a value, found '+'"),
    ("[.5]", 1, 2, "expected a value, found '.'"),
    ("[01]", 1, 3, "a number may not start with 0"),
    ("[-]", 1, 3, "'-' must be followed by a digit"),
    ("[1.]", 1, 4, "a digit must follow the decimal point"),
    ("[1e]", 1, 4, "a digit must follow the exponent"),
    ("[1e+]", 1, 5, "a digit must follow the exponent"),
    ("[0, 1e999]", 1, 5, "the number 1e999 is too large for a Double"),
    ("\"abc", 1, 5, "the file ends inside a string"),
    ("\"a\\", 1, 4, "the file ends inside a string"),
    ("[\"a\nb\"]", 1, 4, "a string ends on the line it starts; write a line break as \\n"),
    (#""\q""#, 1, 4, "a backslash in a string may not be followed by 'q'"),
    (#""\u12""#, 1, 4, "\\u needs four hexadecimal digits"),
    (#""\u+123""#, 1, 4, "\\u needs four hexadecimal digits"),
    (#""\ud83d x""#, 1, 8, "a lone surrogate in a string"),
    (#""\ude00""#, 1, 8, "a lone surrogate in a string"),
    (#""\ud83d\u0041""#, 1, 14, "a broken surrogate pair"),
    ("[\"a\tb\"]", 1, 4, "a string may not hold a tab; write it as \\t"),
    ("[\"a\r\nb\"]", 1, 4, "a string ends on the line it starts; write a line break as \\n"),
    ("[\"\u{1}\"]", 1, 3, "the control character 0x1; write it as \\u0001"),
    ("[\"\u{1F}\"]", 1, 3, "the control character 0x1f; write it as \\u001f"),
    ("\u{FEFF}{}", 1, 1, "starts with a byte order mark; save it without a byte order mark"),
    ("tru", 1, 1, "expected a value, found 't'"),
  ])
  func brokenText(_ text: String, _ line: Int, _ column: Int, _ message: String) throws {
    let issue = try issue(text)
    #expect(issue.message.contains(message), "\(issue)")
    #expect(issue.location == TextLocation(file: "a.json", line: line, column: column))
  }

  @Test func duplicateKeys() throws {
    let issue = try issue("{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2}, \"a\": 3}")
    #expect(issue.message == "duplicate key \"c\" (first on line 2); keep one of the two")
    #expect("\(issue)".hasPrefix("a.json:2:16: error: "))
    // An escaped key is the same key.
    #expect(try self.issue(#"{"a": 1, "\u0061": 2}"#).message.contains("duplicate key \"a\""))
  }

  @Test func nestingIsLimited() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
    }
    let deepest = try parse(nested(JSONParser.maximumDepth))
    #expect(try JSONParser.parse(text: deepest.canonicalText, file: "b") == deepest)
    for depth in [JSONParser.maximumDepth + 1, 100_000] {
      #expect(try issue(nested(depth)).message.contains("nested more than 128 deep"))
    }
    let objects = String(repeating: "{\"a\":", count: 100_000)
    #expect(try issue(objects).message.contains("nested more than 128 deep"))
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22],
      [0x22, 0xED, 0xA0, 0x80, 0x22], [0x5B, 0x80, 0x5D],
    ] as [[UInt8]])
  func invalidUTF8(_ bytes: [UInt8]) throws {
    let issue = try #require(throws: JSONError.self) {
      try JSONParser.parse(bytes, file: "a.json")
    }
    #expect(issue.message == "the file is not valid UTF-8; save it as UTF-8 text")
  }

  @Test(arguments: [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian, .utf32])
  func otherEncodingsAreNamed(_ encoding: String.Encoding) throws {
    let bytes = [UInt8](try #require("{\"a\": 1}".data(using: encoding)))
    let issue = try #require(throws: JSONError.self) {
      try JSONParser.parse(bytes, file: "a.json")
    }
    #expect(issue.message.contains("is UTF-16 or UTF-32, not UTF-8; save it as UTF-8 without a"))
    #expect(issue.location == TextLocation(file: "a.json", line: 1, column: 1))
  }
}
