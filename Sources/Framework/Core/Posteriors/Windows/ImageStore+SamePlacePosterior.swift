extension ImageStore {
  /// Each pixel's posterior mean given the window around it alone, compared with the same place of
  /// every image; what lies outside the images is ignored. See ``LocalPlaces/same``.
  func samePlacePosteriorMean(
    of queries: ImageBatch, at level: NoiseLevel, window: Int, tolerance: Double
  ) -> ImageBatch {
    let windows = PlaceWindows(
      of: self, rows: .samePlace(shape.height, window: window),
      columns: .samePlace(shape.width, window: window), signal: level.signal)
    let weight = DistanceWeight(noise: level.noise, terms: count, tolerance: tolerance)
    let groups = laneGroups(of: 1024)
    // What two queries add up stays in the second-level cache.
    let values = stride(from: 0, to: queries.count, by: 2).flatMap { first in
      let pass = (first..<min(first + 2, queries.count)).map { windows.query(queries[$0]) }
      let totals = SoftmaxSums.total(over: groups) { group, known in
        softmaxSums(pass, over: group, windows, weight, known)
      }
      return totals.flatMap { windows.centres($0) }
    }
    return ImageBatch(shape: shape, values: values, firstSample: queries.firstSample)
  }

  /// The softmax sums of every query over one group of images.
  private func softmaxSums(
    _ queries: [[Float]], over group: Range<Int>, _ windows: PlaceWindows,
    _ weight: DistanceWeight, _ known: [[Float]]?
  ) -> [SoftmaxSums] {
    let rowSums = PlaceWindows.Sums(windows, kernels: KernelTable.current.places)
    let softmaxes = queries.indices.map {
      WindowSoftmax(windows, channels: shape.channels, weight: weight, known: known?[$0])
    }
    LaneGroups(of: self).forEach(in: group) { images, _ in
      for (query, softmax) in zip(queries, softmaxes) {
        rowSums.load(query, images)
        _ = softmax.add(images, rowSums)
      }
    }
    return softmaxes.map(\.result)
  }
}

extension PlaceWindows {
  /// The mean centre of the images' windows, one around every pixel, [c, h, w].
  fileprivate func centres(_ total: SoftmaxSums) -> [Float] {
    let pixels = shape.height * shape.width
    return (0..<shape.count).map { index in
      let (c, pixel) = index.quotientAndRemainder(dividingBy: pixels)
      let window = number(pixel / shape.width, pixel % shape.width)
      return Float(code.value(total.sums[(1 + c) * pixels + window] / total.sums[window]))
    }
  }
}
