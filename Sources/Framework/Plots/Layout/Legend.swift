/// The names of the series of a figure with what they look like, below the panels or beside the curves.
struct Legend {
  struct Entry {
    let name: String
    let style: SeriesStyle
    let form: Series.Form
  }

  /// Length of the piece of line beside a name, and the spaces around the name.
  private static let sample = 17.0
  private static let gap = 4.0
  private static let columnGap = 12.0

  let entries: [Entry]
  /// Left ends of the columns, which are filled from the top, the first one first.
  private var lefts: [Double] = [0]
  private let lines: [[String]]

  /// - Parameter width: of the room for all.
  init(_ panels: [Panel], width: Double) {
    var entries: [Entry] = []
    for series in panels.flatMap(\.series) {
      guard let name = series.name, !entries.contains(where: { $0.name == name }) else { continue }
      entries.append(Entry(name: name, style: series.style, form: series.form))
    }
    self.entries = entries
    let size = PageStyle.smallSize
    let room = width - Self.sample - Self.gap
    lines = entries.map { TextWidths.wrap($0.name, size: size, length: room) }
    let widths = lines.map { line in
      Self.sample + Self.gap
        + (line.map { TextWidths.width(of: $0, size: size) }.max() ?? 0)
    }
    // As many columns as fit, each as wide as its names.
    for columns in stride(from: entries.count, to: 1, by: -1) {
      let rows = (entries.count + columns - 1) / columns
      let columnWidths = stride(from: 0, to: entries.count, by: rows).map { first in
        widths[first..<min(first + rows, entries.count)].max()! + Self.columnGap
      }
      guard columnWidths.reduce(0, +) - Self.columnGap <= width else { continue }
      lefts = columnWidths.indices.map { columnWidths[..<$0].reduce(0, +) }
      break
    }
  }

  private var rows: Int { (entries.count + lefts.count - 1) / lefts.count }

  /// Height of each row, as its longest entry needs.
  private var heights: [Double] {
    (0..<rows).map { row in
      let most =
        lefts.indices.map { $0 * rows + row }.filter { $0 < entries.count }
        .map { lines[$0].count }.max() ?? 0
      return Double(most) * PageStyle.lineHeight + 1
    }
  }

  var height: Double { heights.reduce(0, +) }

  func draw(at corner: PlotPoint, in drawing: inout Drawing) {
    var top = corner.y
    for (row, height) in heights.enumerated() {
      for (column, left) in lefts.enumerated() where column * rows + row < entries.count {
        let index = column * rows + row
        let x = corner.x + left
        let y = top + PageStyle.lineHeight / 2
        drawing.items += Self.sample(of: entries[index], from: PlotPoint(x, y))
        drawing.add(
          lines: lines[index],
          at: PlotPoint(
            x + Self.sample + Self.gap,
            PageStyle.baseLine(middle: y, size: PageStyle.smallSize)))
      }
      top += height
    }
  }

  private static func sample(of entry: Entry, from start: PlotPoint) -> [Drawing.Item] {
    let middle = PlotPoint(start.x + sample / 2, start.y)
    let end = PlotPoint(start.x + sample, start.y)
    switch entry.form {
    case .line:
      let line = Ink.stroke(entry.style.color, width: 1.1, dash: entry.style.dash)
      return [.path(PlotPath(line: [start, end]), line)]
        + (entry.style.mark.map { $0.items(at: [middle], entry.style) } ?? [])
    case .points:
      return entry.style.mark.map { $0.items(at: [middle], entry.style) } ?? []
    case .bars:
      let box = PlotRect(x: middle.x - 3.5, y: middle.y - 3, width: 7, height: 6)
      return [.path(PlotPath(box), .fill(entry.style.color))]
    }
  }
}
