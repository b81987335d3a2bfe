extension PlaceWindows {
  /// Sums of squared differences over the rows of windows, for one query and a group of images.
  final class RowSums {
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
      let lanes = ImageGroup.size
      plane = Scratch(zeros: (windows.windowsInColumn + rows.extent - 1) * stride * lanes)
      line = Scratch(zeros: (windows.windowsInRow + columns.extent - 1) * lanes)
      partial = Scratch(count: max(rows.extent, columns.extent) * lanes)
    }

    /// Fills ``plane``.
    func load(_ query: [Float], _ group: ImageGroup) {
      let (shape, columns) = (windows.shape, windows.columns)
      // Rows above the image count as nothing.
      let above = windows.rows.before - windows.rows.shifts[0].places.lowerBound
      let before = columns.before - columns.shifts[0].places.lowerBound
      query.withUnsafeBufferPointer { query in
        guard let query = query.baseAddress else { return }
        kernels.rowSums(
          isBytes: windows.code.isBytes, rows: shape.height, width: shape.width,
          channels: shape.channels,
          factor: windows.code.factor(signal: windows.signal), query: query, images: group.numbers,
          absent: group.absent, before: before,
          count: windows.windowsInRow, size: columns.extent, line: line.base, partial: partial.base,
          plane: plane.base + above * stride * ImageGroup.size, stride: stride)
      }
    }
  }
}
