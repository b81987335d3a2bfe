import Testing

@testable import LocusPlots

/// Values that have no place in a figure are counted and said, in the figure and to those who hear it.
@Suite struct FigureNotesTests {
  static let notes: [(values: [Double], y: Axis, words: [String])] = [
    ([1, 2], Axis("r²"), []),
    ([1, .nan, 2], Axis("r²"), ["1 value is not finite and left out."]),
    ([.infinity, .nan, 2], Axis("r²"), ["2 values are not finite and left out."]),
    (
      [-1, 2], Axis("MSE", .log),
      ["1 value is not positive and has no place on the logarithmic axis."]
    ),
    (
      [-1, 0, .nan, 2], Axis("MSE", .log),
      [
        "1 value is not finite and left out.",
        "2 values are not positive and have no place on the logarithmic axis.",
      ]
    ),
    (
      [1, 2, 3, 4, 5, 6, 7, 8, 1000], Axis("r²", leavesOutExtremes: true),
      ["1 value or end of an interval lies outside the axis."]
    ),
    ([1, 2, 3, 4, 5, 6, 7, 8, 1000], Axis("r²"), []),
    // Too few to say which ones are far.
    ([1, 2, 1000], Axis("r²", leavesOutExtremes: true), []),
  ]

  @Test(arguments: notes.indices) func whatIsLeftOutIsSaid(_ number: Int) {
    let (values, y, words) = Self.notes[number]
    let series = Series(
      "a", .number(0), form: .points, values.enumerated().map { .init(Double($0), $1) })
    let figure = Figures.figure(Figures.panel([series], y: y))
    #expect(figure.notes == words)
    let drawing = figure.drawing
    for note in words {
      #expect(drawing.description.contains(note))
      let shown = drawing.texts.map(\.content).joined(separator: " ")
      #expect(shown.contains(note), "\(shown)")
    }
  }

  /// Curves are seen whole; only ends of intervals may lie outside.
  @Test func meansAreNeverOutside() {
    var values = (0..<20).map { Series.Value(Double($0), Double($0) / 20, low: 0, high: 1) }
    values[7].y = -500
    values[9].high = 9000
    let panel = Figures.panel(
      [Series("a", .number(0), values)], y: Axis("r²", leavesOutExtremes: true))
    let scales = PanelScales(panel)
    #expect(scales.y.outside == 1)
    #expect(scales.y.low < -500 && scales.y.high < 100)
  }

  /// A logarithmic axis cannot show the whole of an interval that holds 0.
  @Test func intervalsWithoutAnEndAreCounted() {
    let values = [Series.Value(0, 1, low: -1, high: 3), Series.Value(1, 1, low: 0.5, high: 2)]
    let panel = Figures.panel([Series("a", .number(0), values)], y: Axis("MSE", .log))
    #expect(panel.notes == ["1 interval reaches 0 and runs out of the logarithmic axis."])
    #expect(PanelScales(panel).y.low > -0.4)
    let linear = Figures.panel([Series("a", .number(0), values)])
    #expect(linear.notes == [])
  }

  /// With several panels a note says which.
  @Test func aNoteNamesItsPanel() {
    let bad = Series("a", .number(0), [.init(0, .nan), .init(1, 1)])
    let good = Series("a", .number(0), [.init(0, 1), .init(1, 2)])
    let figure = Figures.figure(
      Figures.panel([bad], y: Axis("MSE")), Figures.panel([good]),
      Figures.panel([bad], title: "third"), width: .page, perRow: 3)
    #expect(
      figure.notes == [
        "MSE: 1 value is not finite and left out.", "third: 1 value is not finite and left out.",
      ])
  }

  /// A curve is not drawn across what is missing.
  @Test func aGapParts() {
    let series = Series(
      "a", .number(0), [.init(0, 1), .init(1, 2), .init(2, .nan), .init(3, 3), .init(4, 4)])
    let panel = Figures.panel([series])
    let drawing = PanelDrawing(
      panel: panel, scales: PanelScales(panel), frame: PlotRect(x: 0, y: 0, width: 10, height: 10))
    let lines = drawing.items.compactMap { item -> [PlotPath.Element]? in
      if case .path(let path, let ink) = item, ink.fill == nil { path.elements } else { nil }
    }
    #expect(lines.count == 1)
    let moves = lines[0].count { if case .move = $0 { true } else { false } }
    #expect(moves == 2 && lines[0].count == 4)
  }

  @Test func aGridSaysWhatIsNotFinite() {
    let grid = ImageGrid(
      columnTitle: "t", columns: ["0"],
      rows: [.init("a", [HeatMap(width: 2, height: 1, values: [.nan, 1])])], scaleLabel: "")
    #expect(grid.notes == ["1 value is not finite and left white."])
    #expect(grid.rows[0].images[0]!.image.pixels[0] == 255)
  }
}
