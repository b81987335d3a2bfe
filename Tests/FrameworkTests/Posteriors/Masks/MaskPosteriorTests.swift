import Foundation
import TestSupport
import Testing

@testable import LocusImages

/// The masked posterior against slow sums in Double, over random masks and images.
struct MaskPosteriorTests {
  static func level(_ signal: Double, _ noise: Double) -> NoiseLevel {
    NoiseLevel(signal: signal, noise: noise, step: 0, t: 0)
  }

  static let levels = [
    level(1e-4, 1), level(0.5, 0.87), level(0.9, 0.44), level(0.999, 0.045), level(1, 0.002),
    level(1, 80),
  ]

  static func images(_ shape: ImageShape, count: Int, bytes: Bool) -> ImageStore {
    var random = CounterRandom(seed: 21, index: 0, purpose: .syntheticImage)
    let data = (0..<count * shape.count).map { _ in UInt8(random.integer(below: 256)) }
    return bytes
      ? ImageStore(shape: shape, bytes: data)
      : ImageStore(shape: shape, floats: data.map { Float(Double($0) / 127.5 - 1) })
  }

  /// Training images with noise at the level, as x_t.
  static func queries(_ store: ImageStore, _ level: NoiseLevel, count: Int) -> ImageBatch {
    var random = CounterRandom(seed: 22, index: 0, purpose: .noise)
    let clean = (0..<count).flatMap { store.image($0 * 7 % store.count) }
    return ImageBatch(
      shape: store.shape,
      values: clean.map { Float(level.signal * Double($0) + level.noise * random.gaussian()) })
  }

  /// The definition in Double, for one query.
  static func expected(
    _ masks: PixelMasks, _ store: ImageStore, _ query: ArraySlice<Float>, _ level: NoiseLevel,
    variance: Double, batch: Int
  ) -> [Double] {
    let size = store.shape.count
    let x = query.map(Double.init)
    let data = (0..<store.count).map { store.image($0).map(Double.init) }
    return (0..<size).map { place in
      let pixels = (0..<size).filter { masks[place, $0] }
      let starts = Array(stride(from: 0, to: data.count, by: batch))
      return starts.reduce(0.0) { sum, start in
        let part = data[start..<min(start + batch, data.count)]
        let distances = part.map { image in
          pixels.reduce(0.0) { $0 + pow(x[$1] - level.signal * image[$1], 2) }
        }
        let nearest = distances.min() ?? 0
        let weights = distances.map { exp((nearest - $0) / (2 * variance)) }
        let total = zip(weights, part).reduce(0) { $0 + $1.0 * $1.1[place] }
        return sum + total / weights.reduce(0, +)
      } / Double(starts.count)
    }
  }

  static func gap(_ answer: ArraySlice<Float>, _ expected: [Double]) -> Double {
    zip(answer, expected).reduce(0) { worst, pair in
      let gap = abs(Double(pair.0) - pair.1)
      return gap > worst || gap.isNaN ? gap : worst
    }
  }

  struct Configuration: Sendable {
    let shape: ImageShape
    let count: Int
    var bytes = true
    var batch: Int?
    var temperature = 1.0
  }

  static let configurations = [
    Configuration(shape: ImageShape(channels: 1, height: 5, width: 7), count: 1),
    Configuration(shape: ImageShape(channels: 3, height: 4, width: 3), count: 31, bytes: false),
    Configuration(
      shape: ImageShape(channels: 3, height: 3, width: 4), count: 545, temperature: 2.5),
    Configuration(shape: ImageShape(channels: 1, height: 6, width: 6), count: 100, batch: 33),
    Configuration(shape: ImageShape(channels: 2, height: 1, width: 1), count: 64, batch: 64),
  ]

  @Test(arguments: configurations, KernelTable.available)
  func agreesWithTheDefinition(_ configuration: Configuration, _ kernels: KernelTable) {
    let store = Self.images(
      configuration.shape, count: configuration.count, bytes: configuration.bytes)
    let masks = PixelMasksTests.random(configuration.shape, seed: 5)
    for level in Self.levels {
      let queries = Self.queries(store, level, count: 2)
      let variance = level.variance * configuration.temperature
      let posterior = MaskPosterior(
        masks: masks, at: level, temperature: configuration.temperature, tolerance: 1e-7,
        batch: configuration.batch, kernels: kernels)
      let answer = posterior.mean(of: store, given: queries)
      for query in 0..<queries.count {
        let expected = Self.expected(
          masks, store, queries[query], level, variance: variance,
          batch: configuration.batch ?? store.count)
        #expect(Self.gap(answer[query], expected) < 1e-4, "s = \(level.noise)")
      }
    }
  }

  /// Blocks, waves and groups are cut by the data: the same bits whatever else is in the batch.
  @Test func dependsOnTheQueryAlone() {
    let shape = ImageShape(channels: 1, height: 4, width: 5)
    let store = Self.images(shape, count: 1300, bytes: true)
    let masks = PixelMasksTests.random(shape, seed: 6)
    for level in Self.levels {
      let queries = Self.queries(store, level, count: 18)
      let posterior = MaskPosterior(masks: masks, at: level, tolerance: 1e-7)
      let whole = posterior.mean(of: store, given: queries)
      #expect(posterior.mean(of: store, given: queries) == whole)
      for range in [0..<1, 3..<8, 15..<18] {
        #expect(posterior.mean(of: store, given: queries[range]) == whole[range])
      }
    }
  }

  /// Two equal images weigh the same; one far from everything does not turn the answer into NaN.
  @Test func equalAndFarImagesAreFine() {
    let shape = ImageShape(channels: 1, height: 2, width: 2)
    let store = ImageStore(shape: shape, floats: [1, 0, 0, 0] + [-1, 0, 0, 0] + [9, 9, 9, 9])
    var masks = PixelMasks(empty: shape)
    for place in 0..<4 { for pixel in 1..<4 { masks[place, pixel] = true } }
    for noise in [1e-30, 1e-5, 0.1] {
      let level = Self.level(1, noise)
      let posterior = MaskPosterior(masks: masks, at: level, tolerance: 1e-7)
      let query = ImageBatch(shape: shape, values: [0.3, 0.001, 0, 0])
      #expect(Self.gap(posterior.mean(of: store, given: query)[0], [0, 0, 0, 0]) < 1e-4)
    }
  }

  /// What the tolerance leaves out changes an answer by no more than it says.
  @Test(arguments: [1e-7, 1e-3])
  func toleranceIsKept(_ tolerance: Double) {
    let shape = ImageShape(channels: 1, height: 4, width: 4)
    let store = Self.images(shape, count: 900, bytes: true)
    let masks = PixelMasksTests.random(shape, seed: 7)
    for level in Self.levels {
      let queries = Self.queries(store, level, count: 3)
      func answer(_ tolerance: Double) -> ImageBatch {
        MaskPosterior(masks: masks, at: level, tolerance: tolerance)
          .mean(of: store, given: queries)
      }
      let (exact, quick) = (answer(0), answer(tolerance))
      for (one, other) in zip(exact.values, quick.values) {
        // Float sums differ in their last bits besides.
        #expect(abs(Double(one) - Double(other)) <= tolerance + 2e-6)
      }
    }
  }

  /// A query that is no number is answered by no number, not by a plausible one.
  @Test func nanStaysVisible() {
    let shape = ImageShape(channels: 1, height: 2, width: 2)
    let store = Self.images(shape, count: 40, bytes: true)
    var masks = PixelMasks(empty: shape)
    for place in 0..<4 { masks[place, 1] = true }
    let posterior = MaskPosterior(masks: masks, at: Self.level(0.5, 0.8), tolerance: 1e-7)
    let answer = posterior.mean(
      of: store, given: ImageBatch(shape: shape, values: [0, .nan, 0, 0]))
    #expect(answer.values.allSatisfy { $0.isNaN })
  }
}
