import Testing

@testable import LocusPlots

/// Names of curves: beside their ends where they fit, else below.
@Suite struct LegendTests {
  static let stacks: [(wanted: [Double], places: [Double]?)] = [
    ([], []), ([5], [5]), ([0, 50], [0, 50]), ([20, 20], [15, 25]), ([25, 20, 15], [30, 20, 10]),
    ([-5, -5], [0, 10]), ([105], [100]), ([100, 100, 100], [80, 90, 100]),
    ([Double](repeating: 50, count: 11), (0..<11).map { 10 * Double($0) }),
    ([Double](repeating: 50, count: 12), nil),
  ]

  @Test(arguments: stacks.indices) func namesArePushedApart(_ number: Int) {
    let (wanted, expected) = Self.stacks[number]
    #expect(LabelStack.places(wanted, spacing: 10, within: 0...100) == expected)
  }

  /// Ten apart and in order, for many lists of places.
  @Test func namesKeepOrderAndDistance() throws {
    for count in 1...10 {
      let wanted = (0..<count).map { Double(($0 * 37 + count * 11) % 101) }
      let places = try #require(LabelStack.places(wanted, spacing: 10, within: 0...100))
      let sorted = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }.map { places[$0] }
      for (first, second) in zip(sorted, sorted.dropFirst()) {
        #expect(second - first >= 10 - 1e-9)
      }
      #expect(sorted[0] >= -1e-9 && sorted[count - 1] <= 100 + 1e-9)
    }
  }

  /// Whether names stand beside their curves: the figure, and whether they do.
  @Test func shortNamesOfFewCurvesStandBesideThem() {
    func isDirect(_ panel: Panel) -> Bool {
      DirectLabels(PanelFrame(panel, labelRoom: 80), pageWidth: 234) != nil
    }
    #expect(isDirect(Figures.panel(Figures.curves(3))))
    #expect(!isDirect(Figures.panel(Figures.curves(3) { "\($0)-\(Figures.longName)" })))
    #expect(!isDirect(Figures.panel(Figures.curves(40))))
    #expect(!isDirect(Figures.panel([])))
    // Curves that end together: names would stand far from them.
    let together = Figures.curves(10).map { series -> Series in
      var series = series
      series.values[9].y = 0.1
      return series
    }
    #expect(!isDirect(Figures.panel(together)))
    // A curve that ends in the middle.
    var short = Figures.curves(2)
    short[1].values.removeLast(5)
    #expect(!isDirect(Figures.panel(short)))
  }

  @Test func everySeriesIsNamedOnce() {
    for count in [1, 3, 40] {
      let texts = Figures.figure(
        Figures.panel(Figures.curves(count)), Figures.panel(Figures.curves(count)), perRow: 1
      ).drawing.texts.map(\.content)
      for number in 0..<count { #expect(texts.count { $0 == "method \(number)" } == 1) }
    }
  }

  /// Text in a series' colour can be read on white.
  @Test(arguments: PlotColor.series) func colouredTextIsReadable(_ color: PlotColor) {
    #expect(1.05 / (color.readable.luminance + 0.05) >= 4.5)
  }
}
