/// Adds groups of images to the softmax of every window of one query; see ``PlaceKernels``.
final class WindowAccumulator {
  private let windows: PlaceWindows
  private let channels: Int
  /// Σ w and then Σ w u for each channel, of each window.
  private let softmax: SoftmaxAccumulator
  /// Working memory for a column of windows.
  private let distances: Scratch<Float>
  private var near: [Int32]

  /// - Parameters:
  ///   - channels: of the windows' pixels to average; 0 for the weights' sums alone.
  ///   - known: least distances to other images; images beyond them by the margin are left out.
  init(_ windows: PlaceWindows, channels: Int, weight: DistanceWeight, known: [Float]?) {
    self.windows = windows
    self.channels = channels
    softmax = SoftmaxAccumulator(
      places: windows.count, vectors: 1 + channels, weight: weight, known: known)
    distances = Scratch(count: windows.windowsInColumn * ImageGroup.size)
    near = [Int32](repeating: 0, count: windows.windowsInColumn)
  }

  /// Adds the images of a group.
  ///
  /// - Returns: whether there is a window from which they are not all too far.
  func add(_ group: ImageGroup, _ rowSums: PlaceWindows.RowSums) -> Bool {
    let (shape, weight) = (windows.shape, softmax.weight)
    let (least, sums) = softmax.pointers(from: 0)
    return near.withUnsafeMutableBufferPointer { near in
      guard let near = near.baseAddress else { return false }
      return rowSums.kernels.accumulate(
        isBytes: windows.code.isBytes, rows: windows.windowsInColumn, columns: windows.windowsInRow,
        size: windows.rows.extent,
        channels: channels, scale: weight.scale, margin: weight.margin, plane: rowSums.plane.base,
        stride: rowSums.stride, images: group.numbers,
        width: shape.width, channelStride: shape.area, partial: rowSums.partial.base,
        distances: distances.base, near: near,
        least: least, sums: sums)
    }
  }

  var state: SoftmaxState { softmax.state }
}
