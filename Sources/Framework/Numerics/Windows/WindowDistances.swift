/// Squared distances between the windows of a query and those of 32 images, |x - aX|² over a
/// window: for every shift, the sums of one difference image over its windows.
final class WindowDistances {
  /// A query, each row written twice so that a circular shift is a contiguous piece, [c, h, 2w].
  struct Query: Sendable {
    fileprivate let values: [Float]

    init(_ image: ArraySlice<Float>, shape: ImageShape) {
      values = stride(from: image.startIndex, to: image.endIndex, by: shape.width).flatMap {
        image[$0..<$0 + shape.width] + image[$0..<$0 + shape.width]
      }
    }
  }

  private let kernels: any WindowKernelSet.Type
  private let shape: ImageShape
  private let rows: WindowAxis
  private let columns: WindowAxis
  private let signal: Float
  private let differences: Scratch<Float>
  private let partial: Scratch<Float>
  /// Places in the widest row of distances.
  private let widest: Int

  init(
    shape: ImageShape, rows: WindowAxis, columns: WindowAxis, signal: Double,
    kernels: any WindowKernelSet.Type
  ) {
    self.kernels = kernels
    self.shape = shape
    self.rows = rows
    self.columns = columns
    self.signal = Float(signal)
    differences = Scratch(count: (shape.width + columns.extent) * ImageLanes.count)
    partial = Scratch(count: columns.extent * ImageLanes.count)
    widest = columns.shifts.map(\.places.count).max() ?? 0
  }

  /// Calls `body` with the row u of places, the distances for the columns' places, and
  /// the shifts they belong to.
  func forEachRow(
    of query: Query, _ images: ImageLanes,
    _ body: (Int, UnsafePointer<Float>, WindowAxis.Shift, WindowAxis.Shift) -> Void
  ) {
    query.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      var sums = ColumnSums(columns: widest, extent: rows.extent, kernels: kernels)
      for row in rows.shifts {
        for column in columns.shifts {
          forEachRow(of: values, images.base, row, column, &sums) { body($0, $1, row, column) }
        }
      }
    }
  }

  private func forEachRow(
    of query: UnsafePointer<Float>, _ images: UnsafePointer<Float>,
    _ row: WindowAxis.Shift, _ column: WindowAxis.Shift, _ sums: inout ColumnSums,
    _ body: (Int, UnsafePointer<Float>) -> Void
  ) {
    let (height, width) = (shape.height, shape.width)
    let first = column.places.lowerBound - columns.before
    let inside = max(0, first)..<min(width, column.places.upperBound + columns.after)
    let start = (inside.lowerBound + column.offset + width) % width
    differences.clear(0..<inside.lowerBound - first)
    differences.clear(inside.upperBound - first..<column.places.count + columns.extent - 1)
    sums.reset()
    let top = row.places.lowerBound - rows.before
    for y in top..<row.places.upperBound + rows.after {
      let isInside = (0..<height).contains(y)
      if isInside {
        let queryRow = (y + row.offset + height) % height
        kernels.differences(
          inside.count, shape.channels, signal, query + queryRow * 2 * width + start,
          2 * height * width, images + (y * width + inside.lowerBound) * ImageLanes.count,
          height * width, differences.base + (inside.lowerBound - first) * ImageLanes.count)
        kernels.sums(
          column.places.count, columns.extent, differences.base, partial.base, sums.nextRow)
      }
      if let distances = sums.add(zeros: !isInside), y - top >= rows.extent - 1 {
        body(y - rows.after, distances)
      }
    }
  }
}

extension Scratch<Float> {
  /// Sets places to zeros.
  func clear(_ places: Range<Int>) {
    (base + places.lowerBound * ImageLanes.count)
      .update(repeating: 0, count: places.count * ImageLanes.count)
  }
}
