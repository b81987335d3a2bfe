import Foundation
import Testing

@testable import LocusNumerics

struct CounterRandomTests {
  /// Known answers published with Random123 (file kat_vectors, philox4x32 10).
  @Test func philoxGivesThePublishedAnswers() {
    let ones = UInt32.max
    let zero = Philox.block(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let full = Philox.block(counter: (ones, ones, ones, ones), key: (ones, ones))
    #expect(full == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = Philox.block(
      counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: (0xa409_3822, 0x299f_31d0))
    #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  /// Values from a separate Python implementation: a change here changes every recorded result.
  @Test func wordsOfAStreamNeverChange() {
    var random = CounterRandom(
      seed: 0x0123_4567_89ab_cdef, index: 0xfedc_ba98_7654_3210, purpose: .forwardNoise)
    let words = (0..<6).map { _ in random.nextUInt32() }
    #expect(
      words == [0x2a9d_c6db, 0x3acf_a35b, 0xed24_1198, 0x1b4e_15ad, 0x452a_1b24, 0x5032_e563])
    for _ in 6..<400_000 { _ = random.nextUInt32() }
    #expect(random.nextUInt32() == 0x612e_700a)
  }

  @Test func gaussiansOfAStreamNeverChange() {
    let expected = [
      -0.6925278283651725, -0.6029212584549617, -0.3315452912239305,
      -0.2394904935841719, -0.3117814893347886, 0.7755544312318314,
    ]
    var random = CounterRandom(seed: 42, index: 7, purpose: .noise)
    for value in expected { #expect(abs(random.gaussian() - value) < 1e-14) }
    var single = CounterRandom(seed: 42, index: 7, purpose: .noise)
    #expect(single.gaussians(3) + single.gaussians(3) == expected.map { Float($0) })
  }

  @Test func purposesKeepTheirNumbers() {
    let numbers = CounterRandom.Purpose.allCases.map(\.rawValue)
    #expect(numbers.starts(with: [1, 2, 3, 4, 5]))
    #expect(Set(numbers).count == numbers.count)
  }

  @Test func uniformReadsTheTop53BitsOfTwoWords() {
    var words = CounterRandom(seed: 3, index: 1, purpose: .plant)
    var longs = words
    var uniforms = words
    var generic: any RandomNumberGenerator = words
    for _ in 0..<5 {
      let low = UInt64(words.nextUInt32())
      let long = UInt64(words.nextUInt32()) << 32 | low
      #expect(longs.nextUInt64() == long)
      #expect(generic.next() == long)
      #expect(uniforms.uniform() == Double(long >> 11) / 9_007_199_254_740_992)
    }
  }

  @Test func uniformsAreUniformAndInsideTheirRange() {
    var random = CounterRandom(seed: 1, index: 0, purpose: .plant)
    let count = 200_000
    var bins = [Int](repeating: 0, count: 20)
    for _ in 0..<count {
      let value = random.uniform(in: -3..<7)
      guard value >= -3, value < 7 else {
        Issue.record("\(value) lies outside -3..<7")
        return
      }
      bins[Int((value + 3) * 2)] += 1
    }
    // Chi-squared with 19 degrees of freedom: 51 is exceeded with probability 1e-4.
    #expect(chiSquared(bins, expected: Double(count) / 20) < 51)
    // A range of one representable step must not return its upper bound.
    for _ in 0..<100 { #expect(random.uniform(in: 1..<(1.0).nextUp) == 1) }
  }

  @Test func integersAreUniform() {
    var random = CounterRandom(seed: 1, index: 0, purpose: .syntheticImage)
    var bins = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { bins[random.integer(below: 7)] += 1 }
    // Six degrees of freedom: 27.9 is exceeded with probability 1e-4.
    #expect(chiSquared(bins, expected: 10_000) < 27.9)
    #expect(random.integer(below: 1) == 0)
    // Without rejection, residue 2 of 3 would have probability 1/4 here: 2^64 words make 3 * 2^61
    // values, and they fall on each three of them as 3, 3, 2.
    var residues = 0
    for _ in 0..<20_000 where random.integer(below: 3 << 61) % 3 == 2 { residues += 1 }
    #expect(abs(Double(residues) - 20_000 / 3) < 300)  // 4.5 standard deviations of 67
  }

  /// Moments and tails of 2^22 draws, each within 4.5 standard errors (7e-6 for a right generator;
  /// the draws are fixed, so the test cannot flicker).
  @Test func gaussiansHaveTheRightMomentsAndTails() {
    let count = 1 << 22
    var random = CounterRandom(seed: 2026, index: 5, purpose: .noise)
    var sums = (0.0, 0.0, 0.0, 0.0)
    var beyond = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<count {
      let z = random.gaussian()
      let square = z * z
      sums.0 += z
      sums.1 += square
      sums.2 += square * z
      sums.3 += square * square
      if square > 4 {
        beyond.0 += 1
        if square > 9 { beyond.1 += 1 }
        if square > 16 { beyond.2 += 1 }
        if square > 25 { beyond.3 += 1 }
      }
    }
    let n = Double(count)
    let mean = sums.0 / n
    let variance = sums.1 / n - mean * mean
    let third = sums.2 / n - 3 * mean * sums.1 / n + 2 * mean * mean * mean
    let skewness = third / (variance * variance.squareRoot())
    let fourth =
      sums.3 / n - 4 * mean * sums.2 / n + 6 * mean * mean * sums.1 / n
      - 3 * mean * mean * mean * mean
    let kurtosis = fourth / (variance * variance)
    #expect(abs(mean) < 4.5 * (1 / n).squareRoot())
    #expect(abs(variance - 1) < 4.5 * (2 / n).squareRoot())
    #expect(abs(skewness) < 4.5 * (6 / n).squareRoot())
    #expect(abs(kurtosis - 3) < 4.5 * (24 / n).squareRoot())
    #expect(beyond.3 > 0)
    for (sigma, found) in zip([2, 3, 4, 5], [beyond.0, beyond.1, beyond.2, beyond.3]) {
      let expected = n * erfc(Double(sigma) / 2.squareRoot())
      #expect(abs(found - expected) < 4.5 * expected.squareRoot(), "\(found) beyond \(sigma) sigma")
    }
  }

  /// Correlation of neighbouring streams, and of successive draws: within 4.5 / sqrt(n).
  @Test func neighbouringStreamsAreUncorrelated() {
    let count = 40_000
    func draws(_ seed: UInt64, _ index: UInt64, _ purpose: CounterRandom.Purpose) -> [Float] {
      var random = CounterRandom(seed: seed, index: index, purpose: purpose)
      return random.gaussians(count)
    }
    let base = draws(9, 100, .noise)
    let others = [
      draws(9, 101, .noise), draws(9, 100 + 1 << 32, .noise), draws(10, 100, .noise),
      draws(9 + 1 << 32, 100, .noise), draws(100, 9, .noise), draws(9, 100, .forwardNoise),
      Array(base.dropFirst()), Array(base.dropFirst(2)), Array(base.dropFirst(4)),
    ]
    for other in others {
      var sum = 0.0
      for i in other.indices { sum += Double(base[i]) * Double(other[i]) }
      #expect(abs(sum / Double(other.count)) < 4.5 / Double(other.count).squareRoot())
    }
  }

  private func chiSquared(_ bins: [Int], expected: Double) -> Double {
    bins.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }
}
