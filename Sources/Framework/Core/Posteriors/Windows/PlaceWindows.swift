/// Windows of a query and of images at the same places: sums over rows of squared differences, which
/// kernels then add up along columns.
struct PlaceWindows: Sendable {
  let shape: ImageShape
  let rows: WindowAxis
  let columns: WindowAxis
  let code: LaneCode
  private let signal: Double

  init(of images: ImageStore, rows: WindowAxis, columns: WindowAxis, signal: Double) {
    shape = images.shape
    self.rows = rows
    self.columns = columns
    self.signal = signal
    code = LaneCode(of: images)
  }

  /// Windows in a column of windows, and in all.
  var windowsInColumn: Int { rows.shifts[0].places.count }
  var windowsInRow: Int { columns.shifts[0].places.count }
  var count: Int { windowsInColumn * windowsInRow }

  /// Number of a window in results, by the row and the column of its place.
  func number(_ y: Int, _ x: Int) -> Int { x * windowsInColumn + y }

  /// A query's numbers as kernels compare them with those of images, [c, h, w].
  func query(_ image: ArraySlice<Float>) -> [Float] {
    image.map { code.offset($0, signal: Float(signal)) }
  }

  /// Working memory for the row sums of 32 images.
  final class Sums {
    let kernels: any PlaceKernelSet.Type
    /// Row sums, a row of windows for each row of pixels, zeros above and below.
    let plane: Scratch<Float>
    /// Places from a row of ``plane`` to the next: odd, so that a column's lie in different sets of
    /// the cache.
    let stride: Int
    /// Room for as many places as a window has rows or columns.
    let partial: Scratch<Float>
    private let line: Scratch<Float>
    private let windows: PlaceWindows

    init(_ windows: PlaceWindows, kernels: any PlaceKernelSet.Type) {
      self.windows = windows
      self.kernels = kernels
      let (rows, columns) = (windows.rows, windows.columns)
      stride = windows.windowsInRow | 1
      plane = Scratch(zeros: (windows.windowsInColumn + rows.extent - 1) * stride * 32)
      line = Scratch(zeros: (windows.windowsInRow + columns.extent - 1) * 32)
      partial = Scratch(count: max(rows.extent, columns.extent) * 32)
    }

    /// Fills ``plane``.
    func load(_ query: [Float], _ group: LaneGroup) {
      let (shape, columns) = (windows.shape, windows.columns)
      // Rows above the image count as nothing.
      let above = windows.rows.before - windows.rows.shifts[0].places.lowerBound
      let before = columns.before - columns.shifts[0].places.lowerBound
      query.withUnsafeBufferPointer { query in
        guard let query = query.baseAddress else { return }
        kernels.rowSums(
          isBytes: windows.code.isBytes, rows: shape.height, width: shape.width,
          channels: shape.channels, factor: windows.code.factor(signal: windows.signal),
          query: query, images: group.images, absent: group.absent, before: before,
          count: windows.windowsInRow, size: columns.extent, line: line.base, partial: partial.base,
          plane: plane.base + above * stride * ImageLanes.count, stride: stride)
      }
    }
  }
}
