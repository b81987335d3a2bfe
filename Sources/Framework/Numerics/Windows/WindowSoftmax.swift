/// The streaming softmax over images of every window of a query; see ``PlaceKernels``.
final class WindowSoftmax {
  /// Lanes of a sum over images.
  static let lanes = 16

  private let windows: PlaceWindows
  private let channels: Int
  private let weight: DistanceWeight
  private let least: Scratch<Float>
  /// Σ w and then Σ w u for each channel: 1 + channels vectors for each window.
  private let sums: Scratch<Float>
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
    least = Scratch(count: windows.count)
    for number in 0..<windows.count { least.base[number] = known?[number] ?? .infinity }
    sums = Scratch(zeros: (1 + channels) * windows.count * Self.lanes)
    distances = Scratch(count: windows.windowsInColumn * ImageLanes.count)
    near = [Int32](repeating: 0, count: windows.windowsInColumn)
  }

  /// Adds 32 images.
  ///
  /// - Returns: whether there is a window from which they are not all too far.
  func add(_ group: LaneGroup, _ rowSums: PlaceWindows.Sums) -> Bool {
    let shape = windows.shape
    return near.withUnsafeMutableBufferPointer { near in
      guard let near = near.baseAddress else { return false }
      return rowSums.kernels.accumulate(
        windows.code.isBytes, windows.windowsInColumn, windows.windowsInRow, windows.rows.extent,
        channels, weight.scale, weight.margin, rowSums.plane.base, rowSums.stride, group.images,
        shape.width, shape.height * shape.width, rowSums.partial.base, distances.base, near,
        least.base, sums.base)
    }
  }

  /// The sums over the lanes.
  var result: SoftmaxSums {
    let count = windows.count
    return SoftmaxSums(
      least: (0..<count).map { least.base[$0] },
      sums: (0..<(1 + channels) * count).map { index in
        let (sum, number) = index.quotientAndRemainder(dividingBy: count)
        let lanes = sums.base + (number * (1 + channels) + sum) * Self.lanes
        return (0..<Self.lanes).reduce(0.0) { $0 + Double(lanes[$1]) }
      }, scale: weight.scale)
  }
}
