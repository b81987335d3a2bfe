/// Small images in rows and columns with names at the left and at the top, and a bar of colours.
struct ImageGridLayout {
  private static let gap = 2.0
  private static let largest = 54.0

  private let figure: Figure
  private let grid: ImageGrid

  init(_ figure: Figure, _ grid: ImageGrid) { (self.figure, self.grid) = (figure, grid) }

  var drawing: Drawing {
    let (page, edge, size) = (figure.width.rawValue, PageStyle.edge, PageStyle.smallSize)
    let names = grid.rows.map {
      TextWidths.wrap($0.name, size: size, length: 0.24 * page)
    }
    let left =
      edge + (names.flatMap { $0 }.map { TextWidths.width(of: $0, size: size) }.max() ?? 0) + 4
    let count = Double(max(grid.columns.count, 1))
    let cell = min(Self.largest, (page - edge - left - (count - 1) * Self.gap) / count)
    func x(_ column: Int) -> Double { left + Double(column) * (cell + Self.gap) }
    var content = Drawing(width: page, height: 0, title: "", description: "", items: [])
    var top = edge
    if !grid.columnTitle.isEmpty {
      content.add(
        lines: [grid.columnTitle],
        at: PlotPoint((left + x(grid.columns.count) - Self.gap) / 2, top + 7), anchor: .middle,
        size: PageStyle.labelSize)
      top += 11
    }
    // Names of columns that would touch are left out, every second, third …
    let widest = grid.columns.map { TextWidths.width(of: $0, size: size) }.max() ?? 0
    let stride = max(1, Int(((widest + 3) / (cell + Self.gap)).rounded(.up)))
    for (column, name) in grid.columns.enumerated() where column % stride == 0 {
      content.add(lines: [name], at: PlotPoint(x(column) + cell / 2, top + 7), anchor: .middle)
    }
    top += 10
    for (row, lines) in zip(grid.rows, names) {
      let height = max(cell, Double(lines.count) * PageStyle.lineHeight)
      for (column, map) in row.images.enumerated() {
        guard let map else { continue }
        let side = cell / Double(max(map.width, map.height))
        let rect = PlotRect(
          x: x(column), y: top + (height - cell) / 2, width: side * Double(map.width),
          height: side * Double(map.height))
        content.items.append(.image(map.image, rect))
        content.items.append(.path(PlotPath(rect), .stroke(.faint, width: 0.4)))
      }
      content.add(
        lines: lines,
        at: PlotPoint(
          left - 4,
          PageStyle.baseLine(middle: top + height / 2, size: size)
            - Double(lines.count - 1) / 2 * PageStyle.lineHeight), anchor: .end)
      top += height + Self.gap
    }
    top = addBar(at: PlotPoint(left, top + 4), to: &content)
    let notes = grid.notes.flatMap { TextWidths.wrap($0, size: size, length: page - 2 * edge) }
    content.add(lines: notes, at: PlotPoint(edge, top + 9))
    top += notes.isEmpty ? 0 : 3 + Double(notes.count) * PageStyle.lineHeight
    return Drawing(
      width: page, height: (top + edge).rounded(.up), title: figure.title,
      description: ([figure.description] + grid.notes).joined(separator: " "),
      items: content.items)
  }

  /// The colours from 0 to the largest value.
  private func addBar(at corner: PlotPoint, to drawing: inout Drawing) -> Double {
    let (width, height) = (60.0, 6.0)
    let steps = 64
    let rect = PlotRect(x: corner.x + 8, y: corner.y, width: width, height: height)
    let bar = HeatMap(width: steps, height: 1, values: (0..<steps).map(Double.init))
    drawing.items.append(.image(bar.image, rect))
    drawing.items.append(.path(PlotPath(rect), .stroke(.faint, width: 0.4)))
    let baseLine = PageStyle.baseLine(middle: rect.middle.y, size: PageStyle.smallSize)
    drawing.add(lines: ["0"], at: PlotPoint(rect.x - 3, baseLine), anchor: .end)
    let lines = TextWidths.wrap(
      grid.scaleLabel, size: PageStyle.smallSize,
      length: drawing.width - rect.right - 3 - PageStyle.edge)
    drawing.add(lines: lines, at: PlotPoint(rect.right + 3, baseLine))
    return rect.bottom + Double(max(lines.count - 1, 0)) * PageStyle.lineHeight + 2
  }
}
