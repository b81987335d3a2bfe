import Testing

@testable import Framework

struct WindowDistancesTests {
  /// Images and a query close to the first of them, so that distances of all sizes occur.
  struct Sample {
    let shape: ImageShape
    let store: ImageStore
    let query: [Float]

    init(_ shape: ImageShape, images: Int) {
      self.shape = shape
      var bytes: [UInt8] = []
      for index in 0..<images * shape.count {
        bytes.append(UInt8(truncatingIfNeeded: index &* index &* 31 &+ index / 7 &* 13))
      }
      store = ImageStore(shape: shape, bytes: bytes)
      query = store.image(0).enumerated().map { $1 * 0.9 + Float($0 % 5) * 0.002 }
    }

    /// |x - 0.9 X|² over a window around (y, x) of the query and (v, u) of the data, in Double;
    /// the query circular, what lies outside the data left out.
    func distance(
      _ image: [Float], _ rows: WindowAxis, _ columns: WindowAxis, query y: Int, _ x: Int,
      data v: Int, _ u: Int
    ) -> Double {
      let (h, w) = (shape.height, shape.width)
      var sum = 0.0
      for dy in -rows.before...rows.after where 0..<h ~= v + dy {
        for dx in -columns.before...columns.after where 0..<w ~= u + dx {
          for c in 0..<shape.channels {
            let q = query[(c * h + (y + dy + 2 * h) % h) * w + (x + dx + 2 * w) % w]
            let d = Double(q) - Double(Float(0.9)) * Double(image[(c * h + v + dy) * w + u + dx])
            sum += d * d
          }
        }
      }
      return sum
    }
  }

  static let axes: [(WindowAxis, WindowAxis)] = [
    (.samePlace(5, window: 3), .samePlace(6, window: 9)),
    (.samePlace(5, window: 1), .samePlace(6, window: 5)),
    (.anyPlace(5, window: 3), .anyPlace(6, window: 3)),
    (.anyPlace(5, window: 5), .anyPlace(6, window: 5)),
    (.samePlaceAtBorders(5, window: 3), .samePlaceAtBorders(6, window: 3)),
    (.samePlaceAtBorders(5, window: 7), .samePlaceAtBorders(6, window: 1)),
    (.inside(5, window: 4), .inside(6, window: 4)),
    (.inside(5, window: 1), .inside(6, window: 1)),
  ]

  /// Every distance of every shift, with 35 images: one full set of lanes and one of three.
  @Test(arguments: InstructionSet.available, [1, 2, 3])
  func agreeWithDirectSums(_ set: InstructionSet, channels: Int) {
    let shape = ImageShape(channels: channels, height: 5, width: 6)
    let sample = Sample(shape, images: 35)
    let query = WindowDistances.Query(sample.query[...], shape: shape)
    let lanes = ImageLanes(shape: shape, kernels: set.laneKernels)
    for (rows, columns) in Self.axes {
      let distances = WindowDistances(
        shape: shape, rows: rows, columns: columns, signal: 0.9, kernels: set.windowKernels)
      let terms = Double(channels * rows.extent * columns.extent)
      var seen = 0
      for range in [0..<32, 32..<35] {
        lanes.load(range, of: sample.store)
        let images = range.map { sample.store.image($0) }
        distances.forEachRow(of: query, lanes) { v, vectors, row, column in
          for (position, u) in column.places.enumerated() {
            seen += 1
            for (lane, image) in images.enumerated() {
              let expected = sample.distance(
                image, rows, columns, query: v + row.offset, u + column.offset, data: v, u)
              let gap = abs(Double(vectors[position * 32 + lane]) - expected)
              // A difference is off by up to 1.5e-7, its square by twice that times itself.
              #expect(gap <= 1e-6 * expected + 3e-7 * (terms * expected).squareRoot() + 1e-12)
            }
            for lane in images.count..<32 { #expect(vectors[position * 32 + lane] > 1e17) }
          }
        }
      }
      let places = [rows, columns].map { $0.shifts.reduce(0) { $0 + $1.places.count } }
      #expect(seen == 2 * places[0] * places[1])
    }
  }

  /// Every pair of a pixel and a place occurs once, and `choices` counts a pixel's places.
  @Test func shiftsCoverAllPairs() {
    for size in [1, 2, 5, 8] {
      for window in stride(from: 1, through: 11, by: 2) {
        let reach = window / 2
        var axes = [WindowAxis.samePlaceAtBorders(size, window: window)]
        if window <= size { axes.append(.anyPlace(size, window: window)) }
        for (index, axis) in axes.enumerated() {
          var pairs: [[Int]] = []
          for shift in axis.shifts {
            pairs += shift.places.map { [($0 + shift.offset + size) % size, $0] }
          }
          #expect(Set(pairs).count == pairs.count)
          for pixel in 0..<size {
            let found = pairs.filter { $0[0] == pixel }.map { $0[1] }.sorted()
            let isInside = reach <= pixel && pixel < size - reach
            let expected = index == 0 && !isInside ? [pixel] : Array(reach..<size - reach)
            #expect(found == expected)
          }
          #expect(axis.choices == max(1, size - 2 * reach))
        }
      }
    }
  }
}
