/// Draws what a panel shows into the rectangle between its axes.
struct PanelDrawing {
  let panel: Panel
  let scales: PanelScales
  let frame: PlotRect

  /// Lines with more values than this have marks at some of them only.
  private static let mostMarks = 20

  /// Where a value lies; far values are held at some distance.
  func place(_ x: Double, _ y: Double) -> PlotPoint? {
    guard panel.x.holds(x), panel.y.holds(y), let x = scales.x.heldShare(x),
      let y = scales.y.heldShare(y)
    else { return nil }
    return PlotPoint(frame.x + x * frame.width, frame.bottom - y * frame.height)
  }

  /// Rules, bands, then lines and marks, so that no band covers a line; dashed rules above bars.
  var items: [Drawing.Item] {
    panel.rules.filter { !$0.isDashed }.compactMap(rule) + panel.series.flatMap(bands)
      + panel.series.enumerated().flatMap { marks($1, number: $0) }
      + panel.rules.filter(\.isDashed).compactMap(rule)
  }

  private func rule(_ rule: Panel.Rule) -> Drawing.Item? {
    let scale = rule.isUpright ? scales.x : scales.y
    guard let share = scale.share(rule.value) else { return nil }
    let ends =
      rule.isUpright
      ? [
        PlotPoint(frame.x + share * frame.width, frame.y),
        PlotPoint(frame.x + share * frame.width, frame.bottom),
      ]
      : [
        PlotPoint(frame.x, frame.bottom - share * frame.height),
        PlotPoint(frame.right, frame.bottom - share * frame.height),
      ]
    return .path(
      PlotPath(line: ends),
      rule.isDashed ? .stroke(.ink, width: 0.6, dash: [2, 2]) : .stroke(.faint, width: 0.6))
  }

  /// Runs of values that have a place; a value without one parts them.
  private func pieces(_ series: Series) -> [[Series.Value]] {
    var pieces: [[Series.Value]] = [[]]
    for value in series.values {
      if place(value.x, value.y) == nil {
        pieces.append([])
      } else {
        pieces[pieces.count - 1].append(value)
      }
    }
    return pieces.filter { !$0.isEmpty }
  }

  private func bands(_ series: Series) -> [Drawing.Item] {
    guard series.form == .line, series.interval == .band else { return [] }
    let count = panel.series.count { $0.form == .line && $0.interval == .band }
    let opacity = count > 6 ? 0.1 : 0.18
    return pieces(series).compactMap { piece in
      let values = piece.filter(\.hasInterval)
      guard values.count > 1 else { return nil }
      let corners =
        values.map { end($0, $0.high) } + values.reversed().map { end($0, $0.low) }
      return .path(
        PlotPath(line: corners, isClosed: true), .fill(series.style.color, opacity: opacity))
    }
  }

  /// The end of an upright interval; held at the axis' end where the axis cannot show it.
  private func end(_ value: Series.Value, _ y: Double) -> PlotPoint {
    PlotPoint(
      frame.x + scales.x.heldShare(value.x)! * frame.width,
      frame.bottom - (scales.y.heldShare(y) ?? -1) * frame.height)
  }

  private func marks(_ series: Series, number: Int) -> [Drawing.Item] {
    var items: [Drawing.Item] = []
    if case .bars(let width) = series.form {
      let bars = series.values.flatMap { value -> [PlotPath.Element] in
        guard value.y > 0, let top = place(value.x - width / 2, value.y),
          let base = place(value.x + width / 2, 0)
        else { return [] }
        return PlotPath(
          PlotRect(x: top.x, y: top.y, width: base.x - top.x, height: base.y - top.y)
        ).elements
      }
      var ink = Ink.fill(series.style.color)
      (ink.stroke, ink.width) = (.white, 0.4)
      return [.path(PlotPath(bars), ink)]
    }
    items += whiskers(series)
    let places = series.values.compactMap { place($0.x, $0.y) }
    if series.form == .line {
      let lines = pieces(series).flatMap { piece in
        PlotPath(line: piece.map { place($0.x, $0.y)! }).elements
      }
      items.append(
        .path(
          PlotPath(lines), .stroke(series.style.color, width: 1.1, dash: series.style.dash)))
      items += series.style.mark?.items(at: marked(places, number: number), series.style) ?? []
    } else {
      let isCrowd = series.interval == .band
      items +=
        series.style.mark?.items(
          at: places, series.style, radius: isCrowd ? 1.3 : 2, isCrowd: isCrowd) ?? []
    }
    return items
  }

  /// The places of a long line that have marks: some way apart, and not where another line has its.
  private func marked(_ places: [PlotPoint], number: Int) -> [PlotPoint] {
    guard places.count > Self.mostMarks, var last = places.first else { return places }
    let distance = (frame.width + frame.height) / Double(Self.mostMarks)
    var way = distance * Double(number % 4) / 4
    return places.filter { place in
      way += abs(place.x - last.x) + abs(place.y - last.y)
      last = place
      if way >= distance { way = 0 }
      return way == 0
    }
  }

  private func whiskers(_ series: Series) -> [Drawing.Item] {
    guard series.interval != .band else { return [] }
    let lines = series.values.flatMap { value -> [PlotPath.Element] in
      guard value.hasInterval, let middle = place(value.x, value.y) else { return [] }
      if series.interval == .level {
        let ends = [value.low, value.high].map {
          PlotPoint(frame.x + (scales.x.heldShare($0) ?? -1) * frame.width, middle.y)
        }
        return ends.flatMap {
          PlotPath(line: [PlotPoint($0.x, $0.y - 2.5), PlotPoint($0.x, $0.y + 2.5)]).elements
        } + PlotPath(line: ends).elements
      }
      return PlotPath(line: [end(value, value.low), end(value, value.high)]).elements
    }
    return lines.isEmpty ? [] : [.path(PlotPath(lines), .stroke(series.style.color, width: 1.1))]
  }
}
