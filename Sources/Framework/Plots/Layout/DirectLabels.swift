/// Names of curves beside their right ends.
///
/// Used where every curve ends at the right, the names are short and none has to stand far from its
/// curve; else there is a ``Legend``.
struct DirectLabels {
  private struct Label {
    let name: String
    let color: PlotColor
    /// Where the curve ends, and where the name stands, in points from the top of the panel.
    let end: Double
    var place: Double
  }

  private static let spacing = 8.2
  /// Between the panel and the names: room for a line where a name stands beside its place.
  private static let reach = 9.0

  private let labels: [Label]

  /// - Returns: nil where the names do not fit.
  init?(_ frame: PanelFrame, pageWidth: Double) {
    let named = frame.panel.series.filter { $0.name != nil }
    guard !named.isEmpty, named.allSatisfy({ $0.form == .line }) else { return nil }
    var labels: [Label] = []
    for series in named {
      let last = series.values.last {
        frame.scales.x.share($0.x) != nil && frame.scales.y.share($0.y) != nil
      }
      guard let last, let x = frame.scales.x.share(last.x), let y = frame.scales.y.share(last.y),
        x > 0.9, (0...1).contains(y)
      else { return nil }
      let end = (1 - y) * frame.height
      labels.append(Label(name: series.name!, color: series.style.color, end: end, place: end))
    }
    guard
      let places = LabelStack.places(
        labels.map(\.end), spacing: Self.spacing, within: 0...frame.height)
    else { return nil }
    for index in labels.indices { labels[index].place = places[index] }
    self.labels = labels
    let isNear = labels.allSatisfy { abs($0.place - $0.end) <= 3 * Self.spacing }
    guard isNear, width <= 0.36 * pageWidth else { return nil }
  }

  /// Of the names with the space before them.
  var width: Double {
    Self.reach
      + (labels.map { TextWidths.width(of: $0.name, size: PageStyle.smallSize) }.max() ?? 0)
  }

  func draw(beside frame: PlotRect, _ drawing: inout Drawing) {
    for label in labels {
      let y = frame.y + label.place
      if abs(label.place - label.end) > 1.5 {
        drawing.items.append(
          .path(
            PlotPath(line: [
              PlotPoint(frame.right + 1, frame.y + label.end),
              PlotPoint(frame.right + Self.reach - 2, y),
            ]), .stroke(label.color, width: 0.5)))
      }
      drawing.add(
        lines: [label.name],
        at: PlotPoint(
          frame.right + Self.reach, PageStyle.baseLine(middle: y, size: PageStyle.smallSize)),
        color: label.color.readable)
    }
  }
}

extension PlotColor {
  /// The colour darkened until text in it can be read on white (contrast 4.5 after WCAG 2).
  var readable: PlotColor {
    var share = 0.0
    while mixed(with: .black, share: share).luminance > 1.05 / 4.5 - 0.05, share < 1 {
      share += 0.05
    }
    return mixed(with: .black, share: share)
  }
}
