import LocusFormats

/// A laid-out figure: what is drawn where, before it becomes a file of some format.
package struct Drawing: Equatable, Sendable {
  package enum Item: Equatable, Sendable {
    case path(PlotPath, Ink)
    case text(PlotText)
    case image(RasterImage, PlotRect)
    /// Items of which only what lies in the rectangle is seen.
    case clipped(PlotRect, [Item])
  }

  /// In points.
  package let width: Double
  package let height: Double
  /// What a screen reader says in place of the picture.
  package let title: String
  package let description: String
  package var items: [Item]

  /// The texts on the page in the order in which they are drawn.
  package var texts: [PlotText] {
    items.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
}

/// How a path is drawn.
package struct Ink: Equatable, Sendable {
  package var stroke: PlotColor?
  /// Width of the stroke in points.
  package var width = 0.75
  /// Lengths of dashes and gaps in points; empty for a solid line.
  package var dash: [Double] = []
  package var fill: PlotColor?
  /// Of the fill, 0 … 1.
  package var opacity = 1.0

  package static func stroke(
    _ color: PlotColor, width: Double = 0.75, dash: [Double] = []
  ) -> Ink {
    Ink(stroke: color, width: width, dash: dash)
  }

  package static func fill(_ color: PlotColor, opacity: Double = 1) -> Ink {
    Ink(fill: color, opacity: opacity)
  }
}

/// A line of text on the page.
package struct PlotText: Equatable, Sendable {
  package enum Anchor: String, Sendable { case start, middle, end }

  package var content: String
  /// Where the anchor stands on the base line.
  package var place: PlotPoint
  package var anchor = Anchor.start
  /// Height of the type in points.
  package var size: Double
  package var color = PlotColor.ink
  /// Whether it is read from the bottom to the top.
  package var isTurned = false

  /// The rectangle that holds it in any usual sans-serif type.
  package var box: PlotRect {
    let length = TextWidths.width(of: content, size: size)
    let start =
      switch anchor {
      case .start: 0.0
      case .middle: -length / 2
      case .end: -length
      }
    let (above, below) = (TextWidths.ascent * size, TextWidths.descent * size)
    return isTurned
      ? PlotRect(
        x: place.x - above, y: place.y - start - length, width: above + below, height: length)
      : PlotRect(x: place.x + start, y: place.y - above, width: length, height: above + below)
  }
}
