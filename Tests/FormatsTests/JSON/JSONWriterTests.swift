import Testing

@testable import LocusFormats

@Suite struct JSONWriterTests {
  @Test func canonicalTextIgnoresOrderAndSpelling() throws {
    let one = try JSONParser.parse(
      text: #"{"b": [1, 2.50], "a": {"y": 1e2, "x": "\u0041"}}"#, file: "one")
    let other = try JSONParser.parse(
      text: #"{"a":{"x":"A","y":100.0},"b":[1.0,2.5]}"#, file: "other")
    #expect(one == other)
    #expect(one.canonicalText == #"{"a":{"x":"A","y":100},"b":[1,2.5]}"#)
    #expect(other.canonicalText == one.canonicalText)
  }

  @Test func differentValuesHaveDifferentText() {
    let values: [JSON] = [
      nil, true, false, 0, 1, 0.5, "1", "", "null", [], [[]], [1], [:], ["a": 1], ["a": "1"],
      .integer(.max), .number(0x1p63),
    ]
    #expect(Set(values.map(\.canonicalText)).count == values.count)
    for (index, value) in values.enumerated() {
      #expect(values.firstIndex(of: value) == index)
    }
  }

  @Test(
    arguments: [
      (0.1, "0.1"), (3, "3"), (-0.0, "0"), (1e-7, "1e-07"), (1e15, "1000000000000000"),
      (1e16, "10000000000000000"), (1e22, "1e+22"), (0.1 + 0.2, "0.30000000000000004"),
      (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    ] as [(Double, String)])
  func numbersAreShortestThatReadBack(_ value: Double, _ text: String) throws {
    #expect(JSON.number(value).canonicalText == text)
    #expect(try JSONParser.parse(text: text, file: "a").double == value)
  }

  @Test func wholeDoublesAndIntegersAreOneText() throws {
    for value in [0, 1, -5, 1 << 53, 10_000_000_000_000_000, 1 << 62] {
      #expect(JSON.number(Double(value)) == JSON.integer(value))
      #expect(JSON.number(Double(value)).canonicalText == JSON.integer(value).canonicalText)
    }
    // 2⁵³ + 1 has no Double: it is neither equal to 2⁵³ nor written alike.
    #expect(JSON.integer(1 << 53 + 1) != JSON.number(0x1p53))
  }

  @Test func numbersWithoutAFormBecomeNull() {
    #expect(JSON.number(.nan).isNull)
    #expect(JSON.number(.infinity).isNull)
  }

  @Test func stringsAreEscaped() throws {
    let text = "a\"b\\c\n\r\t\u{1}\u{1F} é😀\u{2028}/"
    let written = JSON.string(text).canonicalText
    #expect(written == #""a\"b\\c\n\r\t\u0001\u001f é😀"# + "\u{2028}/\"")
    #expect(try JSONParser.parse(text: written, file: "a").string == text)
  }

  @Test func prettyTextKeepsOrderAndBreaksLongLines() throws {
    let json: JSON = [
      "zeta": 1, "alpha": ["one", "two"], "empty": [:], "list": [],
      "long": .array((0..<30).map { .integer(1000 + $0) }),
    ]
    let text = json.prettyText()
    let lines = text.split(separator: "\n")
    #expect(lines[1] == "  \"zeta\": 1,")
    #expect(lines[2] == "  \"alpha\": [\"one\", \"two\"],")
    #expect(lines.contains("    1029"))
    #expect(lines.allSatisfy { $0.utf8.count <= 100 })
    #expect(try JSONParser.parse(text: text, file: "a") == json)
    #expect(try JSONParser.parse(text: text, file: "a").members?.first?.key == "zeta")
  }
}
