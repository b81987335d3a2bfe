/// A diagram with two axes.
package struct Panel: Sendable {
  /// Stands above it; empty for none.
  package var title: String
  package var x: Axis
  package var y: Axis
  /// Later ones are drawn over earlier ones.
  package var series: [Series]
  package var rules: [Rule]
  /// Of the space between the axes, in points.
  package var height: Double

  package init(
    title: String = "", x: Axis, y: Axis, series: [Series], rules: [Rule] = [],
    height: Double = 120
  ) {
    (self.title, self.x, self.y) = (title, x, y)
    (self.series, self.rules, self.height) = (series, rules, height)
  }

  /// A straight line across the panel at one value, with words at its end.
  package struct Rule: Sendable {
    package var value: Double
    /// Whether it stands upright, at a value of x.
    package var isUpright: Bool
    package var isDashed: Bool

    package init(_ value: Double, isUpright: Bool = false, isDashed: Bool = false) {
      (self.value, self.isUpright, self.isDashed) = (value, isUpright, isDashed)
    }
  }
}

/// An axis: what it measures, and how values become places.
package struct Axis: Sendable {
  package enum Scale: Sendable, Equatable {
    case linear
    case log
    /// Values 0, 1, 2 … stand for these words.
    case categories([String])
  }

  package var label: String
  package var scale: Scale
  /// Values that are to be seen whatever the data are, such as 0.
  package var includes: [Double]
  /// Whether a few values far from the others may lie outside, so that the others can be told apart.
  package var leavesOutExtremes: Bool
  /// Whether ticks stand at whole numbers only.
  package var isWhole: Bool
  /// Where ticks stand if there is room, such as at the few values that were measured; empty for round
  /// numbers.
  package var marked: [Double]

  package init(
    _ label: String, _ scale: Scale = .linear, includes: [Double] = [],
    leavesOutExtremes: Bool = false, isWhole: Bool = false, marked: [Double] = []
  ) {
    (self.label, self.scale, self.includes) = (label, scale, includes)
    (self.leavesOutExtremes, self.isWhole, self.marked) = (leavesOutExtremes, isWhole, marked)
  }

  /// Whether a value has a place on it.
  func holds(_ value: Double) -> Bool { value.isFinite && (scale != .log || value > 0) }
}
