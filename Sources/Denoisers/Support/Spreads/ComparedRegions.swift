import Framework

/// Parts of noisy and training images that are compared, each with a posterior of its own.
protocol ComparedRegions: Sendable {
  /// How many posteriors there are.
  var count: Int { get }

  /// Adds one image's comparisons to the regions' spreads.
  ///
  /// - Parameters:
  ///   - x: the noisy image, [c, h, w].
  ///   - image: the training image times a.
  ///   - rate: 1/2v.
  func compare(
    _ x: [Double], with image: [Double], rate: Double, _ spreads: inout [WeightSpread])
}

/// Any sets of elements, at the same places of both images.
struct ElementSets: ComparedRegions {
  /// Elements of each set, [c, h, w].
  private let sets: [[Int]]

  var count: Int { sets.count }

  /// - Parameter masks: one set for each place.
  init(elementsOf masks: PixelMasks) {
    sets = (0..<masks.shape.count).map { masks.pixels(of: $0) }
  }

  /// - Parameters:
  ///   - masks: of images of one channel, for each of their pixels that stand for all channels.
  ///   - pixels: whose masks.
  ///   - channels: of the images that are compared.
  init(of masks: PixelMasks, at pixels: [Int], channels: Int) {
    let area = masks.shape.area
    sets = pixels.map { place in
      let plane = masks.pixels(of: place)
      return (0..<channels).flatMap { c in plane.map { c * area + $0 } }
    }
  }

  func compare(
    _ x: [Double], with image: [Double], rate: Double, _ spreads: inout [WeightSpread]
  ) {
    let squares = zip(x, image).map { rate * ($0 - $1) * ($0 - $1) }
    for (index, set) in sets.enumerated() {
      spreads[index].add(set.reduce(0) { $0 + squares[$1] })
    }
  }
}

/// Images as a whole, with one posterior.
struct WholeImages: ComparedRegions {
  let count = 1

  func compare(
    _ x: [Double], with image: [Double], rate: Double, _ spreads: inout [WeightSpread]
  ) {
    spreads[0].add(zip(x, image).reduce(0) { $0 + rate * ($1.0 - $1.1) * ($1.0 - $1.1) })
  }
}

/// Windows, at the same place of both images or at several places of the training image.
///
/// The noisy image is continued circularly where a window reaches beyond it at other places.
struct ComparedWindows: ComparedRegions {
  private let shape: ImageShape
  private let rows: WindowAxis
  private let columns: WindowAxis

  var count: Int { Self.places(rows) * Self.places(columns) }

  init(_ shape: ImageShape, axis: (_ size: Int) -> WindowAxis) {
    self.shape = shape
    rows = axis(shape.height)
    columns = axis(shape.width)
  }

  /// Windows along an axis: as many as fit where they are known by their first pixel, else one for
  /// each pixel.
  private static func places(_ axis: WindowAxis) -> Int {
    axis.shifts.count == 1 ? axis.shifts[0].places.count : axis.size
  }

  func compare(
    _ x: [Double], with image: [Double], rate: Double, _ spreads: inout [WeightSpread]
  ) {
    var table = [Double](repeating: 0, count: (shape.height + 1) * (shape.width + 1))
    for row in rows.shifts {
      for column in columns.shifts {
        sum(x, image, row.offset, column.offset, into: &table)
        add(row, column, table, rate, to: &spreads)
      }
    }
  }

  /// Sums of squared differences over everything above and to the left of a corner, [h + 1, w + 1]; the
  /// first row and column stay 0.
  private func sum(
    _ x: [Double], _ image: [Double], _ down: Int, _ right: Int, into table: inout [Double]
  ) {
    let (height, width) = (shape.height, shape.width)
    for y in 0..<height {
      let other = (y + down + height) % height
      var line = 0.0
      for column in 0..<width {
        let place = other * width + (column + right + width) % width
        for plane in stride(from: 0, to: shape.count, by: shape.area) {
          let gap = x[plane + place] - image[plane + y * width + column]
          line += gap * gap
        }
        let corner = (y + 1) * (width + 1) + column + 1
        table[corner] = table[corner - width - 1] + line
      }
    }
  }

  /// Adds the windows of one shift, what lies outside the image counting as nothing.
  private func add(
    _ row: WindowAxis.Shift, _ column: WindowAxis.Shift, _ table: [Double], _ rate: Double,
    to spreads: inout [WeightSpread]
  ) {
    let across = Self.places(columns)
    for y in row.places {
      let above = max(0, y - rows.before) * (shape.width + 1)
      let below = min(shape.height, y + rows.after + 1) * (shape.width + 1)
      let first = (y + row.offset + shape.height) % shape.height * across
      for x in column.places {
        let left = max(0, x - columns.before)
        let right = min(shape.width, x + columns.after + 1)
        let distance =
          table[below + right] - table[above + right] - table[below + left] + table[above + left]
        // Rounding may leave a little less than nothing.
        spreads[first + (x + column.offset + shape.width) % shape.width].add(
          rate * max(0, distance))
      }
    }
  }
}
