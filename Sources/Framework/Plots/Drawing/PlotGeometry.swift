/// A place on the page in points (1/72 inch) from the top left; y grows downwards.
package struct PlotPoint: Equatable, Sendable {
  package var x: Double
  package var y: Double

  package init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// An upright rectangle on the page, in points.
package struct PlotRect: Equatable, Sendable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  package var right: Double { x + width }
  package var bottom: Double { y + height }
  package var middle: PlotPoint { PlotPoint(x + width / 2, y + height / 2) }

  /// Whether both share more than a border.
  package func overlaps(_ other: PlotRect) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }

  package func contains(_ other: PlotRect) -> Bool {
    other.x >= x && other.right <= right && other.y >= y && other.bottom <= bottom
  }
}

/// Straight lines and circles, to be stroked or filled.
package struct PlotPath: Equatable, Sendable {
  package enum Element: Equatable, Sendable {
    case move(PlotPoint)
    case line(PlotPoint)
    case circle(PlotPoint, radius: Double)
    case close
  }

  package var elements: [Element]

  package init(_ elements: [Element] = []) { self.elements = elements }

  /// Points joined by straight lines.
  package init(line points: [PlotPoint], isClosed: Bool = false) {
    elements = points.enumerated().map { $0 == 0 ? .move($1) : .line($1) }
    if isClosed { elements.append(.close) }
  }

  package init(_ rect: PlotRect) {
    self.init(
      line: [
        PlotPoint(rect.x, rect.y), PlotPoint(rect.right, rect.y),
        PlotPoint(rect.right, rect.bottom), PlotPoint(rect.x, rect.bottom),
      ], isClosed: true)
  }
}
