import Foundation

extension SeriesStyle.Mark {
  /// The marks at given places, as one path.
  ///
  /// - Parameters:
  ///   - radius: of a circle, in points; other marks have about its area.
  ///   - isCrowd: whether there are so many that they lie over each other, and are seen through.
  func items(
    at places: [PlotPoint], _ style: SeriesStyle, radius: Double = 2, isCrowd: Bool = false
  ) -> [Drawing.Item] {
    guard !places.isEmpty else { return [] }
    if isCrowd, self != .plus, self != .cross {
      return places.map {
        .path(PlotPath(elements(at: $0, radius: radius)), .fill(style.color, opacity: 0.6))
      }
    }
    let path = PlotPath(places.flatMap { elements(at: $0, radius: radius) })
    if self == .plus || self == .cross {
      // A white line below, so that crossing curves do not run into it.
      return [
        .path(path, .stroke(.white, width: 2)), .path(path, .stroke(style.color, width: 1.1)),
      ]
    }
    var ink = Ink.fill(style.isHollow ? .white : style.color)
    ink.stroke = style.isHollow ? style.color : .white
    ink.width = style.isHollow ? 0.8 : 0.4
    return [.path(path, ink)]
  }

  private func elements(at place: PlotPoint, radius: Double) -> [PlotPath.Element] {
    func outline(_ corners: [(x: Double, y: Double)]) -> [PlotPath.Element] {
      PlotPath(
        line: corners.map { PlotPoint(place.x + $0.x * radius, place.y + $0.y * radius) },
        isClosed: true
      ).elements
    }
    func strokes(_ ends: [(Double, Double)]) -> [PlotPath.Element] {
      ends.flatMap { x, y -> [PlotPath.Element] in
        [
          .move(PlotPoint(place.x - x * radius, place.y - y * radius)),
          .line(PlotPoint(place.x + x * radius, place.y + y * radius)),
        ]
      }
    }
    switch self {
    case .circle: return [.circle(place, radius: radius)]
    case .square: return outline([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case .triangle: return outline([(0, -1.25), (1.15, 0.85), (-1.15, 0.85)])
    case .fallingTriangle: return outline([(0, 1.25), (1.15, -0.85), (-1.15, -0.85)])
    case .diamond: return outline([(0, -1.35), (1.1, 0), (0, 1.35), (-1.1, 0)])
    case .plus: return strokes([(1.15, 0), (0, 1.15)])
    case .cross: return strokes([(0.9, 0.9), (0.9, -0.9)])
    case .star:
      return outline(
        (0..<10).map { corner in
          let angle = Double.pi * Double(corner) / 5
          let reach = corner % 2 == 0 ? 1.5 : 0.65
          return (reach * sin(angle), -reach * cos(angle))
        })
    }
  }
}
