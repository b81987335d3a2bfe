/// A panel before its place on the page is known: its ranges, and the numbers at its upright axis.
struct PanelFrame {
  let panel: Panel
  let scales: PanelScales
  let height: Double
  let ticks: [Tick]
  /// The labels of the ticks in lines.
  let labels: [[String]]

  /// - Parameter labelRoom: the longest a label of the upright axis may be.
  init(_ panel: Panel, labelRoom: Double) {
    self.panel = panel
    scales = PanelScales(panel)
    func lines(_ tick: Tick) -> [String] {
      tick.label.map {
        TextWidths.wrap($0, size: PageStyle.smallSize, length: labelRoom)
      } ?? []
    }
    var height = panel.height
    var isWords = false
    if case .categories(let names) = panel.y.scale {
      // Every word is shown, however long it is.
      isWords = true
      let most = names.map { lines(Tick(share: 0, label: $0)).count }.max() ?? 1
      height = max(
        height, Double(names.count) * (Double(most) * PageStyle.lineHeight + PageStyle.gap))
    }
    self.height = height
    ticks = scales.y.ticks { ticks in
      isWords
        || zip(ticks, ticks.dropFirst()).allSatisfy { low, high in
          (high.share - low.share) * height >= PageStyle.lineHeight + (ticks.count > 3 ? 4 : 1)
        }
    }
    labels = ticks.map(lines)
  }

  /// Of the numbers with their ticks.
  var labelWidth: Double {
    let longest =
      labels.flatMap { $0 }.map { TextWidths.width(of: $0, size: PageStyle.smallSize) }.max() ?? 0
    return longest + PageStyle.tickLength + PageStyle.gap
  }

  // MARK: Drawing

  /// - Parameters:
  ///   - frame: the rectangle between the axes.
  ///   - room: how far below zero and beyond the frame's width numbers may reach.
  func draw(in frame: PlotRect, room: (left: Double, right: Double), _ drawing: inout Drawing) {
    drawing.items.append(
      .clipped(frame, PanelDrawing(panel: panel, scales: scales, frame: frame).items))
    drawing.items.append(
      .path(
        PlotPath(line: [
          PlotPoint(frame.x, frame.y), PlotPoint(frame.x, frame.bottom),
          PlotPoint(frame.right, frame.bottom),
        ]), PageStyle.axis))
    drawUpright(frame, &drawing)
    drawLevel(frame, room, &drawing)
    if !panel.title.isEmpty {
      let lines = TextWidths.wrap(panel.title, size: PageStyle.labelSize, length: frame.width)
      drawing.add(
        lines: lines,
        at: PlotPoint(frame.x, frame.y - 4 - Double(lines.count - 1) * PageStyle.lineHeight),
        size: PageStyle.labelSize)
    }
  }

  private func drawUpright(_ frame: PlotRect, _ drawing: inout Drawing) {
    let isWords = if case .categories = panel.y.scale { true } else { false }
    var path: [PlotPath.Element] = []
    for (tick, lines) in zip(ticks, labels) {
      let y = frame.bottom - tick.share * frame.height
      let length = tick.label == nil ? PageStyle.smallTickLength : PageStyle.tickLength
      if !isWords { path += [.move(PlotPoint(frame.x - length, y)), .line(PlotPoint(frame.x, y))] }
      let middle = PageStyle.baseLine(middle: y, size: PageStyle.smallSize)
      drawing.add(
        lines: lines,
        at: PlotPoint(
          frame.x - PageStyle.tickLength - PageStyle.gap,
          middle - Double(lines.count - 1) / 2 * PageStyle.lineHeight), anchor: .end)
    }
    drawing.items.append(.path(PlotPath(path), PageStyle.axis))
  }

  private func drawLevel(
    _ frame: PlotRect, _ room: (left: Double, right: Double), _ drawing: inout Drawing
  ) {
    let size = PageStyle.smallSize
    func halfWidth(_ tick: Tick) -> Double {
      TextWidths.width(of: tick.label ?? "", size: size) / 2
    }
    let ticks = scales.x.ticks { ticks in
      zip(ticks, ticks.dropFirst()).allSatisfy { left, right in
        (right.share - left.share) * frame.width >= halfWidth(left) + halfWidth(right) + 5
      }
    }
    var path: [PlotPath.Element] = []
    for tick in ticks {
      let x = frame.x + tick.share * frame.width
      let length = tick.label == nil ? PageStyle.smallTickLength : PageStyle.tickLength
      path += [
        .move(PlotPoint(x, frame.bottom)), .line(PlotPoint(x, frame.bottom + length)),
      ]
      // A number that would run into the next panel, or off the page, is left out.
      guard let label = tick.label, x - halfWidth(tick) >= frame.x - room.left,
        x + halfWidth(tick) <= frame.right + room.right
      else { continue }
      drawing.add(
        lines: [label],
        at: PlotPoint(x, frame.bottom + PanelFrame.numbersHeight - 2.5), anchor: .middle)
    }
    drawing.items.append(.path(PlotPath(path), PageStyle.axis))
  }

  /// Height of the numbers below a panel with their ticks.
  static let numbersHeight = PageStyle.tickLength + 9.5
}
