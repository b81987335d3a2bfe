import Testing

@testable import LocusPlots

/// Texts without a font: widths, lines, raised letters and numbers.
@Suite struct PlotTextTests {
  /// From Adobe's metrics of Helvetica.
  static let widths: [(text: String, thousandths: Double)] = [
    ("", 0), ("i", 222), ("W", 944), ("0123456789", 5560), ("r²", 333 + 0.7 * 556),
    ("−1", 584 + 556), ("x₀", 500 + 0.7 * 556), ("wiener", 722 + 222 + 3 * 556 + 333),
  ]

  @Test(arguments: widths.indices) func widthsAreThoseOfHelvetica(_ number: Int) {
    let (text, expected) = Self.widths[number]
    #expect(abs(TextWidths.helvetica(text) - expected / 1000) < 1e-9)
    #expect(TextWidths.width(of: text, size: 10) >= 11 * expected / 1000)
  }

  static let lines: [(text: String, length: Double, lines: [String])] = [
    ("", 50, []), ("short", 50, ["short"]), ("two words", 30, ["two", "words"]),
    ("wiener[energy_cutoff=0.1]", 90, ["wiener", "[energy_cutoff=0.1]"]),
    ("mmmmmmmm", 20, ["mm", "mm", "mm", "mm"]),
    ("m", 1, ["m"]),
  ]

  @Test(arguments: lines.indices) func linesKeepTheirLength(_ number: Int) {
    let (text, length, expected) = Self.lines[number]
    #expect(TextWidths.wrap(text, size: 8, length: length) == expected)
  }

  @Test func raisedAndLoweredLettersAreRuns() {
    let runs = TextRun.runs(of: "10⁻³ x₀")
    #expect(
      runs == [
        TextRun(text: "10", rise: .none), TextRun(text: "−3", rise: .raised),
        TextRun(text: " x", rise: .none), TextRun(text: "0", rise: .lowered),
      ])
  }

  static let numbers: [(value: Double, text: String)] = [
    (0, "0"), (1, "1"), (0.5, "0.5"), (-0.25, "−0.25"), (0.123456, "0.123"), (123456, "1.23×10⁵"),
    (12345, "12345"), (0.001, "0.001"), (0.00012, "1.2×10⁻⁴"), (1e-300, "10⁻³⁰⁰"),
    (2e300, "2×10³⁰⁰"),
    (.nan, "undefined"), (-.infinity, "−∞"), (0.9999, "1"), (.leastNonzeroMagnitude, "4.94×10⁻³²⁴"),
  ]

  @Test(arguments: numbers.indices) func numbersAreShort(_ number: Int) {
    let (value, text) = Self.numbers[number]
    #expect(NumberLabel.text(value) == text)
  }

  static let coordinates: [(value: Double, text: String)] = [
    (0, "0"), (1, "1"), (-1.5, "-1.5"), (0.04, "0.04"), (0.004, "0"), (-0.004, "0"),
    (12.345, "12.35"),
    (100.1, "100.1"),
  ]

  @Test(arguments: coordinates.indices) func coordinatesHaveTwoDecimals(_ number: Int) {
    #expect(PlotNumber.text(Self.coordinates[number].value) == Self.coordinates[number].text)
  }

  /// The box of a text holds it wherever its anchor is, turned or not.
  @Test func boxesFollowTheAnchor() {
    let place = PlotPoint(50, 40)
    let width = TextWidths.width(of: "text", size: 10)
    func box(_ anchor: PlotText.Anchor, _ isTurned: Bool) -> PlotRect {
      PlotText(content: "text", place: place, anchor: anchor, size: 10, isTurned: isTurned).box
    }
    #expect(box(.start, false) == PlotRect(x: 50, y: 32.5, width: width, height: 9.7))
    #expect(box(.end, false).right == 50 && box(.middle, false).middle.x == 50)
    #expect(box(.start, true).bottom == 40 && box(.end, true).y == 40)
    #expect(box(.middle, true).middle.y == 40 && box(.middle, true).x == 42.5)
  }
}
