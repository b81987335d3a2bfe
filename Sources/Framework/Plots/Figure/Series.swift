/// Values that belong together, under one name and one style.
package struct Series: Sendable {
  package enum Form: Sendable, Equatable {
    /// Points in their order, joined.
    case line
    case points
    /// Bars from 0 up, each so wide in units of x.
    case bars(width: Double)
  }

  /// How the intervals of the values are shown.
  package enum Interval: Sendable { case band, upright, level }

  /// A value with an interval of y (of x for `level`); NaN ends where there is none.
  package struct Value: Sendable, Equatable {
    package var x: Double
    package var y: Double
    package var low: Double
    package var high: Double

    package init(_ x: Double, _ y: Double, low: Double = .nan, high: Double = .nan) {
      (self.x, self.y, self.low, self.high) = (x, y, low, high)
    }

    var hasInterval: Bool { !low.isNaN && !high.isNaN }
  }

  /// Its name in the legend; nil for none.
  package var name: String?
  package var style: SeriesStyle
  package var form: Form
  package var interval: Interval
  package var values: [Value]

  package init(
    _ name: String?, _ style: SeriesStyle, form: Form = .line, interval: Interval = .band,
    _ values: [Value]
  ) {
    (self.name, self.style, self.form) = (name, style, form)
    (self.interval, self.values) = (interval, values)
  }
}

/// What tells a series from the others: colour, dashes and the mark at its points.
package struct SeriesStyle: Sendable, Hashable {
  package enum Mark: CaseIterable, Sendable {
    case circle, square, triangle, diamond, fallingTriangle, plus, cross, star
  }

  package var color: PlotColor
  /// Lengths of dashes and gaps in points.
  package var dash: [Double]
  package var mark: Mark?
  /// Whether the mark is white inside.
  package var isHollow = false

  package init(color: PlotColor, dash: [Double] = [], mark: Mark? = .circle) {
    (self.color, self.dash, self.mark) = (color, dash, mark)
  }

  private static let dashes: [[Double]] = [
    [], [4, 1.6], [1, 1.4], [5, 1.4, 1, 1.4], [8, 2], [5, 1.4, 1, 1.4, 1, 1.4],
  ]

  /// The style of the series at a position: eight colours, each with a mark of its own; then the same
  /// colours with other dashes and marks, hollow every other time.
  package static func number(_ position: Int) -> SeriesStyle {
    let (colors, marks) = (PlotColor.series, Mark.allCases)
    let round = position / colors.count
    var style = SeriesStyle(
      color: colors[position % colors.count], dash: dashes[round % dashes.count],
      mark: marks[(position + 3 * round) % marks.count])
    style.isHollow = round % 2 == 1
    return style
  }
}
