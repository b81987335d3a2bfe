import Foundation
import Testing

@testable import LocusImages

/// Distances and softmax states of windows at the same place, against Double.
struct PlaceWindowsTests {
  /// 35 images, one full set of lanes and one of three, and a query close to the first of them.
  struct Sample {
    static let signal = 0.9
    let shape: ImageShape
    let store: ImageStore
    let query: [Float]

    init(channels: Int, bytes holdsBytes: Bool) {
      shape = ImageShape(channels: channels, height: 5, width: 6)
      let bytes = (0..<35 * shape.count).map {
        UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 / 7 &* 13)
      }
      let stored = ImageStore(shape: shape, bytes: bytes)
      store =
        holdsBytes ? stored : ImageStore(shape: shape, floats: stored.batch(of: 0..<35).values)
      query = store.image(0).enumerated().map { $1 * 0.9 + Float($0 % 5) * 0.002 }
    }

    /// |x - a X|² over the pixels in `rows` and `columns` that lie inside the image.
    func distance(_ image: [Float], rows: Range<Int>, columns: Range<Int>) -> Double {
      var sum = 0.0
      for y in rows.clamped(to: 0..<shape.height) {
        for x in columns.clamped(to: 0..<shape.width) {
          for c in 0..<shape.channels {
            let index = (c * shape.height + y) * shape.width + x
            let difference = Double(query[index]) - Self.signal * Double(image[index])
            sum += difference * difference
          }
        }
      }
      return sum
    }

    /// exp((d - |x - a X|²) / 2s²) for every image, d the least distance, s = 0.7.
    func weights(rows: Range<Int>, columns: Range<Int>) -> [Double] {
      let distances = (0..<35).map {
        distance(store.image($0), rows: rows, columns: columns)
      }
      let least = distances.min() ?? 0
      return distances.map { exp((least - $0) / (2 * 0.7 * 0.7)) }
    }
  }

  /// Windows of all kinds: beyond the image, of one pixel, as large as the image, and less than
  /// half of it.
  static let axes: [(rows: WindowAxis, columns: WindowAxis)] = [
    (.samePlace(5, window: 3), .samePlace(6, window: 9)),
    (.samePlace(5, window: 1), .samePlace(6, window: 5)),
    (.inside(5, window: 4), .inside(6, window: 4)),
    (.inside(5, window: 1), .inside(6, window: 2)),
    (.inside(5, window: 5), .inside(6, window: 6)),
  ]

  static func range(_ axis: WindowAxis, _ place: Int) -> Range<Int> {
    place - axis.before..<place + axis.after + 1
  }

  @Test(arguments: KernelTable.available, [(1, true), (2, true), (3, true), (3, false)])
  func rowSumsAgreeWithDirectSums(_ set: KernelTable, _ kind: (Int, Bool)) {
    let sample = Sample(channels: kind.0, bytes: kind.1)
    for (rows, columns) in Self.axes {
      let windows = PlaceWindows(
        of: sample.store, rows: rows, columns: columns, signal: Sample.signal)
      let sums = PlaceWindows.RowSums(windows, kernels: set.places)
      let query = windows.query(sample.query[...])
      let terms = Double(kind.0 * columns.extent)
      GroupReader(of: sample.store).forEach(in: 0..<35) { group, first in
        sums.load(query, group)
        for y in -rows.before..<5 + (rows.before > 0 ? rows.after : 0) {
          for x in 0..<windows.windowsInRow {
            let vectors = sums.plane.base + ((y + rows.before) * sums.stride + x) * 32
            for lane in 0..<32 {
              let image = first + lane
              if image >= 35 {
                #expect(vectors[lane] > 1e17 || !(0..<5 ~= y))
                continue
              }
              let expected = sample.distance(
                sample.store.image(image), rows: y..<y + 1, columns: Self.range(columns, x))
              let gap = abs(Double(vectors[lane]) - expected)
              // A difference is off by up to 3e-7, its square by twice that times itself.
              #expect(gap <= 1e-6 * expected + 6e-7 * (terms * expected).squareRoot() + 1e-12)
            }
          }
        }
      }
    }
  }

  /// Σ w and Σ w X, with all images and with those left out that the margin allows.
  @Test(arguments: KernelTable.available, [(1, true), (2, true), (3, true), (3, false)])
  func statesAgreeWithDirectSums(_ set: KernelTable, _ kind: (Int, Bool)) {
    let sample = Sample(channels: kind.0, bytes: kind.1)
    let shape = sample.shape
    for (rows, columns) in Self.axes {
      let isLocal = rows.before + columns.before > 0
      let windows = PlaceWindows(
        of: sample.store, rows: rows, columns: columns, signal: Sample.signal)
      for tolerance in [0, 1e-7] {
        let weight = DistanceWeight(variance: 0.49, terms: 35, tolerance: tolerance)
        let sums = PlaceWindows.RowSums(windows, kernels: set.places)
        let channels = isLocal ? shape.channels : 0
        let softmax = WindowAccumulator(windows, channels: channels, weight: weight, known: nil)
        let query = windows.query(sample.query[...])
        GroupReader(of: sample.store).forEach(in: 0..<35) { group, _ in
          sums.load(query, group)
          #expect(softmax.add(group, sums) || group.absent[31] > 0)
        }
        let result = softmax.state
        for y in 0..<windows.windowsInColumn {
          for x in 0..<windows.windowsInRow {
            let window = windows.number(y, x)
            let weights = sample.weights(rows: Self.range(rows, y), columns: Self.range(columns, x))
            let total = weights.reduce(0, +)
            #expect(abs(result.sums[window] - total) <= 3e-6 * total)
            for c in 0..<channels {
              let mean = weights.enumerated().reduce(0) { sum, item in
                let pixel = (c * shape.height + y) * shape.width + x
                return sum + item.1 * Double(sample.store.image(item.0)[pixel])
              }
              let sum = result.sums[(1 + c) * windows.count + window]
              let answer = windows.code.value(sum / result.sums[window])
              #expect(abs(answer - mean / total) <= 3e-6)
            }
          }
        }
      }
    }
  }
}
