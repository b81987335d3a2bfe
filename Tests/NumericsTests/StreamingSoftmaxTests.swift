import Foundation
import TestSupport
import Testing

@testable import LocusNumerics

/// The running softmax against one over everything in Double.
@Suite struct StreamingSoftmaxTests {
  private static func run(
    _ distances: [Float], variance: Double, block: Int
  ) -> (softmax: StreamingSoftmax, weighted: Double) {
    var softmax = StreamingSoftmax(variance: variance)
    var weighted = 0.0
    for first in stride(from: 0, to: distances.count, by: block) {
      let range = first..<min(first + block, distances.count)
      let (weights, rescale) = softmax.add(Array(distances[range]))
      weighted *= rescale
      for (index, weight) in zip(range, weights) { weighted += Double(weight) * Double(index) }
    }
    return (softmax, weighted)
  }

  @Test(arguments: [1, 7, 64, 1000], [1e-3, 0.5, 40, 1e6])
  func agreesWithTheWholeSoftmax(block: Int, variance: Double) {
    var random = CounterRandom(seed: 1, index: 0, purpose: .noise)
    // Falling, so that nearly every block brings a new smallest distance.
    let distances = (0..<1000).map { Float(1000 - $0) / 50 + Float(random.uniform(in: 0..<1)) }
    let nearest = distances.min() ?? 0
    let least = Double(nearest)
    let exact = distances.map { exp((least - Double($0)) / (2 * variance)) }
    let total = exact.reduce(0, +)
    let mean = exact.enumerated().reduce(0.0) { $0 + Double($1.offset) * $1.element } / total

    let (softmax, weighted) = Self.run(distances, variance: variance, block: block)
    #expect(softmax.least == nearest)
    #expect(abs(softmax.total / total - 1) < 1e-5)
    #expect(abs(weighted / softmax.total - mean) < 1e-5 * max(1, mean))
    let logSum = log(total) - least / (2 * variance)
    #expect(abs(softmax.logSumExp - logSum) < 1e-5 * max(1, abs(logSum)))
  }

  @Test(arguments: KernelTable.available)
  func weightsOfEveryKernel(kernels: KernelTable) {
    let scan = ImageScan(kernels: kernels)
    var random = TestRandom(seed: 5)
    for count in [0, 1, 2, 15, 16, 17, 33, 1023, 1024, 1041, 3000] {
      var distances = (0..<count).map { _ in Float(random.symmetric() + 3) }
      if count > 2 { distances[count / 2] = .infinity }
      let least = scan.minimum(of: distances)
      for scale in [1e-50, 0.1, 20, 1e50] where count > 0 {
        let (weights, sum) = scan.softmaxWeights(of: distances, least: least, scale: scale)
        for (distance, weight) in zip(distances, weights) {
          let exact = distance == least ? 1 : exp((Double(least) - Double(distance)) * scale)
          // Two roundings of an argument of at most 87, and two units in the last place.
          #expect(abs(Double(weight) - exact) <= 1.1e-5 * exact + 2e-38)
        }
        #expect(abs(sum - weights.reduce(0.0) { $0 + Double($1) }) <= 70 * 0x1p-24 * sum)
      }
    }
  }

  @Test func infiniteDistancesHaveNoWeight() {
    var softmax = StreamingSoftmax(variance: 1)
    #expect(softmax.logSumExp == -.infinity)
    #expect(softmax.add([.infinity, .infinity]).weights == [0, 0])
    #expect(softmax.total == 0 && softmax.least == .infinity)
    #expect(softmax.add([3, .infinity]).weights == [1, 0])
    #expect(softmax.add([.infinity]).weights == [0])
    #expect(softmax.total == 1 && softmax.least == 3)
    #expect(softmax.add([]).rescale == 1)
  }

  @Test func aDistanceThatIsNoNumberShows() {
    var softmax = StreamingSoftmax(variance: 1)
    _ = softmax.add([1, .nan, 2])
    #expect(softmax.total.isNaN)
    var alone = StreamingSoftmax(variance: 1)
    _ = alone.add([.nan])
    #expect(alone.total.isNaN)
  }
}
