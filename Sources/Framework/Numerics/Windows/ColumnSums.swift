/// Sums over `extent` consecutive rows of places, while the rows come in one by one.
///
/// Three additions a row, whatever the extent is (van Herk): the rows are cut into blocks of
/// `extent`; a sum is the end of one block and the beginning of the next. Rows of zeros cost
/// nothing.
struct ColumnSums {
  private typealias Row = UnsafePointer<Float>

  private let kernels: any WindowKernelSet.Type
  private let columns: Int
  private let extent: Int
  private let memory: Scratch<Float>
  /// Ends of the block before: the sum of its rows from i on; nil for zeros.
  private var ends: [Row?]
  /// The rows of the block that is coming in; nil for zeros.
  private var rows: [Row?]
  /// Sum of `rows`; nil for zeros.
  private var beginning: Row?
  private var half = 0

  /// - Parameters:
  ///   - columns: places in a row.
  ///   - extent: rows in a sum.
  init(columns: Int, extent: Int, kernels: any WindowKernelSet.Type) {
    self.kernels = kernels
    self.columns = columns
    self.extent = extent
    memory = Scratch(count: (2 * extent + 2) * columns * ImageLanes.count)
    ends = [Row?](repeating: nil, count: extent)
    rows = []
    rows.reserveCapacity(extent)
  }

  /// Forgets all rows.
  mutating func reset() {
    for index in ends.indices { ends[index] = nil }
    rows.removeAll(keepingCapacity: true)
    beginning = nil
  }

  /// Where the next row is to be written before it is added.
  var nextRow: UnsafeMutablePointer<Float> { row(half * extent + rows.count) }

  /// Takes the row in `nextRow`, or a row of zeros.
  ///
  /// - Returns: the sum of the last `extent` rows; nil if all of them are zeros, rows before the
  ///   first included. Valid until the next row.
  mutating func add(zeros: Bool) -> UnsafePointer<Float>? {
    rows.append(zeros ? nil : Row(nextRow))
    if rows.count == extent {
      turn()
      return ends[0]
    }
    beginning = sum(beginning, rows[rows.count - 1], into: row(2 * extent))
    return sum(ends[rows.count], beginning, into: row(2 * extent + 1))
  }

  /// The block is complete: replaces its rows by the sums of its ends.
  private mutating func turn() {
    var end: Row?
    for index in (0..<extent).reversed() {
      end = sum(rows[index], end, into: row(half * extent + index))
      ends[index] = end
    }
    rows.removeAll(keepingCapacity: true)
    beginning = nil
    half = 1 - half
  }

  private func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    memory.base + index * columns * ImageLanes.count
  }

  private func sum(_ a: Row?, _ b: Row?, into result: UnsafeMutablePointer<Float>) -> Row? {
    guard let a else { return b }
    guard let b else { return a }
    kernels.add(columns, a, b, result)
    return Row(result)
  }
}
