import LocusFormats

/// Small images in rows and columns.
package struct ImageGrid: Sendable {
  /// What the columns are, such as t, and the name of each.
  package var columnTitle: String
  package var columns: [String]
  package var rows: [Row]
  /// What the darkest colour stands for.
  package var scaleLabel: String

  package struct Row: Sendable {
    package var name: String
    /// One for each column; nil where there is none.
    package var images: [HeatMap?]

    package init(_ name: String, _ images: [HeatMap?]) {
      (self.name, self.images) = (name, images)
    }
  }

  package init(columnTitle: String, columns: [String], rows: [Row], scaleLabel: String) {
    precondition(rows.allSatisfy { $0.images.count == columns.count }, "an image for each column")
    (self.columnTitle, self.columns) = (columnTitle, columns)
    (self.rows, self.scaleLabel) = (rows, scaleLabel)
  }

  var notes: [String] {
    let maps = rows.flatMap(\.images).compactMap { $0 }
    let undefined = maps.reduce(0) { $0 + $1.values.count { !$0.isFinite } }
    return undefined == 0
      ? []
      : ["\(undefined) \(undefined == 1 ? "value is" : "values are") not finite and left white."]
  }
}

/// Numbers ≥ 0 by row and column, drawn as light for 0 and dark for the largest.
package struct HeatMap: Sendable {
  package let width: Int
  package let height: Int
  /// Row by row.
  package let values: [Double]

  package init(width: Int, height: Int, values: [Double]) {
    precondition(
      values.count == width * height && width > 0 && height > 0, "a value for each place")
    (self.width, self.height, self.values) = (width, height, values)
  }

  /// White, a light and a dark blue, black: the lightness falls evenly, in print without colours too.
  static let ramp = [
    PlotColor(255, 255, 255), PlotColor(140, 189, 228), PlotColor(0, 96, 160), PlotColor(0, 10, 40),
  ]

  static func color(_ share: Double) -> PlotColor {
    guard share.isFinite else { return .white }
    let place = min(max(share, 0), 1) * Double(ramp.count - 1)
    let first = min(Int(place), ramp.count - 2)
    return ramp[first].mixed(with: ramp[first + 1], share: place - Double(first))
  }

  /// The picture, each value a square of pixels so large that viewers do not blur it.
  var image: RasterImage {
    let largest = values.filter(\.isFinite).max() ?? 0
    let scale = max(1, (96 + max(width, height) - 1) / max(width, height))
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * width * height * scale * scale)
    for y in 0..<height {
      var line: [UInt8] = []
      for x in 0..<width {
        let value = values[y * width + x]
        let color = Self.color(largest > 0 ? value / largest : value * 0)
        for _ in 0..<scale { line += [color.red, color.green, color.blue] }
      }
      for _ in 0..<scale { pixels += line }
    }
    return RasterImage(
      width: width * scale, height: height * scale, channels: 3, pixels: pixels)
  }
}
