/// Diagrams in rows, with labels that they share and a legend.
struct PanelsLayout {
  private static let columnGap = 12.0
  private static let rowGap = 6.0
  private static let right = 10.0

  private let figure: Figure
  private let frames: [PanelFrame]
  private let columns: Int
  private let direct: DirectLabels?
  private let legend: Legend
  /// Labels of axes that all panels share; nil where each has its own.
  private let sharedX: String?
  private let sharedY: String?

  init(_ figure: Figure, _ panels: [Panel], perRow: Int) {
    self.figure = figure
    columns = max(1, min(perRow, panels.count))
    let page = figure.width.rawValue
    let labelRoom = (columns == 1 ? 0.38 : 0.6 / Double(columns)) * page
    frames = panels.map { PanelFrame($0, labelRoom: labelRoom) }
    direct =
      panels.count == 1 ? DirectLabels(frames[0], pageWidth: page) : nil
    legend = Legend(direct == nil ? panels : [], width: page - 2 * PageStyle.edge)
    func shared(_ labels: [String]) -> String? { Set(labels).count == 1 ? labels[0] : nil }
    sharedX = shared(panels.map(\.x.label))
    sharedY = shared(panels.map(\.y.label))
  }

  private var rows: Int { (frames.count + columns - 1) / columns }

  private func row(_ number: Int) -> ArraySlice<PanelFrame> {
    frames[number * columns..<min((number + 1) * columns, frames.count)]
  }

  /// Lines of a label that runs along something of a length.
  private func lines(_ label: String, _ length: Double) -> [String] {
    TextWidths.wrap(label, size: PageStyle.labelSize, length: length)
  }

  private func thickness(_ lines: [String]) -> Double {
    lines.isEmpty ? 0 : Double(lines.count) * PageStyle.lineHeight + PageStyle.gap
  }

  // MARK: Sizes

  /// Left margins of the columns: numbers, and labels that are not shared.
  private var lefts: [Double] {
    (0..<columns).map { column in
      stride(from: column, to: frames.count, by: columns).map { index in
        let frame = frames[index]
        return frame.labelWidth
          + (sharedY == nil ? thickness(lines(frame.panel.y.label, frame.height)) : 0)
      }.max() ?? 0
    }
  }

  /// Heights of a row: titles above, panels, and what stands below.
  private func heights(row number: Int, plotWidth: Double) -> (
    above: Double, plot: Double, below: Double
  ) {
    let frames = row(number)
    let titles =
      frames.map { $0.panel.title }
      .map { TextWidths.wrap($0, size: PageStyle.labelSize, length: plotWidth).count }.max() ?? 0
    let labels = frames.map { thickness(lines($0.panel.x.label, plotWidth)) }.max() ?? 0
    return (
      titles == 0 ? 3 : Double(titles) * PageStyle.lineHeight + 3,
      frames.map(\.height).max() ?? 0,
      PanelFrame.numbersHeight + (sharedX == nil ? labels : 0)
    )
  }

  // MARK: Drawing

  var drawing: Drawing {
    let (page, edge) = (figure.width.rawValue, PageStyle.edge)
    let lefts = lefts
    let rights = direct.map(\.width) ?? Self.right
    let heightOfPlots = (0..<rows).map { number in row(number).map(\.height).max() ?? 0 }
    let sharedLines = sharedY.map { lines($0, heightOfPlots.reduce(0, +)) } ?? []
    let first = edge + thickness(sharedLines)
    let free =
      page - first - lefts.reduce(0, +) - Double(columns - 1) * Self.columnGap - rights - edge
    let plotWidth = max(free / Double(columns), 20)
    let heights = (0..<rows).map { self.heights(row: $0, plotWidth: plotWidth) }
    let footer = sharedX.map { lines($0, page - 2 * edge) } ?? []
    let notes = figure.notes.flatMap {
      TextWidths.wrap($0, size: PageStyle.smallSize, length: page - 2 * edge)
    }

    // From the top down; the height is known when all has its place.
    var content = Drawing(width: page, height: 0, title: "", description: "", items: [])
    var top = edge
    var (plotTop, plotBottom) = (top, top)
    for number in 0..<rows {
      let (above, plot, below) = heights[number]
      if number == 0 { plotTop = top + above }
      for (column, frame) in row(number).enumerated() {
        let x =
          first + lefts[0...column].reduce(0, +) + Double(column) * (plotWidth + Self.columnGap)
        let rect = PlotRect(
          x: x, y: top + above + plot - frame.height, width: plotWidth, height: frame.height)
        let isLast = column == columns - 1
        let next = isLast ? rights : (Self.columnGap + lefts[column + 1]) / 2
        let before = column == 0 ? x - edge : (Self.columnGap + lefts[column]) / 2
        frame.draw(in: rect, room: (before - 1, next - 1), &content)
        if sharedX == nil {
          let label = lines(frame.panel.x.label, plotWidth)
          content.add(
            lines: label,
            at: PlotPoint(rect.middle.x, rect.bottom + PanelFrame.numbersHeight + 7.5),
            anchor: .middle, size: PageStyle.labelSize)
        }
        if sharedY == nil {
          add(
            turned: lines(frame.panel.y.label, frame.height), at: rect.middle.y,
            before: x - frame.labelWidth, &content)
        }
        direct?.draw(beside: rect, &content)
      }
      top += above + plot + below + (number < rows - 1 ? Self.rowGap : 0)
      plotBottom = top - below
    }
    add(turned: sharedLines, at: (plotTop + plotBottom) / 2, before: first, &content)
    if !footer.isEmpty {
      let left = first + lefts[0]
      let right = page - edge - rights
      content.add(
        lines: footer, at: PlotPoint((left + right) / 2, top + 7.5), anchor: .middle,
        size: PageStyle.labelSize)
      top += thickness(footer)
    }
    if !legend.entries.isEmpty {
      legend.draw(at: PlotPoint(edge, top + 5), in: &content)
      top += 5 + legend.height
    }
    content.add(lines: notes, at: PlotPoint(edge, top + 9))
    top += notes.isEmpty ? 0 : 3 + Double(notes.count) * PageStyle.lineHeight
    return Drawing(
      width: page, height: (top + edge).rounded(.up), title: figure.title,
      description: ([figure.description] + figure.notes).joined(separator: " "),
      items: content.items)
  }

  /// Upright lines that end before `x`, read from the bottom to the top.
  private func add(
    turned lines: [String], at middle: Double, before x: Double, _ drawing: inout Drawing
  ) {
    for (number, line) in lines.enumerated() {
      let place = PlotPoint(
        x - PageStyle.gap - 2 - Double(lines.count - 1 - number) * PageStyle.lineHeight, middle)
      drawing.items.append(
        .text(
          PlotText(
            content: line, place: place, anchor: .middle, size: PageStyle.labelSize, isTurned: true)
        ))
    }
  }
}
