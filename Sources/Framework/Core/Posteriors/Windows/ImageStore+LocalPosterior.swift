/// Which windows of the data a pixel's window is compared with.
public enum LocalPlaces: Sendable {
  /// The same place; what lies outside the image is ignored.
  case same
  /// Every place at which the window lies inside the image; the query is continued circularly.
  case any
  /// The same place on an axis along which the pixel is nearer to a border than half the window,
  /// any other place otherwise; what lies outside the image is ignored.
  case anyAwayFromBorders
}

extension ImageStore {
  /// Queries that share a pass over the images.
  private static let queriesPerPass = 4

  /// Each pixel's posterior mean given the window around it alone: the mean of the centres u of the
  /// data's windows P_u with weights softmax(-|x's window - a P_u|² / 2s²).
  ///
  /// - Parameters:
  ///   - queries: the noisy images x.
  ///   - level: a and s.
  ///   - window: side k of the window, odd; for `.any` it must fit into the images.
  ///   - places: the centres u that take part.
  ///   - tolerance: bound of the error that leaving out small weights may cause; 0 keeps all.
  public func localPosteriorMean(
    of queries: ImageBatch, at level: NoiseLevel, window: Int, places: LocalPlaces,
    tolerance: Double
  ) -> ImageBatch {
    precondition(queries.shape == shape, "queries of another shape than the images")
    precondition(window % 2 == 1, "a window around a pixel has an odd side")
    if places == .same {
      return samePlacePosteriorMean(of: queries, at: level, window: window, tolerance: tolerance)
    }
    let machine = LocalMachine(
      images: self, places: places, window: window, level: level, tolerance: tolerance)
    let groups = laneGroups(of: 64)
    var values: [Float] = []
    values.reserveCapacity(queries.values.count)
    for first in stride(from: 0, to: queries.count, by: Self.queriesPerPass) {
      let pass = queries[first..<min(first + Self.queriesPerPass, queries.count)]
      let totals = SoftmaxSums.total(over: groups) { machine.sums(pass, over: $0, known: $1) }
      for total in totals { values += total.means }
    }
    return ImageBatch(shape: shape, values: values, firstSample: queries.firstSample)
  }
}

/// A local score machine at one noise level.
private struct LocalMachine: Sendable {
  let images: ImageStore
  let rows: WindowAxis
  let columns: WindowAxis
  let signal: Double
  let weight: DistanceWeight
  let isCircular: Bool

  init(
    images: ImageStore, places: LocalPlaces, window: Int, level: NoiseLevel, tolerance: Double
  ) {
    self.images = images
    func axis(_ size: Int) -> WindowAxis {
      switch places {
      case .same: .samePlace(size, window: window)
      case .any: .anyPlace(size, window: window)
      case .anyAwayFromBorders: .samePlaceAtBorders(size, window: window)
      }
    }
    rows = axis(images.shape.height)
    columns = axis(images.shape.width)
    signal = level.signal
    isCircular = places == .any
    weight = DistanceWeight(
      noise: level.noise, terms: images.count * rows.choices * columns.choices,
      tolerance: tolerance)
  }

  /// The softmax sums of every query over one group of images.
  func sums(
    _ queries: ImageBatch, over group: Range<Int>, known: [[Float]]?
  ) -> [SoftmaxSums] {
    let shape = images.shape
    let windows = ShiftedWindows(
      shape: shape, rows: rows, columns: columns, signal: signal,
      kernels: KernelTable.current.shifts)
    let passing = (0..<queries.count).map {
      ShiftedQuery(queries[$0], shape: shape, window: columns.extent, isCircular: isCircular)
    }
    let softmaxes = (0..<queries.count).map {
      ShiftSoftmax(shape: shape, weight: weight, known: known?[$0])
    }
    let lanes = ImageLanes(shape: shape, fill: 0)
    for first in stride(from: group.lowerBound, to: group.upperBound, by: ImageLanes.count) {
      let range = first..<min(first + ImageLanes.count, group.upperBound)
      lanes.load(range, of: images)
      for half in 0..<(range.count + ShiftSoftmax.lanes - 1) / ShiftSoftmax.lanes {
        windows.load(half: half, of: lanes, images: range.count - half * ShiftSoftmax.lanes)
        for (query, softmax) in zip(passing, softmaxes) { windows.add(query, to: softmax) }
      }
    }
    return softmaxes.map(\.result)
  }
}
