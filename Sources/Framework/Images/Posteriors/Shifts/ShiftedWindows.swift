/// Compares the windows of queries with those of 16 images at all shifts, several shifts at a time:
/// for every block of shifts, the sums of difference images over windows, row by row, and then the
/// softmax.
final class ShiftedWindows {
  /// Images that are compared at a time: half a group, as many as there are lanes of a sum.
  private static let lanes = SoftmaxAccumulator.lanes

  private let kernels: any ShiftKernelSet.Type
  private let shape: ImageShape
  private let rows: WindowAxis
  private let columns: WindowAxis
  private let blocks: [ShiftBlock]
  private let signal: Float
  /// Places on both sides of a row that count as nothing.
  private let border: Int
  /// The images and a times them, [c, h, border + w + border, 16].
  private let images: Scratch<Float>
  private let products: Scratch<Float>
  private let scratch: Scratch<Float>
  /// Sums over the columns of windows, a ring of rows: as many as four rows of windows reach.
  private let ring: Scratch<Float>
  private let ringRows: Int
  /// Four rows of distances.
  private let distances: Scratch<Float>
  /// Places from a row of the ring or of the distances to the next.
  private let rowStride: Int

  init(
    shape: ImageShape, rows: WindowAxis, columns: WindowAxis, signal: Double,
    kernels: any ShiftKernelSet.Type
  ) {
    self.kernels = kernels
    self.shape = shape
    self.rows = rows
    self.columns = columns
    self.signal = Float(signal)
    blocks = ShiftBlock.blocks(of: columns, longest: kernels.shifts)
    border = blocks.map { max(0, columns.before - $0.places.lowerBound) }.max() ?? 0
    let width = shape.width + 2 * border
    // Some shifts of a block look beyond the ends of the rows, at what counts for nothing.
    images = Scratch(
      zeros: (shape.channels * shape.height * width + 2 * kernels.shifts) * Self.lanes)
    products = Scratch(zeros: images.count)
    let widest = (blocks.map { $0.places.count }.max() ?? 0) + kernels.shifts - 1
    scratch = Scratch(zeros: kernels.shifts * (widest + columns.extent) * Self.lanes)
    // Kernels write up to three places more; an odd number spreads rows over the cache.
    rowStride = (kernels.shifts * widest + 3) | 1
    ringRows = rows.extent + 3
    ring = Scratch(zeros: ringRows * rowStride * Self.lanes)
    distances = Scratch(zeros: 4 * rowStride * Self.lanes)
  }

  /// The halves of a group that hold images.
  func halves(of group: ImageGroup) -> Range<Int> {
    0..<(group.count + Self.lanes - 1) / Self.lanes
  }

  /// Takes half of the images of a group of Floats.
  func load(half: Int, of group: ImageGroup) {
    let present = group.count - half * Self.lanes
    let width = shape.width + 2 * border
    for row in 0..<shape.channels * shape.height {
      let target = (kernels.shifts + row * width + border) * Self.lanes
      kernels.separate(
        count: shape.width, half: half, lanes: group.floats + row * shape.width * ImageGroup.size,
        factor: signal,
        present: present, fill: ImageGroup.missing, images: images.base + target,
        products: products.base + target)
    }
  }

  /// Adds the images to the softmax of every pixel of a query.
  func add(_ query: ShiftedQuery, to softmax: SoftmaxAccumulator) {
    query.withRows { query in
      for row in rows.shifts {
        for block in blocks { add(query, row, block, to: softmax) }
      }
    }
  }

  /// Four rows of windows at a time: they share most of the rows that they sum up.
  private func add(
    _ query: ShiftedQuery.Rows, _ row: WindowAxis.Shift, _ block: ShiftBlock,
    to softmax: SoftmaxAccumulator
  ) {
    let top = row.places.lowerBound - rows.before
    var next = top
    for first in stride(from: row.places.lowerBound, to: row.places.upperBound, by: 4) {
      let last = min(first + 4, row.places.upperBound)
      while next < last + rows.after {
        let slot = (next - top) % ringRows
        addRow(next, row, block, query, to: ring.base + slot * rowStride * Self.lanes)
        next += 1
      }
      kernels.columnSums(
        count: kernels.shifts * (block.places.count + kernels.shifts - 1), size: rows.extent,
        ring: ring.base,
        rows: ringRows,
        first: (first - rows.before - top) % ringRows, stride: rowStride, result: distances.base)
      for centre in first..<last {
        add(
          block, row: (centre + row.offset + shape.height) % shape.height, centre: centre,
          distances: distances.base + (centre - first) * rowStride * Self.lanes, to: softmax)
      }
    }
  }

  /// Row y of the images against the query's, summed along the row; nothing outside the images.
  private func addRow(
    _ y: Int, _ row: WindowAxis.Shift, _ block: ShiftBlock, _ query: ShiftedQuery.Rows,
    to sums: UnsafeMutablePointer<Float>
  ) {
    let (height, width) = (shape.height, shape.width + 2 * border)
    guard 0..<height ~= y else {
      sums.update(repeating: 0, count: rowStride * Self.lanes)
      return
    }
    let first = block.places.lowerBound - columns.before
    kernels.rowSums(
      shifts: block.count, count: block.places.count, size: columns.extent,
      channels: shape.channels,
      query: query.place((y + row.offset + height) % height, first + block.offset),
      queryStride: query.stride,
      images: products.base + (kernels.shifts + y * width + border + first) * Self.lanes,
      imageStride: height * width,
      scratch: scratch.base, result: sums)
  }

  /// Adds 16 images at a block of shifts to the pixels of one row of the query.
  private func add(
    _ block: ShiftBlock, row: Int, centre: Int, distances: UnsafeMutablePointer<Float>,
    to softmax: SoftmaxAccumulator
  ) {
    let width = shape.width + 2 * border
    let target = (block.places.lowerBound + block.offset + shape.width) % shape.width
    let image = kernels.shifts + centre * width + border + block.places.lowerBound
    let (least, sums) = softmax.pointers(from: row * shape.width)
    block.absent.withUnsafeBufferPointer { absent in
      guard let base = absent.baseAddress else { return }
      kernels.accumulate(
        shifts: block.count == 1 ? 1 : kernels.shifts, count: block.places.count,
        channels: shape.channels,
        scale: softmax.weight.scale, margin: softmax.weight.margin, distances: distances,
        absent: base, absentCount: absent.count,
        images: images.base + image * Self.lanes, imageStride: shape.height * width, target: target,
        period: shape.width, least: least, sums: sums)
    }
  }
}
