/// Windows of a query and of images at the same places: sums over rows of squared differences, which
/// kernels then add up along columns.
struct PlaceWindows: Sendable {
  let shape: ImageShape
  let rows: WindowAxis
  let columns: WindowAxis
  /// Of the images' numbers.
  let code: StoredCode
  let signal: Double

  init(of images: ImageStore, rows: WindowAxis, columns: WindowAxis, signal: Double) {
    shape = images.shape
    self.rows = rows
    self.columns = columns
    self.signal = signal
    code = images.groupCode
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
}
