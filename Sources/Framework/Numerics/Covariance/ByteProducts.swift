/// Adds sums of bytes and of their products to moments, exactly.
///
/// Images are packed into panels a few hundred at a time, once for both sides of the product; then
/// blocks of the lower triangle are computed from them, each by one thread.
struct ByteProducts {
  let kernels: any WordKernelSet.Type
  let pool: WorkPool

  /// Images of one slice: a panel of it fills half of a first-level cache. The kernels allow 1024.
  private static let sliceRows = 512
  /// Slices that are packed before their products are taken.
  private static let slabSlices = 4
  /// Pixels of a side of a block of the result, which stays in a second-level cache beside its panels.
  private static let blockPixels = 96
  /// Pixels that are packed together.
  private static let packedPixels = 384

  /// Images in memory that threads may read.
  struct Source: @unchecked Sendable {
    let base: UnsafePointer<UInt8>
    let rows: Int
    let stride: Int
  }

  func add(_ source: Source, to moments: inout SecondMoments) {
    let slabRows = Self.sliceRows * Self.slabSlices
    let slab = Slab(
      rows: min(source.rows, slabRows), dimension: moments.sums.count,
      sliceRows: Self.sliceRows, panelWidth: kernels.tileColumns)
    for rows in blocks(from: 0, to: source.rows, of: slabRows) {
      let slices = blocks(of: rows.count, limit: Self.sliceRows, multiple: 4)
      pack(
        Source(
          base: source.base + rows.lowerBound * source.stride, rows: rows.count,
          stride: source.stride),
        slices, slab)
      for index in slices.indices { slab.addTotals(of: index, to: &moments.sums) }
      moments.products.withMutableView { multiply(slices, slab, into: $0) }
    }
    moments.count += source.rows
  }

  private func pack(_ source: Source, _ slices: [Range<Int>], _ slab: Slab) {
    let groups = blocks(
      of: slab.dimension, limit: Self.packedPixels, multiple: kernels.tileColumns)
    pool.forEach(slices.count * groups.count) { item in
      let (slice, columns) = (item / groups.count, groups[item % groups.count])
      let rows = slices[slice]
      kernels.pack(
        rows: rows.count, columns: columns.count,
        bytes: source.base + rows.lowerBound * source.stride + columns.lowerBound,
        stride: source.stride, panels: slab.panel(slice, columns.lowerBound), room: slab.room,
        totals: slab.total(slice) + columns.lowerBound)
    }
  }

  private func multiply(
    _ slices: [Range<Int>], _ slab: Slab, into result: MutableMatrixView<Double>
  ) {
    let sides = blocks(
      of: slab.dimension, limit: Self.blockPixels, multiple: kernels.tileColumns)
    let pairs = sides.indices.flatMap { row in (0...row).map { (row, $0) } }
    pool.forEach(pairs.count) { item in
      let (rows, columns) = (sides[pairs[item].0], sides[pairs[item].1])
      let scratch = Scratch<Double>(count: kernels.tileRows * kernels.tileColumns)
      defer { scratch.keepAlive() }
      for (slice, images) in slices.enumerated() {
        kernels.multiplyPanels(
          rows: rows.count, columns: columns.count, depth: (images.count + 3) / 4, room: slab.room,
          left: slab.panel(slice, rows.lowerBound), right: slab.panel(slice, columns.lowerBound),
          result: result.row(rows.lowerBound) + columns.lowerBound, stride: result.stride,
          lowerOnly: rows.lowerBound == columns.lowerBound, scratch: scratch.base)
      }
    }
  }
}

/// Packed images and the totals of their pixels, slice after slice.
private final class Slab: @unchecked Sendable {
  let dimension: Int
  /// Quads of four images that a panel has room for.
  let room: Int
  private let sliceLength: Int
  private let panels: Scratch<UInt64>
  private let totals: Scratch<UInt64>

  init(rows: Int, dimension: Int, sliceRows: Int, panelWidth: Int) {
    self.dimension = dimension
    room = (min(rows, sliceRows) + 3) / 4
    sliceLength = padded(dimension, panelWidth) * room
    let slices = (rows + sliceRows - 1) / sliceRows
    panels = Scratch(count: slices * sliceLength)
    totals = Scratch(count: slices * dimension)
  }

  /// The panel that begins with a pixel.
  func panel(_ slice: Int, _ pixel: Int) -> UnsafeMutablePointer<UInt64> {
    panels.base + slice * sliceLength + pixel * room
  }

  func total(_ slice: Int) -> UnsafeMutablePointer<UInt64> { totals.base + slice * dimension }

  /// Adds the four words of every total.
  func addTotals(of slice: Int, to sums: inout [Double]) {
    let words = total(slice)
    for pixel in sums.indices {
      let total = words[pixel]
      let sum =
        (total & 0xFFFF) + (total >> 16 & 0xFFFF) + (total >> 32 & 0xFFFF) + (total >> 48)
      sums[pixel] += Double(sum)
    }
  }
}
