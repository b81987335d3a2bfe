import Foundation
import Testing

@testable import LocusImages

/// Softmax states of windows at all shifts, against Double.
struct ShiftedWindowsTests {
  /// 19 images, one set of lanes and one of three, and a query close to the first of them, so that
  /// distances of all sizes occur.
  struct Sample {
    static let signal = 0.9
    let shape: ImageShape
    let store: ImageStore
    let query: [Float]

    init(_ shape: ImageShape) {
      self.shape = shape
      let bytes = (0..<19 * shape.count).map {
        UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 / 7 &* 13)
      }
      store = ImageStore(shape: shape, bytes: bytes)
      query = store.image(0).enumerated().map { $1 * 0.9 + Float($0 % 5) * 0.002 }
    }

    /// |x - a X|² over a window around (y, x) of the query and (v, u) of the data; the query
    /// circular, what lies outside the data left out.
    func distance(
      _ image: [Float], _ axes: Axes, query y: Int, _ x: Int, data v: Int, _ u: Int
    ) -> Double {
      let (h, w) = (shape.height, shape.width)
      var sum = 0.0
      for dy in -axes.rows.before...axes.rows.after where 0..<h ~= v + dy {
        for dx in -axes.columns.before...axes.columns.after where 0..<w ~= u + dx {
          for c in 0..<shape.channels {
            let q = query[(c * h + (y + dy + 2 * h) % h) * w + (x + dx + 2 * w) % w]
            let d = Double(q) - Self.signal * Double(image[(c * h + v + dy) * w + u + dx])
            sum += d * d
          }
        }
      }
      return sum
    }
  }

  struct Axes {
    let rows: WindowAxis
    let columns: WindowAxis
    let isCircular: Bool
  }

  /// Windows from one pixel to the whole image, and larger.
  static let axes: [Axes] = [
    Axes(rows: .anyPlace(7, window: 3), columns: .anyPlace(9, window: 5), isCircular: true),
    Axes(rows: .anyPlace(7, window: 7), columns: .anyPlace(9, window: 9), isCircular: true),
    Axes(rows: .anyPlace(7, window: 1), columns: .anyPlace(9, window: 1), isCircular: true),
    Axes(
      rows: .samePlaceAtBorders(7, window: 3), columns: .samePlaceAtBorders(9, window: 3),
      isCircular: false),
    Axes(
      rows: .samePlaceAtBorders(7, window: 9), columns: .samePlaceAtBorders(9, window: 5),
      isCircular: false),
    Axes(
      rows: .samePlaceAtBorders(7, window: 1), columns: .samePlaceAtBorders(9, window: 1),
      isCircular: false),
  ]

  private func sums(
    _ sample: Sample, _ axes: Axes, _ weight: DistanceWeight, _ set: KernelTable,
    known: [Float]? = nil
  ) -> SoftmaxState {
    let windows = ShiftedWindows(
      shape: sample.shape, rows: axes.rows, columns: axes.columns, signal: Sample.signal,
      kernels: set.shifts)
    let query = ShiftedQuery(
      sample.query[...], shape: sample.shape, window: axes.columns.extent,
      isCircular: axes.isCircular)
    let softmax = SoftmaxAccumulator(
      places: 63, vectors: 1 + sample.shape.channels, weight: weight, known: known)
    let reader = GroupReader(of: sample.store, asFloats: true, kernels: set.lanes)
    reader.forEach(in: 0..<19) { group, _ in
      #expect(windows.halves(of: group) == 0..<2)
      for half in windows.halves(of: group) {
        windows.load(half: half, of: group)
        windows.add(query, to: softmax)
      }
    }
    return softmax.state
  }

  /// The smallest distance, Σ w and Σ w X for each channel, of one pixel.
  private func direct(
    _ sample: Sample, _ axes: Axes, _ y: Int, _ x: Int, noise: Double
  ) -> (least: Double, sums: [Double]) {
    let shape = sample.shape
    var terms: [(distance: Double, centre: [Double])] = []
    for image in (0..<19).map({ sample.store.image($0) }) {
      for row in axes.rows.shifts {
        for column in axes.columns.shifts {
          let (v, u) = (y - row.offset, x - column.offset)
          let (inRow, inColumn) = (
            (v + shape.height) % shape.height, (u + shape.width) % shape.width
          )
          guard row.places.contains(inRow), column.places.contains(inColumn) else { continue }
          terms.append(
            (
              sample.distance(image, axes, query: y, x, data: inRow, inColumn),
              (0..<shape.channels).map {
                Double(image[($0 * shape.height + inRow) * shape.width + inColumn])
              }
            ))
        }
      }
    }
    let least = terms.map(\.distance).min() ?? .infinity
    var sums = [Double](repeating: 0, count: 1 + shape.channels)
    for term in terms {
      let w = exp((least - term.distance) / (2 * noise * noise))
      sums[0] += w
      for (c, value) in term.centre.enumerated() { sums[1 + c] += w * value }
    }
    return (least, sums)
  }

  @Test(arguments: KernelTable.available, [1, 2, 3])
  func statesAgreeWithDirectSums(_ set: KernelTable, channels: Int) {
    let sample = Sample(ImageShape(channels: channels, height: 7, width: 9))
    for axes in Self.axes {
      for (noise, tolerance) in [(0.7, 0), (0.7, 1e-7), (0.1, 1e-7)] {
        let weight = DistanceWeight(variance: noise * noise, terms: 19 * 63, tolerance: tolerance)
        let result = sums(sample, axes, weight, set)
        for pixel in 0..<63 {
          let expected = direct(sample, axes, pixel / 9, pixel % 9, noise: noise)
          let gap = abs(Double(result.least[pixel]) - expected.least)
          // A difference is off by up to 2e-7, its square by twice that times itself.
          let terms = Double(channels * axes.rows.extent * axes.columns.extent)
          #expect(
            gap <= 1e-6 * expected.least + 4e-7 * (terms * expected.least).squareRoot() + 1e-12)
          // Off by as much are the logits, up to those that matter, about 2s² · 20 above the least.
          let far = expected.least + 40 * noise * noise
          let slack =
            3e-6 + (1e-6 * far + 4e-7 * (terms * far).squareRoot()) / (2 * noise * noise)
          for (index, sum) in expected.sums.enumerated() {
            let found = result.sums[index * 63 + pixel]
            #expect(abs(found - sum) <= slack * expected.sums[0], "\(axes), \(noise), \(index)")
          }
        }
      }
    }
  }

  /// What is known of other images leaves out what is far beyond it, and nothing else.
  @Test(arguments: KernelTable.available)
  func knownDistancesLeaveOutFarImages(_ set: KernelTable) {
    let sample = Sample(ImageShape(channels: 3, height: 7, width: 9))
    let axes = Self.axes[0]
    let weight = DistanceWeight(variance: 0.01, terms: 19 * 63, tolerance: 1e-7)
    let alone = sums(sample, axes, weight, set)
    let nothing = sums(sample, axes, weight, set, known: [Float](repeating: -1e9, count: 63))
    #expect(nothing.sums.allSatisfy { $0 == 0 })
    let same = sums(sample, axes, weight, set, known: alone.least)
    #expect(same.least == alone.least)
    for (a, b) in zip(same.sums, alone.sums) { #expect(abs(a - b) <= 1e-5 * max(1, abs(b))) }
  }
}
