/// The two axes of a panel with their ranges, and what has no place on them.
struct PanelScales {
  let x: AxisScale
  let y: AxisScale
  /// Values with a coordinate that is not finite, and with one that a logarithmic axis cannot show.
  let unplaced: Int
  let notPositive: Int
  /// Intervals that reach to 0 or below on a logarithmic axis.
  let endless: Int

  /// Means are always seen; single points and edges of bands may lie outside of an axis that leaves
  /// out extremes.
  init(_ panel: Panel) {
    var (xs, ys): ([Double], [Double]) = ([], [])
    var (lesserXs, lesserYs): ([Double], [Double]) = ([], [])
    var (unplaced, notPositive, endless) = (0, 0, 0)
    for series in panel.series {
      for value in series.values {
        guard value.x.isFinite, value.y.isFinite else {
          unplaced += 1
          continue
        }
        guard panel.x.holds(value.x), panel.y.holds(value.y) else {
          notPositive += 1
          continue
        }
        let along = series.interval == .level ? panel.x : panel.y
        if value.hasInterval, along.scale == .log, value.low <= 0 { endless += 1 }
        switch series.form {
        case .bars(let width):
          xs += [value.x - width / 2, value.x + width / 2]
          ys += [0, value.y]
        case .points where !value.hasInterval:
          lesserXs.append(value.x)
          lesserYs.append(value.y)
        case .points, .line:
          xs.append(value.x)
          ys.append(value.y)
          if series.interval == .level {
            xs += [value.low, value.high]
          } else {
            lesserYs += [value.low, value.high]
          }
        }
      }
    }
    let hasBars = panel.series.contains { if case .bars = $0.form { true } else { false } }
    x = AxisScale(panel.x, xs, lesser: lesserXs, margin: hasBars ? 0 : 0.04)
    y = AxisScale(panel.y, ys, lesser: lesserYs, startsAtZero: hasBars)
    (self.unplaced, self.notPositive, self.endless) = (unplaced, notPositive, endless)
  }
}

extension Panel {
  /// What tells it from the others in a note.
  var name: String { [title, y.label, x.label].first { !$0.isEmpty } ?? "a panel" }

  /// What is left out, and why.
  var notes: [String] {
    let scales = PanelScales(self)
    func note(_ count: Int, _ one: String, _ several: String) -> [String] {
      count == 0 ? [] : ["\(count) \(count == 1 ? one : several)."]
    }
    let outside = scales.x.outside + scales.y.outside
    return note(
      scales.unplaced, "value is not finite and left out", "values are not finite and left out")
      + note(
        scales.notPositive, "value is not positive and has no place on the logarithmic axis",
        "values are not positive and have no place on the logarithmic axis")
      + note(
        scales.endless, "interval reaches 0 and runs out of the logarithmic axis",
        "intervals reach 0 and run out of the logarithmic axis")
      + note(
        outside, "value or end of an interval lies outside the axis",
        "values or ends of intervals lie outside the axis")
  }
}
