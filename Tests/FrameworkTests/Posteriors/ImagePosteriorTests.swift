import Foundation
import Testing

@testable import Framework

/// Scans of a store against slow ones in Double.
@Suite(.serialized) struct ImagePosteriorTests {
  // MARK: Slow and plain

  /// Σ_i X_i softmax_i(−|x − aX_i|² / 2v) over the `neighbors` nearest images.
  static func slowMean(
    _ images: [[Double]], _ x: [Double], signal a: Double, variance: Double, neighbors: Int? = nil
  ) -> [Double] {
    let distances = slowDistances(images, x, signal: a)
    let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
    let kept = order.prefix(neighbors ?? order.count)
    let least = distances[order[0]]
    var mean = [Double](repeating: 0, count: x.count)
    var total = 0.0
    for i in kept {
      let weight = exp((least - distances[i]) / (2 * variance))
      total += weight
      for j in mean.indices { mean[j] += weight * images[i][j] }
    }
    return mean.map { $0 / total }
  }

  static func slowDistances(_ images: [[Double]], _ x: [Double], signal a: Double) -> [Double] {
    images.map { image in
      zip(x, image).reduce(0) { $0 + ($1.0 - a * $1.1) * ($1.0 - a * $1.1) }
    }
  }

  /// The posterior mean: a variance is a temperature where the noise is 1.
  static func mean(
    _ images: ImageStore, _ queries: ImageBatch, signal: Double, variance: Double,
    neighbors: Int? = nil
  ) -> ImageBatch {
    ImagePosterior(
      at: NoiseLevel(signal: signal, noise: 1, step: 0, t: 0), temperature: variance,
      neighbors: neighbors
    ).mean(of: images, given: queries)
  }

  // MARK: Material

  static let shape = ImageShape(channels: 1, height: 3, width: 5)

  /// Random images, as bytes or Floats.
  static func store(_ count: Int, bytes: Bool, shape: ImageShape = shape) -> ImageStore {
    var random = CounterRandom(seed: 3, index: 0, purpose: .syntheticImage)
    guard bytes else {
      return ImageStore(
        shape: shape,
        floats: (0..<count * shape.count).map { _ in Float(random.uniform(in: -1..<1)) })
    }
    return ImageStore(
      shape: shape, bytes: (0..<count * shape.count).map { _ in UInt8(random.integer(below: 256)) })
  }

  static func images(_ store: ImageStore) -> [[Double]] {
    (0..<store.count).map { store.image($0).map(Double.init) }
  }

  /// Noisy versions of the store's images.
  static func queries(_ store: ImageStore, _ count: Int, signal: Double, noise: Double)
    -> ImageBatch
  {
    var random = CounterRandom(seed: 4, index: 0, purpose: .noise)
    let e = random.gaussians(count * store.shape.count)
    let values = (0..<count).flatMap { query in
      store.image(query * 7 % store.count).enumerated().map { j, clean in
        Float(signal * Double(clean) + noise * Double(e[query * store.shape.count + j]))
      }
    }
    return ImageBatch(shape: store.shape, values: values, firstSample: 100)
  }

  // MARK: Against the slow version

  struct Level: Sendable {
    let signal, noise: Double
    /// Bound of the absolute error: logits are differences of Float distances, divided by 2 s².
    let bound: Double
  }

  static let levels = [
    Level(signal: 0.0164, noise: 0.9999, bound: 3e-6), Level(signal: 0.8, noise: 0.6, bound: 3e-6),
    Level(signal: 0.995, noise: 0.1, bound: 1e-4), Level(signal: 1, noise: 80, bound: 3e-6),
  ]

  /// 700 images are two blocks, 19 queries two passes.
  @Test(arguments: [true, false], levels)
  func posteriorMeansAgree(bytes: Bool, level: Level) {
    let store = Self.store(700, bytes: bytes)
    let images = Self.images(store)
    let queries = Self.queries(store, 19, signal: level.signal, noise: level.noise)
    for (temperature, neighbors) in [(1.0, nil), (2.5, nil), (1, 1), (1, 40)] as [(Double, Int?)] {
      let variance = level.noise * level.noise * temperature
      let means = Self.mean(
        store, queries, signal: level.signal, variance: variance, neighbors: neighbors)
      #expect(means.shape == Self.shape && means.count == 19 && means.firstSample == 100)
      for query in 0..<19 {
        let expected = Self.slowMean(
          images, queries[query].map(Double.init), signal: level.signal, variance: variance,
          neighbors: neighbors)
        #expect(gap(means[query], expected) <= level.bound, "query \(query), \(temperature)")
      }
    }
  }

  /// More images than one wave of blocks holds: 512 · 32 and a few.
  @Test(arguments: [true, false])
  func manyBlocksAreSummedUp(bytes: Bool) {
    let shape = ImageShape(channels: 1, height: 1, width: 2)
    let store = Self.store(512 * 33 + 77, bytes: bytes, shape: shape)
    let images = Self.images(store)
    let queries = Self.queries(store, 2, signal: 0.7, noise: 0.7)
    let means = Self.mean(store, queries, signal: 0.7, variance: 0.49)
    for query in 0..<2 {
      let expected = Self.slowMean(
        images, queries[query].map(Double.init), signal: 0.7, variance: 0.49)
      #expect(gap(means[query], expected) <= 3e-6)
    }
  }

  @Test(arguments: [true, false], [1, 0.3])
  func nearestImagesAgree(bytes: Bool, signal: Double) {
    let store = Self.store(1100, bytes: bytes)
    let images = Self.images(store)
    let queries = Self.queries(store, 21, signal: signal, noise: 0.9)
    let found = store.nearest(to: queries, signal: signal)
    #expect(found.count == 21)
    for (query, nearest) in found.enumerated() {
      let distances = Self.slowDistances(
        images, queries[query].map(Double.init), signal: signal)
      let least = distances.min() ?? .nan
      #expect(distances[nearest.index] <= least * (1 + 1e-6))
      #expect(abs(nearest.squaredDistance - least) <= 1e-5 * least)
    }
  }

  @Test func segmentsMakeNoDifference() {
    let store = Self.store(600, bytes: true)
    let bytes = store.packedBytes() ?? []
    let records = (0..<600).flatMap { [7] + bytes[$0 * 15..<($0 + 1) * 15] }
    let pieces = [(0, 100), (100, 450), (550, 50)].map { first, count in
      ImageStore.Segment(data: Data(records), offset: first * 16 + 1, stride: 16, count: count)
    }
    let segmented = ImageStore(shape: Self.shape, segments: pieces)
    let queries = Self.queries(store, 5, signal: 0.8, noise: 0.6)
    #expect(
      Self.mean(store, queries, signal: 0.8, variance: 0.36)
        == Self.mean(segmented, queries, signal: 0.8, variance: 0.36))
  }

  // MARK: Laws

  @Test(arguments: [true, false])
  func theRestOfTheBatchDoesNotMatter(bytes: Bool) {
    let store = Self.store(1300, bytes: bytes)
    for level in Self.levels {
      let queries = Self.queries(store, 35, signal: level.signal, noise: level.noise)
      func mean(_ part: ImageBatch) -> ImageBatch {
        Self.mean(store, part, signal: level.signal, variance: level.noise * level.noise)
      }
      let whole = mean(queries)
      let nearest = store.nearest(to: queries, signal: level.signal)
      for range in [0..<1, 4..<11, 15..<17, 34..<35] {
        #expect(mean(queries[range]) == whole[range], "\(range)")
        let found = store.nearest(to: queries[range], signal: level.signal)
        #expect(found.map(\.index) == nearest[range].map(\.index))
        #expect(found.map(\.squaredDistance) == nearest[range].map(\.squaredDistance))
      }
    }
  }

  @Test(arguments: [true, false])
  func theNumberOfThreadsDoesNotMatter(bytes: Bool) {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    let store = Self.store(512 * 34, bytes: bytes)
    let queries = Self.queries(store, 3, signal: 0.8, noise: 0.6)
    var means: [ImageBatch] = []
    var nearest: [[Double]] = []
    var hashes: [String] = []
    for count in [1, 2, 3] {
      WorkPool.shared.limit(to: count)
      means.append(Self.mean(store, queries, signal: 0.8, variance: 0.36))
      nearest.append(store.nearest(to: queries, signal: 0.8).map(\.squaredDistance))
      hashes.append(store.contentHash())
    }
    #expect(means[0] == means[1] && means[0] == means[2])
    #expect(nearest[0] == nearest[1] && nearest[0] == nearest[2])
    #expect(Set(hashes).count == 1)
  }

  // MARK: Edges

  @Test(arguments: [true, false])
  func oneImageIsTheOnlyAnswer(bytes: Bool) {
    let store = Self.store(1, bytes: bytes)
    let queries = Self.queries(store, 2, signal: 0.5, noise: 3)
    for variance in [1e-300, 1e-6, 1, 1e30] {
      let means = Self.mean(store, queries, signal: 0.5, variance: variance)
      #expect(gap(means[1], store.image(0).map(Double.init)) <= 1e-6, "\(variance)")
    }
    #expect(store.nearest(to: queries, signal: 0.5).map(\.index) == [0, 0])
  }

  @Test(arguments: [true, false])
  func equalImagesShareTheWeight(bytes: Bool) {
    let one = Self.store(1, bytes: bytes)
    let store = one.selecting([Int](repeating: 0, count: 530))
    let queries = Self.queries(one, 1, signal: 1, noise: 0.5)
    for variance in [1e-12, 0.25, 1e12] {
      let mean = Self.mean(store, queries, signal: 1, variance: variance)
      // Equal terms round alike: up to 512 · 2⁻²⁴ of the sum of a block, here of values to 2.
      #expect(gap(mean[0], one.image(0).map(Double.init)) <= 6e-5, "\(variance)")
    }
    // The first of equals.
    #expect(store.nearest(to: queries, signal: 1)[0].index == 0)
  }

  @Test(arguments: [true, false])
  func vanishingVarianceLeavesTheNearestImage(bytes: Bool) {
    let store = Self.store(700, bytes: bytes)
    let queries = Self.queries(store, 18, signal: 0.9, noise: 0.4)
    let nearest = store.nearest(to: queries, signal: 0.9)
    for variance in [1e-12, 1e-100, 1e-300] {
      let means = Self.mean(store, queries, signal: 0.9, variance: variance)
      for query in 0..<18 {
        let image = store.image(nearest[query].index).map(Double.init)
        #expect(gap(means[query], image) <= 1e-6, "query \(query), \(variance)")
      }
    }
  }

  @Test(arguments: [true, false], [1e12, 1e300])
  func endlessVarianceLeavesTheMean(bytes: Bool, variance: Double) {
    let store = Self.store(700, bytes: bytes)
    let images = Self.images(store)
    let mean = (0..<15).map { j in images.reduce(0) { $0 + $1[j] } / 700 }
    let queries = Self.queries(store, 1, signal: 1, noise: 80)
    let answer = Self.mean(store, queries, signal: 1, variance: variance)
    #expect(gap(answer[0], mean) <= 3e-6)
  }

  @Test func moreNeighborsThanImagesAreAllOfThem() {
    let store = Self.store(30, bytes: true)
    let queries = Self.queries(store, 2, signal: 0.8, noise: 0.6)
    let all = Self.mean(store, queries, signal: 0.8, variance: 0.36)
    for neighbors in [30, 31, 1000] {
      #expect(
        Self.mean(store, queries, signal: 0.8, variance: 0.36, neighbors: neighbors) == all)
    }
  }

  /// Of images at the same distance the first count as nearer.
  @Test func neighborsAmongEqualsAreTheFirst() {
    let shape = ImageShape(channels: 1, height: 1, width: 1)
    let store = ImageStore(shape: shape, floats: [0.5, -0.5, 0.5, -0.5])
    let query = ImageBatch(shape: shape, values: [0])
    func mean(_ neighbors: Int) -> Float {
      Self.mean(store, query, signal: 1, variance: 1, neighbors: neighbors).values[0]
    }
    #expect(mean(1) == 0.5)
    #expect(mean(2) == 0)
    #expect(abs(mean(3) - 0.5 / 3) < 1e-7)
  }

  @Test func noQueriesGiveNoAnswers() {
    let store = Self.store(3, bytes: true)
    let none = ImageBatch(shape: Self.shape, values: [])
    #expect(Self.mean(store, none, signal: 1, variance: 1).count == 0)
    #expect(store.nearest(to: none, signal: 1).isEmpty)
  }

  /// The largest difference; NaN, which agrees with no bound, if there is one.
  private func gap(_ actual: some Sequence<Float>, _ expected: [Double]) -> Double {
    zip(actual, expected).reduce(0) { worst, pair in
      let gap = abs(Double(pair.0) - pair.1)
      return gap > worst || gap.isNaN ? gap : worst
    }
  }
}
