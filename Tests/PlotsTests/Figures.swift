@testable import LocusPlots

/// Figures of every kind and for every trouble, for the tests that hold for all of them.
enum Figures {
  static let longName = "a-variant-with-a-name-of-sixty-letters[energy_cutoff=0.00125]"

  static func panel(
    _ series: [Series], x: Axis = Axis("t"), y: Axis = Axis("r²"), title: String = ""
  ) -> Panel {
    Panel(title: title, x: x, y: y, series: series)
  }

  static func figure(_ panels: Panel..., width: Figure.Width = .column, perRow: Int = 1) -> Figure {
    figure(panels, width: width, perRow: perRow)
  }

  static func figure(_ panels: [Panel], width: Figure.Width = .column, perRow: Int = 1) -> Figure {
    Figure(
      title: "A figure", description: "What is seen.", width: width,
      content: .panels(panels, perRow: perRow))
  }

  /// Curves that start together and end apart, with intervals.
  static func curves(
    _ count: Int, steps: Int = 10, scale: Double = 1, name: (Int) -> String? = { "method \($0)" }
  ) -> [Series] {
    (0..<count).map { number in
      Series(
        name(number), .number(number),
        (0..<steps).map { step in
          let x = steps == 1 ? 0 : 900 * Double(step) / Double(steps - 1)
          let y = scale * (0.1 + Double(number) * x / 900)
          return Series.Value(x, y, low: 0.9 * y, high: 1.1 * y)
        })
    }
  }

  private static func values(_ values: [Double]) -> Series {
    Series("values", .number(1), values.enumerated().map { Series.Value(Double($0), $1) })
  }

  private static let map = HeatMap(width: 4, height: 4, values: (0..<16).map(Double.init))

  static let all: [(name: String, figure: Figure)] = [
    ("nothing", figure(panel([]))),
    ("a series without values", figure(panel([Series("none", .number(0), [])]))),
    ("one point", figure(panel(curves(1, steps: 1)))),
    ("one step", figure(panel(curves(5, steps: 1)))),
    ("a few curves", figure(panel(curves(3)))),
    ("a thousand steps", figure(panel(curves(3, steps: 1000)))),
    ("all equal", figure(panel([values([0.25, 0.25, 0.25])]))),
    ("all zero", figure(panel([values([0, 0])], y: Axis("MSE")))),
    ("equal on a log axis", figure(panel([values([3, 3, 3])], y: Axis("MSE", .log)))),
    ("undefined", figure(panel([values([.nan, 1, .infinity, 2, -.infinity])]))),
    ("only undefined", figure(panel([values([.nan, .nan])]))),
    ("negative on a log axis", figure(panel([values([-1, 0, 1, 10])], y: Axis("MSE", .log)))),
    ("nothing positive", figure(panel([values([-1, 0])], y: Axis("MSE", .log)))),
    ("forty", figure(panel(curves(40)))),
    ("forty long names", figure(panel(curves(40) { "\($0)-\(longName)" }), width: .page)),
    ("one long name", figure(panel(curves(1) { _ in longName }))),
    (
      "long labels", figure(panel(curves(2), x: Axis(longName), y: Axis(longName), title: longName))
    ),
    ("the smallest numbers", figure(panel(curves(3, scale: 1e3 * .leastNonzeroMagnitude)))),
    ("the largest numbers", figure(panel(curves(3, scale: 1.6e308)))),
    ("both", figure(panel([values([-1.7e308, 1.7e308])]))),
    ("three hundred decades", figure(panel([values([1e-300, 1, 1e300])], y: Axis("MSE", .log)))),
    ("a large offset", figure(panel([values([1e12, 1e12 + 1, 1e12 + 2])]))),
    ("the last digits", figure(panel([values([1e17, 1e17 + 16, 1e17 + 32])]))),
    ("a third of a decade", figure(panel([values([1, 1.5, 2])], y: Axis("MSE", .log)))),
    (
      "panels",
      figure(
        (0..<7).map { panel(curves($0 % 3 + 1, scale: 1e4), title: "panel \($0)") }, width: .page,
        perRow: 3)
    ),
    (
      "panels of one label", figure(panel(curves(9)), panel(curves(9)), width: .page, perRow: 2)
    ),
    (
      "words",
      figure(
        panel(
          [
            Series(
              nil, .number(0), form: .points, interval: .level,
              (0..<3).map { Series.Value(Double($0), Double($0), low: -1, high: .infinity) })
          ], x: Axis("difference", includes: [0]),
          y: Axis("", .categories(["wiener", longName, "another long name with spaces in it"]))))
    ),
    (
      "words below",
      figure(
        panel(curves(2, steps: 3), x: Axis("", .categories((0..<30).map { "category \($0)" })))),
    ),
    (
      "bars",
      figure(
        panel(
          [
            Series(
              nil, .number(4), form: .bars(width: 1),
              (0..<20).map { Series.Value(Double($0), Double($0 % 7)) })
          ], y: Axis("samples", isWhole: true)))
    ),
    (
      "images",
      Figure(
        title: "A figure", description: "What is seen.", width: .page,
        content: .images(
          ImageGrid(
            columnTitle: "t", columns: (0..<20).map { "\(1000 * $0)" },
            rows: [
              .init("wiener", (0..<20).map { _ in map }),
              .init(longName, (0..<20).map { _ in nil }),
            ], scaleLabel: "largest value of each image")))
    ),
  ]
}
