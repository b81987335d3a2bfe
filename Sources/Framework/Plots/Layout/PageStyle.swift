/// Sizes that all figures share, in points.
enum PageStyle {
  /// Axes and panels; numbers, legends and notes.
  static let labelSize = 8.0
  static let smallSize = 7.0
  static let lineHeight = 9.0
  /// Free at the edges of the page.
  static let edge = 3.0
  static let tickLength = 3.0
  static let smallTickLength = 1.8
  /// Between an axis' ticks and its numbers.
  static let gap = 2.0
  static let axis = Ink.stroke(.ink, width: 0.6)

  /// The base line of text whose letters are to have their middle at `y`.
  static func baseLine(middle y: Double, size: Double) -> Double { y + 0.35 * size }
}

extension Drawing {
  /// Lines of text below each other, the first with its base line at `place`.
  mutating func add(
    lines: [String], at place: PlotPoint, anchor: PlotText.Anchor = .start,
    size: Double = PageStyle.smallSize, color: PlotColor = .ink
  ) {
    for (number, line) in lines.enumerated() {
      items.append(
        .text(
          PlotText(
            content: line,
            place: PlotPoint(place.x, place.y + Double(number) * PageStyle.lineHeight),
            anchor: anchor, size: size, color: color)))
    }
  }
}
