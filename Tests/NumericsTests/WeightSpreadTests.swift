import Foundation
import LocusNumerics
import Testing

/// The spread of softmax weights, however their exponents come in.
struct WeightSpreadTests {
  private func spread(_ exponents: [Double]) -> PosteriorSpread {
    var sums = WeightSpread()
    for exponent in exponents { sums.add(exponent) }
    return sums.spread
  }

  /// All at once and relative to the least.
  private func plain(_ exponents: [Double]) -> PosteriorSpread {
    let least = exponents.min()!
    let parts = exponents.map { exp(least - $0) }
    let weights = parts.map { $0 / parts.reduce(0, +) }
    return PosteriorSpread(
      effective: 1 / weights.reduce(0) { $0 + $1 * $1 },
      entropy: -weights.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 },
      largest: weights.max()!, terms: Double(weights.count))
  }

  private func expectSame(_ a: PosteriorSpread, _ b: PosteriorSpread) {
    #expect(abs(a.effective / b.effective - 1) < 1e-12)
    #expect(abs(a.entropy - b.entropy) < 1e-12 * max(1, b.entropy))
    #expect(abs(a.largest / b.largest - 1) < 1e-12)
    #expect(a.terms == b.terms)
  }

  static let lists: [[Double]] = [
    [0], [3, 3, 3, 3], [1e6, 1e6 + 1], [5, 4, 3, 2, 1, 0], [0, 1, 2, 3, 700, 1e9],
    [1e300, 0, 1e300], [79.9, 80.1, 0], (0..<2000).map { 40 * sin(Double($0)) + 40 },
  ]

  @Test(arguments: lists) func isThatOfTheWeights(_ exponents: [Double]) {
    expectSame(spread(exponents), plain(exponents))
    expectSame(spread(exponents.reversed()), plain(exponents))
  }

  /// Parts that are summed apart, and an image that stands for three.
  @Test(arguments: lists) func partsAddUp(_ exponents: [Double]) {
    let middle = exponents.count / 2
    var (first, second) = (WeightSpread(), WeightSpread())
    for exponent in exponents[..<middle] { first.add(exponent) }
    for exponent in exponents[middle...] { second.add(exponent) }
    var both = first
    both.add(second)
    expectSame(both.spread, plain(exponents))
    var thrice = first
    thrice.add(second, times: 3)
    let copies = Array(repeating: Array(exponents[middle...]), count: 3).flatMap { $0 }
    expectSame(thrice.spread, plain(exponents[..<middle] + copies))
  }

  @Test func extremesAreKnown() {
    #expect(spread([7, 7, 7, 7]).effective == 4)
    #expect(abs(spread([7, 7, 7, 7]).entropy - log(4)) < 1e-15)
    let one = spread([0, 1e5])
    #expect(one.effective == 1 && one.entropy == 0 && one.largest == 1)
    #expect(spread([.nan, 1]).entropy.isNaN)
  }

  /// The mean of softmaxes over batches weighs each image by its batch's weight over their number.
  @Test func meansOfPosteriorsAreTheirMixture() {
    let (a, b) = ([0.0, 1, 2], [5.0, 5.5])
    let weights = [a, b].flatMap { part in
      let total = part.reduce(0) { $0 + exp(-$1) }
      return part.map { exp(-$0) / total / 2 }
    }
    // As exponents these weights come out as themselves.
    expectSame(.mean(of: [spread(a), spread(b)]), plain(weights.map { -log($0) }))
  }
}
