import Framework

/// A method's formula computed plainly, one query at a time.
protocol Baseline: Sendable {
  func denoise(_ query: [Float], at level: NoiseLevel) -> [Float]
}

/// `pca-locality`: all squared differences times the dense mask, by matrix products over batches.
struct MaskProduct: Baseline {
  let data: LaneBytes
  /// Row q is the mask of place q.
  let mask: Matrix<Float>
  /// Groups in a batch; a whole number of them for every thread bounds memory in n.
  private static let groups = 32

  init(_ data: LaneBytes, masks: PixelMasks) {
    self.data = data
    let size = data.shape.count
    mask = Matrix(
      rows: size, columns: size,
      values: (0..<size * size).map { masks[$0 / size, $0 % size] ? 1 : 0 })
  }

  func denoise(_ query: [Float], at level: NoiseLevel) -> [Float] {
    let batches = data.blocks(of: Self.groups)
    let parts = WorkPool.shared.map(batches.count) { softmax(batches[$0], query, level) }
    return PlainSoftmax.total(parts).means
  }

  private func softmax(
    _ groups: Range<Int>, _ query: [Float], _ level: NoiseLevel
  ) -> PlainSoftmax {
    let (size, lanes) = (data.shape.count, LaneBytes.lanes)
    let columns = groups.count * lanes
    let values = Memory<Float>(size * columns)
    let group = Memory<Float>(size * lanes)
    var squares = Matrix<Float>(rows: size, columns: columns)
    squares.values.withUnsafeMutableBufferPointer { squares in
      guard let squares = squares.baseAddress else { return }
      for (index, number) in groups.enumerated() {
        data.decode(number, into: group.base)
        for element in 0..<size {
          let target = element * columns + index * lanes
          (values.base + target).update(from: group.base + element * lanes, count: lanes)
          kernels.squares(
            count: lanes, x: query[element], signal: Float(level.signal),
            images: group.base + element * lanes, result: squares + target)
        }
      }
    }
    var distances = mask.multiplied(by: squares)
    var softmax = PlainSoftmax(places: size, channels: 1, level: level)
    distances.values.withUnsafeMutableBufferPointer { distances in
      guard let distances = distances.baseAddress else { return }
      for place in 0..<size {
        let first = place * columns
        softmax.add(columns, at: place, distances + first, values: values.base + first, stride: 0)
      }
    }
    return softmax
  }
}
