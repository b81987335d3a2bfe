import Testing

@testable import LocusNumerics

@Suite struct BootstrapTests {
  struct Case: Decodable {
    let samples: [[Double]]
    let seed: UInt64
    let resamples: Int
    let level, low, high: Double
    let alternative: Alternative
  }

  /// The same resamples as the fixture's, drawn by splitmix64.
  private func indices(_ c: Case) -> [[UInt32]] {
    var numbers = SampleNumbers(seed: c.seed)
    return (0..<c.resamples).map { _ in
      c.samples.flatMap { sample in
        sample.map { _ in UInt32(numbers.next() * Double(sample.count)) }
      }
    }
  }

  @Test func agreesWithSciPyOnTheSameResamples() throws {
    for c in try StatisticsFixture<Case>.load("bootstrap") {
      let interval = Bootstrap.interval(
        c.samples, resamples: indices(c), level: c.level, alternative: c.alternative)
      let place = "\(c.samples.map(\.count)), \(c.level), \(c.alternative)"
      #expect(agreesRelatively(interval.low, c.low, within: 1e-10), "\(place): \(interval.low)")
      #expect(agreesRelatively(interval.high, c.high, within: 1e-10), "\(place): \(interval.high)")
    }
  }

  @Test func resamplesDependOnTheSeedAlone() {
    let first = Bootstrap.indices([4, 3], seed: 7, count: 200)
    #expect(first == Bootstrap.indices([4, 3], seed: 7, count: 200))
    #expect(first != Bootstrap.indices([4, 3], seed: 8, count: 200))
    #expect(Array(first.prefix(50)) == Bootstrap.indices([4, 3], seed: 7, count: 50))
    #expect(first.allSatisfy { $0.count == 7 && $0[..<4].max()! < 4 && $0[4...].max()! < 3 })
    // Every value is drawn about as often as any other.
    let counts = (0..<4).map { value in first.reduce(0) { $0 + $1[..<4].count { $0 == value } } }
    #expect(counts.allSatisfy { abs($0 - 200) < 60 }, "\(counts)")
  }

  @Test func withoutAnAnswer() {
    let resamples = Bootstrap.indices([3], seed: 1, count: 100)
    let constant = Bootstrap.interval([[0.1, 0.1, 0.1]], resamples: resamples, level: 0.95)
    #expect(constant.low == 0.1 && constant.high == 0.1)
    #expect(Bootstrap.interval([[1, .nan, 2]], resamples: resamples, level: 0.95).low.isNaN)
    #expect(Bootstrap.interval([[1, 2, 3]], resamples: [], level: 0.95).high.isNaN)
    #expect(Bootstrap.interval([[]], resamples: [[], []], level: 0.95).low.isNaN)
  }
}
