import Framework

/// `kamb-els` and `kamb-bbels`: the query's patches against all patches of the data by matrix
/// products, |x|² + a²|X|² − 2a x·X, the patches of both copied out side by side.
///
/// Pixels that are compared with the same places through windows of the same form share a product.
struct PatchProducts: Baseline {
  let data: LaneBytes
  private let classes: [PlaceClass]
  /// Groups whose patches are copied out together; a batch of places has about `columns` columns.
  private static let groups = 4
  private static let columns = 1024

  init(_ data: LaneBytes, window: Int, breaksBorders: Bool) {
    self.data = data
    classes =
      breaksBorders
      ? PlaceClass.atBorders(data.shape, window: window)
      : [PlaceClass.anywhere(data.shape, window: window)]
  }

  func denoise(_ query: [Float], at level: NoiseLevel) -> [Float] {
    let patches = classes.map { $0.patches(of: query, data.shape) }
    let blocks = data.blocks(of: Self.groups)
    let parts = WorkPool.shared.map(blocks.count) { softmaxes(blocks[$0], patches, level) }
    let pixels = data.shape.height * data.shape.width
    var result = [Float](repeating: 0, count: data.shape.count)
    for (index, places) in classes.enumerated() {
      let means = PlainSoftmax.total(parts.map { $0[index] }).means
      for (offset, mean) in means.enumerated() {
        let (channel, pixel) = offset.quotientAndRemainder(dividingBy: places.pixels.count)
        result[channel * pixels + places.pixels[pixel]] = mean
      }
    }
    return result
  }

  private func softmaxes(
    _ groups: Range<Int>, _ patches: [Matrix<Float>], _ level: NoiseLevel
  ) -> [PlainSoftmax] {
    let lanes = LaneBytes.lanes
    let values = groups.map { group in
      let memory = Memory<Float>(data.shape.count * lanes)
      data.decode(group, into: memory.base)
      return memory
    }
    return zip(classes, patches).map { places, queries in
      var softmax = PlainSoftmax(
        places: places.pixels.count, channels: data.shape.channels, level: level)
      let step = max(1, Self.columns / (groups.count * lanes))
      for first in stride(from: 0, to: places.centres.count, by: step) {
        let centres = places.centres[first..<min(first + step, places.centres.count)]
        add(Array(centres), places, queries, values, level, to: &softmax)
      }
      return softmax
    }
  }

  /// Compares all of a class's patches of the query with the data's at some places.
  private func add(
    _ centres: [Int], _ places: PlaceClass, _ queries: Matrix<Float>, _ values: [Memory<Float>],
    _ level: NoiseLevel, to softmax: inout PlainSoftmax
  ) {
    let (shape, lanes) = (data.shape, LaneBytes.lanes)
    let pixels = shape.height * shape.width
    let columns = centres.count * values.count * lanes
    let window = places.window
    var patches = Matrix<Float>(rows: window.count * shape.channels, columns: columns)
    let squares = Memory<Float>(columns)
    let middles = Memory<Float>(shape.channels * columns)
    func copy(_ offset: Int, _ channel: Int, to row: UnsafeMutablePointer<Float>) {
      for (index, centre) in centres.enumerated() {
        let element = channel * pixels + centre + offset
        for (group, memory) in values.enumerated() {
          (row + (index * values.count + group) * lanes).update(
            from: memory.base + element * lanes, count: lanes)
        }
      }
    }
    patches.values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for channel in 0..<shape.channels {
        for (index, offset) in window.enumerated() {
          let row = base + (channel * window.count + index) * columns
          copy(offset.y * shape.width + offset.x, channel, to: row)
          kernels.addProduct(count: columns, weights: row, images: row, result: squares.base)
        }
      }
    }
    for channel in 0..<shape.channels { copy(0, channel, to: middles.base + channel * columns) }
    var products = queries.multiplied(by: patches)
    products.values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for place in places.pixels.indices {
        let row = base + place * columns
        let square = queries.values[place * queries.columns..<(place + 1) * queries.columns]
          .reduce(0.0) { $0 + Double($1) * Double($1) }
        kernels.distances(
          count: columns, square: Float(square), signal: Float(level.signal), squares: squares.base,
          products: row)
        softmax.add(columns, at: place, row, values: middles.base, stride: columns)
      }
    }
  }
}

/// Pixels of the query, the places of the data that all of them are compared with, and the window.
struct PlaceClass: Sendable {
  let pixels: [Int]
  let centres: [Int]
  let window: [(y: Int, x: Int)]

  /// The patches of the query, continued circularly, one a row: [pixel][c, window].
  func patches(of query: [Float], _ shape: ImageShape) -> Matrix<Float> {
    var values: [Float] = []
    for pixel in pixels {
      let (y, x) = pixel.quotientAndRemainder(dividingBy: shape.width)
      for channel in 0..<shape.channels {
        for offset in window {
          let row = (y + offset.y + shape.height) % shape.height
          let column = (x + offset.x + shape.width) % shape.width
          values.append(query[(channel * shape.height + row) * shape.width + column])
        }
      }
    }
    return Matrix(
      rows: pixels.count, columns: window.count * shape.channels, values: values)
  }

  /// All pixels against all windows inside the images.
  static func anywhere(_ shape: ImageShape, window: Int) -> PlaceClass {
    let reach = window / 2
    return PlaceClass(
      pixels: Array(0..<shape.height * shape.width),
      centres: product(
        reach..<shape.height - reach, reach..<shape.width - reach
      ).map { $0.0 * shape.width + $0.1 },
      window: product(-reach..<reach + 1, -reach..<reach + 1).map { ($0.0, $0.1) })
  }

  /// Pixels near a border of an axis against the same place on it, what lies outside left out.
  static func atBorders(_ shape: ImageShape, window: Int) -> [PlaceClass] {
    let reach = window / 2
    func segments(_ size: Int) -> [Range<Int>] {
      guard size - 2 * reach > 1 else { return (0..<size).map { $0..<$0 + 1 } }
      return (0..<reach).map { $0..<$0 + 1 } + [reach..<size - reach]
        + (size - reach..<size).map { $0..<$0 + 1 }
    }
    func offsets(_ segment: Range<Int>, _ size: Int) -> Range<Int> {
      max(-reach, -segment.lowerBound)..<min(reach, size - segment.upperBound) + 1
    }
    return product(segments(shape.height), segments(shape.width)).map { rows, columns in
      let places = product(rows, columns).map { $0.0 * shape.width + $0.1 }
      return PlaceClass(
        pixels: places, centres: places,
        window: product(offsets(rows, shape.height), offsets(columns, shape.width)).map {
          ($0.0, $0.1)
        })
    }
  }
}

private func product<A: Sequence, B: Sequence>(_ a: A, _ b: B) -> [(A.Element, B.Element)] {
  a.flatMap { first in b.map { (first, $0) } }
}
