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
      let pass = (first..<min(first + Self.queriesPerPass, queries.count)).map {
        WindowDistances.Query(queries[$0], shape: shape)
      }
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
    weight = DistanceWeight(
      noise: level.noise, terms: images.count * rows.choices * columns.choices,
      tolerance: tolerance)
  }

  /// The softmax sums of every query over one group of images.
  func sums(
    _ queries: [WindowDistances.Query], over group: Range<Int>, known: [[Float]]?
  ) -> [SoftmaxSums] {
    let kernels = InstructionSet.current.windowKernels
    let shape = images.shape
    let pixels = shape.height * shape.width
    let lanes = ImageLanes(shape: images.shape)
    let distances = WindowDistances(
      shape: shape, rows: rows, columns: columns, signal: signal, kernels: kernels)
    let softmaxes = queries.indices.map { query in
      PlaceSoftmax(
        places: pixels, channels: shape.channels, weight: weight, known: known?[query],
        kernels: kernels)
    }
    for first in stride(from: group.lowerBound, to: group.upperBound, by: ImageLanes.count) {
      lanes.load(first..<min(first + ImageLanes.count, group.upperBound), of: images)
      for (query, softmax) in zip(queries, softmaxes) {
        distances.forEachRow(of: query, lanes) { y, vectors, row, column in
          let line = (y + row.offset + shape.height) % shape.height * shape.width
          let target = (column.places.lowerBound + column.offset + shape.width) % shape.width
          let centres = lanes.base + (y * shape.width + column.places.lowerBound) * ImageLanes.count
          // A circular shift may carry the end of the row to its beginning.
          let straight = min(column.places.count, shape.width - target)
          softmax.add(
            straight, at: line + target, distances: vectors, images: centres, stride: pixels)
          softmax.add(
            column.places.count - straight, at: line,
            distances: vectors + straight * ImageLanes.count,
            images: centres + straight * ImageLanes.count, stride: pixels)
        }
      }
    }
    return softmaxes.map(\.result)
  }
}
