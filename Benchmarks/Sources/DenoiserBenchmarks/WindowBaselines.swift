import Framework

/// `kamb-ls`: for every window the sum over all its pixels, image by image.
struct DirectWindows: Baseline {
  let data: LaneBytes
  let window: Int

  func denoise(_ query: [Float], at level: NoiseLevel) -> [Float] {
    let blocks = data.blocks(of: 32)
    return PlainSoftmax.total(
      WorkPool.shared.map(blocks.count) { softmax(blocks[$0], query, level) }
    ).means
  }

  private func softmax(
    _ groups: Range<Int>, _ query: [Float], _ level: NoiseLevel
  ) -> PlainSoftmax {
    let (shape, lanes) = (data.shape, LaneBytes.lanes)
    let pixels = shape.height * shape.width
    let values = Memory<Float>(shape.count * lanes)
    let distances = Memory<Float>(lanes)
    var softmax = PlainSoftmax(places: pixels, channels: shape.channels, level: level)
    let reach = window / 2
    for group in groups {
      data.decode(group, into: values.base)
      for y in 0..<shape.height {
        let rows = max(0, y - reach)..<min(shape.height, y + reach + 1)
        for x in 0..<shape.width {
          let columns = max(0, x - reach)..<min(shape.width, x + reach + 1)
          kernels.window(
            rows: rows.count, columns: columns.count, channels: shape.channels,
            first: rows.lowerBound * shape.width + columns.lowerBound, stride: shape.width,
            plane: pixels, signal: Float(level.signal), query: query, images: values.base,
            result: distances.base)
          let place = y * shape.width + x
          softmax.add(
            lanes, at: place, distances.base, values: values.base + place * lanes,
            stride: pixels * lanes)
        }
      }
    }
    return softmax
  }
}

/// `pspc-square`: for every patch the sum over all its pixels, image by image; the distances are
/// kept until the normalisers are known, and every pixel's weight is the sum over all patches that
/// cover it.
struct DirectPatches: Baseline {
  let data: LaneBytes
  let patch: Int

  private var rows: Int { data.shape.height - patch + 1 }
  private var columns: Int { data.shape.width - patch + 1 }

  func denoise(_ query: [Float], at level: NoiseLevel) -> [Float] {
    let lanes = LaneBytes.lanes
    let distances = Memory<Float>(data.groups * rows * columns * lanes)
    let blocks = data.blocks(of: 32)
    let softmax = PlainSoftmax.total(
      WorkPool.shared.map(blocks.count) { block in
        self.softmax(blocks[block], query, level, distances)
      })
    let parts = WorkPool.shared.map(blocks.count) { block in
      weighted(blocks[block], softmax, distances)
    }
    let pixels = data.shape.height * data.shape.width
    return (0..<data.shape.count).map { element in
      let (y, x) = (element % pixels).quotientAndRemainder(dividingBy: data.shape.width)
      let sum = parts.reduce(0) { $0 + $1[element] }
      return Float(sum / Double(covering(y, rows).count * covering(x, columns).count))
    }
  }

  /// The patches of an axis that cover a pixel.
  private func covering(_ pixel: Int, _ patches: Int) -> ClosedRange<Int> {
    max(0, pixel - patch + 1)...min(pixel, patches - 1)
  }

  private func softmax(
    _ groups: Range<Int>, _ query: [Float], _ level: NoiseLevel, _ kept: Memory<Float>
  ) -> PlainSoftmax {
    let (shape, lanes) = (data.shape, LaneBytes.lanes)
    let values = Memory<Float>(shape.count * lanes)
    let weights = Memory<Float>(lanes)
    var softmax = PlainSoftmax(places: rows * columns, channels: 0, level: level)
    for group in groups {
      data.decode(group, into: values.base)
      for place in 0..<rows * columns {
        let (y, x) = place.quotientAndRemainder(dividingBy: columns)
        let distances = kept.base + (group * rows * columns + place) * lanes
        kernels.window(
          rows: patch, columns: patch, channels: shape.channels, first: y * shape.width + x,
          stride: shape.width, plane: shape.height * shape.width, signal: Float(level.signal),
          query: query, images: values.base, result: distances)
        weights.base.update(from: distances, count: lanes)
        softmax.add(lanes, at: place, weights.base, values: values.base, stride: 0)
      }
    }
    return softmax
  }

  /// Σ_i X_i · (weights of the patches over a pixel), [c, h, w].
  private func weighted(
    _ groups: Range<Int>, _ softmax: PlainSoftmax, _ kept: Memory<Float>
  ) -> [Double] {
    let (shape, lanes) = (data.shape, LaneBytes.lanes)
    let pixels = shape.height * shape.width
    let values = Memory<Float>(shape.count * lanes)
    let sums = Memory<Float>(shape.count * lanes)
    let cover = Memory<Float>(lanes)
    for group in groups {
      data.decode(group, into: values.base)
      let weights = kept.base + group * rows * columns * lanes
      for place in 0..<rows * columns {
        let weight = weights + place * lanes
        kernels.logits(
          count: lanes, least: softmax.least[place], scale: Float(softmax.scale), distances: weight,
          logits: weight)
        ImageScan().exponentials(of: weight, count: lanes, into: weight)
        kernels.scale(count: lanes, by: Float(1 / softmax.weight(place)), weight)
      }
      for pixel in 0..<pixels {
        let (y, x) = pixel.quotientAndRemainder(dividingBy: shape.width)
        let (above, beside) = (covering(y, rows), covering(x, columns))
        kernels.total(
          rows: above.count, columns: beside.count, stride: columns,
          weights: weights + (above.lowerBound * columns + beside.lowerBound) * lanes,
          result: cover.base)
        for channel in 0..<shape.channels {
          let place = (channel * pixels + pixel) * lanes
          kernels.addProduct(
            count: lanes, weights: cover.base, images: values.base + place,
            result: sums.base + place)
        }
      }
    }
    return (0..<shape.count).map { element in
      (0..<lanes).reduce(0) { $0 + Double(sums.base[element * lanes + $1]) }
    }
  }
}
