import Foundation
import Testing

@testable import Framework

/// Distances, softmax sums and patch averages of windows at the same place, against Double.
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

  private func range(_ axis: WindowAxis, _ place: Int) -> Range<Int> {
    place - axis.before..<place + axis.after + 1
  }

  @Test(arguments: KernelTable.available, [(1, true), (2, true), (3, true), (3, false)])
  func rowSumsAgreeWithDirectSums(_ set: KernelTable, _ kind: (Int, Bool)) {
    let sample = Sample(channels: kind.0, bytes: kind.1)
    for (rows, columns) in Self.axes {
      let windows = PlaceWindows(
        of: sample.store, rows: rows, columns: columns, signal: Sample.signal)
      let sums = PlaceWindows.Sums(windows, kernels: set.places)
      let query = windows.query(sample.query[...])
      let terms = Double(kind.0 * columns.extent)
      LaneGroups(of: sample.store).forEach(in: 0..<35) { group, first in
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
                sample.store.image(image), rows: y..<y + 1, columns: range(columns, x))
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
  func softmaxSumsAgreeWithDirectSums(_ set: KernelTable, _ kind: (Int, Bool)) {
    let sample = Sample(channels: kind.0, bytes: kind.1)
    let shape = sample.shape
    for (rows, columns) in Self.axes {
      let isLocal = rows.before + columns.before > 0
      let windows = PlaceWindows(
        of: sample.store, rows: rows, columns: columns, signal: Sample.signal)
      for tolerance in [0, 1e-7] {
        let weight = DistanceWeight(noise: 0.7, terms: 35, tolerance: tolerance)
        let sums = PlaceWindows.Sums(windows, kernels: set.places)
        let channels = isLocal ? shape.channels : 0
        let softmax = WindowSoftmax(windows, channels: channels, weight: weight, known: nil)
        let query = windows.query(sample.query[...])
        LaneGroups(of: sample.store).forEach(in: 0..<35) { group, _ in
          sums.load(query, group)
          #expect(softmax.add(group, sums) || group.absent[31] > 0)
        }
        let result = softmax.result
        for y in 0..<windows.windowsInColumn {
          for x in 0..<windows.windowsInRow {
            let window = windows.number(y, x)
            let weights = weights(sample, rows: range(rows, y), columns: range(columns, x), 0.7)
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

  @Test(arguments: KernelTable.available, [(1, true), (2, true), (3, true), (3, false)])
  func patchAveragesAgreeWithDirectSums(_ set: KernelTable, _ kind: (Int, Bool)) {
    let sample = Sample(channels: kind.0, bytes: kind.1)
    let shape = sample.shape
    for (rows, columns) in Self.axes where rows.before == 0 && columns.before == 0 {
      let windows = PlaceWindows(
        of: sample.store, rows: rows, columns: columns, signal: Sample.signal)
      let weight = DistanceWeight(noise: 0.7, terms: 35, tolerance: 1e-7)
      let sums = PlaceWindows.Sums(windows, kernels: set.places)
      let softmax = WindowSoftmax(windows, channels: 0, weight: weight, known: nil)
      let query = windows.query(sample.query[...])
      let groups = LaneGroups(of: sample.store)
      groups.forEach(in: 0..<35) { group, _ in
        sums.load(query, group)
        _ = softmax.add(group, sums)
      }
      let average = PatchAverage(
        windows, weight: weight, softmax.result, kernels: set.places)
      groups.forEach(in: 0..<35) { group, _ in
        sums.load(query, group)
        average.add(group, sums)
      }
      var (expected, cover) = (
        [Double](repeating: 0, count: shape.count), [Double](repeating: 0, count: shape.count)
      )
      for y in 0..<windows.windowsInColumn {
        for x in 0..<windows.windowsInRow {
          let (inRows, inColumns) = (range(rows, y), range(columns, x))
          let weights = weights(sample, rows: inRows, columns: inColumns, 0.7)
          let total = weights.reduce(0, +)
          for index in 0..<shape.count
          where inRows.contains(index / shape.width % shape.height)
            && inColumns.contains(index % shape.width)
          {
            cover[index] += 1
            for (image, weight) in weights.enumerated() {
              expected[index] += weight / total * Double(sample.store.image(image)[index])
            }
          }
        }
      }
      for (index, sum) in average.result().enumerated() {
        #expect(abs(windows.code.value(sum) - expected[index] / cover[index]) <= 3e-6)
      }
    }
  }

  private func weights(
    _ sample: Sample, rows: Range<Int>, columns: Range<Int>, _ noise: Double
  ) -> [Double] {
    let distances = (0..<35).map {
      sample.distance(sample.store.image($0), rows: rows, columns: columns)
    }
    let least = distances.min() ?? 0
    return distances.map { exp((least - $0) / (2 * noise * noise)) }
  }

  /// A pixel that is not a number makes the pixels NaN that a window connects with it, and no others.
  @Test func notANumberStaysWhereItIs() {
    let sample = Sample(channels: 3, bytes: true)
    var query = sample.query
    query[0] = .nan
    let batch = ImageBatch(shape: sample.shape, values: query)
    let level = NoiseLevel(signal: 0.9, noise: 0.7, step: 0, t: 0)
    let patches = sample.store.patchPosteriorMean(of: batch, at: level, patch: 3, tolerance: 1e-7)
    let local = sample.store.localPosteriorMean(
      of: batch, at: level, window: 3, places: .same, tolerance: 1e-7)
    for index in 0..<sample.shape.count {
      let (y, x) = (index % 30 / 6, index % 6)
      #expect(patches.values[index].isNaN == (y < 3 && x < 3))
      #expect(local.values[index].isNaN == (y < 2 && x < 2))
    }
  }

  /// Only groups that are asked for are read.
  @Test func groupsCanBePassedOver() {
    let sample = Sample(channels: 1, bytes: true)
    var seen: [Int] = []
    LaneGroups(of: sample.store).forEach(in: 0..<35, where: { $0 == 32 }) { seen.append($1) }
    #expect(seen == [32])
  }
}
