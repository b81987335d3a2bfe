/// The streaming softmax over images of every window of a query; see ``PlaceKernels``.
final class WindowSoftmax {
  /// Lanes of a sum over images.
  static let lanes = SoftmaxLanes.count

  private let windows: PlaceWindows
  private let channels: Int
  private let weight: DistanceWeight
  /// Σ w and then Σ w u for each channel, of each window.
  private let sums: SoftmaxLanes
  /// Working memory for a column of windows.
  private let distances: Scratch<Float>
  private var near: [Int32]

  /// - Parameters:
  ///   - channels: of the windows' pixels to average; 0 for the weights' sums alone.
  ///   - known: distances of other images; those beyond them by the margin are left out.
  init(_ windows: PlaceWindows, channels: Int, weight: DistanceWeight, known: [Float]?) {
    self.windows = windows
    self.channels = channels
    self.weight = weight
    sums = SoftmaxLanes(places: windows.count, vectors: 1 + channels, known: known)
    distances = Scratch(count: windows.windowsInColumn * ImageLanes.count)
    near = [Int32](repeating: 0, count: windows.windowsInColumn)
  }

  /// Adds 32 images.
  ///
  /// - Returns: whether there is a window from which they are not all too far.
  func add(_ group: LaneGroup, _ rowSums: PlaceWindows.Sums) -> Bool {
    let shape = windows.shape
    let (least, sums) = sums.state(from: 0)
    return near.withUnsafeMutableBufferPointer { near in
      guard let near = near.baseAddress else { return false }
      return rowSums.kernels.accumulate(
        isBytes: windows.code.isBytes, rows: windows.windowsInColumn, columns: windows.windowsInRow,
        size: windows.rows.extent, channels: channels, scale: weight.scale, margin: weight.margin,
        plane: rowSums.plane.base, stride: rowSums.stride, images: group.images, width: shape.width,
        channelStride: shape.height * shape.width, partial: rowSums.partial.base,
        distances: distances.base, near: near, least: least, sums: sums)
    }
  }

  /// The sums over the lanes.
  var result: SoftmaxSums { sums.result(scale: weight.scale) }
}
