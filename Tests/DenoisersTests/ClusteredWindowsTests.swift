import Foundation
import Framework
import Testing

@testable import Denoisers

/// `kamb-els` and `kamb-bbels` with `clusters`: exact where all are searched, near it where some are.
struct ClusteredWindowsTests {
  static let machines = [KambELS.name, KambBBELS.name]

  private func model(
    _ name: String, _ training: TrainingSet, _ parameters: JSON
  ) throws -> any ApproximateDenoiser {
    name == KambELS.name
      ? try KambELS(.init(parameters), fittedTo: training)
      : try KambBBELS(.init(parameters), fittedTo: training)
  }

  static let cases = [
    WindowCase(1, 7, 8, images: 1, bytes: true, noise: 0.3, window: 3),
    WindowCase(3, 6, 7, images: 37, bytes: false, noise: 0.5, window: 5),
    WindowCase(2, 5, 6, images: 17, bytes: true, noise: 0.1, window: 1),
    WindowCase(1, 8, 8, images: 40, bytes: true, noise: 0.02, window: 3),
    WindowCase(1, 3, 5, images: 2, bytes: true, noise: 80, window: 3),
    WindowCase(2, 1, 1, images: 20, bytes: true, noise: 0.4, window: 1),
  ]

  /// As many clusters as are searched, one alone, and more than there are patches.
  @Test(arguments: machines, cases)
  func searchingAllClustersIsExact(_ name: String, _ test: WindowCase) throws {
    let training = test.training
    let noisy = test.noisy(training)
    let exact = try model(name, training, ["scales": .integer(test.window)])
    #expect(try exact.missedShares(of: noisy, at: test.level).isEmpty)
    for clusters in [1, 5, 100] {
      let all = try model(
        name, training,
        [
          "scales": .integer(test.window), "clusters": .integer(clusters),
          "probe": .integer(clusters),
        ])
      let gap = try difference(
        all.denoise(noisy, at: test.level), exact.denoise(noisy, at: test.level))
      #expect(gap < 1e-4, "\(clusters) clusters")
      let missed = try all.missedShares(of: noisy, at: test.level)
      // Windows as high as the images are compared with their own places, clusters or not.
      let areClustered = name == KambELS.name || test.window < test.shape.height
      #expect(missed == [Double](repeating: 0, count: areClustered ? noisy.count : 0))
    }
  }

  /// The more clusters are searched, the less is missed, until nothing is.
  @Test(arguments: machines, Golden.sets)
  func comesNearerWithMoreClusters(_ name: String, _ golden: Golden) throws {
    let training = try golden.training(limit: 60)
    let level = NoiseLevel(signal: 0.9, noise: 0.4359, step: 0, t: 200)
    let noisy = try golden.batch("kamb_x", 2)
    let exact = try model(name, training, ["scales": 3]).denoise(noisy, at: level)
    var (gaps, missed): ([Float], [Double]) = ([], [])
    for probe in [1, 4, 12, 24] {
      let some = try model(
        name, training, ["scales": 3, "clusters": 24, "probe": .integer(probe)])
      gaps.append(try difference(some.denoise(noisy, at: level), exact))
      let shares = try some.missedShares(of: noisy, at: level)
      #expect(shares.count == noisy.count && shares.allSatisfy { (0...1).contains($0) })
      missed.append(shares.reduce(0, +) / Double(shares.count))
    }
    #expect(gaps[0] > 1e-3 && gaps[3] < 1e-4 && gaps[2] < gaps[0])
    #expect(missed[0] > missed[1] && missed[1] > missed[2] && missed[3] == 0, "\(missed)")
  }

  @Test(arguments: machines)
  func answersDependOnTheImageOnly(_ name: String) throws {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    let training = try Golden.sets[0].training(limit: 40)
    let level = NoiseLevel(signal: 0.8, noise: 0.6, step: 0, t: 300)
    var random = CounterRandom(seed: 8, index: 0, purpose: .noise)
    let noisy = ImageBatch(
      shape: training.shape, values: random.gaussians(9 * training.shape.count), firstSample: 3)
    func answers(_ range: Range<Int>) throws -> (ImageBatch, [Double]) {
      let model = try model(name, training, ["scales": 3, "clusters": 9, "probe": 2])
      return (
        try model.denoise(noisy[range], at: level),
        try model.missedShares(of: noisy[range], at: level)
      )
    }
    WorkPool.shared.limit(to: 1)
    let whole = try answers(0..<9)
    WorkPool.shared.limit(to: 3)
    for range in [0..<9, 7..<9] {
      let part = try answers(range)
      #expect(part.0.values == whole.0[range].values && part.1 == Array(whole.1[range]))
    }
  }

  /// The plain formula in Double, over the patches of the clusters that are searched.
  @Test func sharesAreThoseOfTheWeights() throws {
    let training = try Golden.sets[0].training(limit: 12)
    let level = NoiseLevel(signal: 0.9, noise: 0.5, step: 0, t: 200)
    let axis = PlaceAxis.anyPlace(12, window: 3)[0]
    let patches = WindowPatches(
      PackedImages(training.images), training.images, rows: axis, columns: axis)
    let clusters = PatchClusters(patches, into: 7, seed: 5)
    #expect(clusters.members.flatMap { $0 }.sorted() == Array(0..<UInt32(patches.count)))
    let x = try Golden.sets[0].batch("kamb_x", 2)[0]
    let query = patches.window(of: x, y: 0, x: 11)
    let batch = ImageBatch(shape: patches.shape, values: query)
    let chosen = clusters.nearest(2, to: batch, signal: level.signal)[0]
    var sums = (CentreSums(channels: 1), CentreSums(channels: 1))
    var (found, all, centre) = (0.0, 0.0, 0.0)
    for (cluster, members) in clusters.members.enumerated() {
      let part = clusters.sums(over: cluster, for: batch, at: level)[0]
      sums.0.add(part, variance: level.variance)
      if chosen.contains(cluster) { sums.1.add(part, variance: level.variance) }
      let (store, centres) = patches.patches(members[...])
      for (index, value) in centres.enumerated() {
        let distance = zip(query, store.image(index)).reduce(0.0) {
          $0 + pow(Double($1.0) - level.signal * Double($1.1), 2)
        }
        let weight = exp(-distance / (2 * level.variance))
        all += weight
        if chosen.contains(cluster) {
          (found, centre) = (found + weight, centre + weight * Double(value))
        }
      }
    }
    #expect(chosen.count == 2 && found < all)
    let share = sums.1.share(missedOf: sums.0, variance: level.variance)
    #expect(abs(share - (1 - found / all)) < 1e-5)
    #expect(abs(Double(sums.1.means[0]) - centre / found) < 1e-5)
  }

  @Test func refusesClustersThatCannotBeSearched() {
    for parameters: JSON in [["scales": 3, "clusters": 4, "probe": 5], ["scales": 3, "probe": 2]] {
      let words = parameters["clusters"] == nil ? "there are none" : "more than the 4 clusters"
      expectRefused(KambELS.self, parameters, because: words)
      expectRefused(KambBBELS.self, parameters, because: words)
    }
  }
}
