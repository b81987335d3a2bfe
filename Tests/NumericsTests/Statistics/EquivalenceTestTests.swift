import Testing

@testable import LocusNumerics

@Suite struct EquivalenceTestTests {
  struct Case: Decodable {
    let a, b: [Double]
    let margin, statistic, p, low, high: Double
  }

  @Test func agreesWithSciPysTwoOneSidedTests() throws {
    for c in try StatisticsFixture<Case>.load("equivalence") {
      let test = try TTest.paired(c.a, c.b)
      let equivalence = EquivalenceTest(test, margin: c.margin)
      let interval = test.equivalenceInterval(alpha: 0.05)
      for (name, actual, expected) in [
        ("statistic", equivalence.statistic, c.statistic), ("p", equivalence.pValue, c.p),
        ("low", interval.low, c.low), ("high", interval.high, c.high),
      ] {
        #expect(
          agreesRelatively(actual, expected, within: 1e-10),
          "\(name), n \(c.a.count), margin \(c.margin): \(actual), not \(expected)")
      }
      // The interval and the test decide alike.
      let lies = -c.margin < interval.low && interval.high < c.margin
      #expect(lies == (equivalence.pValue < 0.05))
    }
  }

  @Test func withoutSpread() throws {
    let same = EquivalenceTest(try TTest.paired([1, 2, 3], [1, 2, 3]), margin: 0.1)
    #expect(same.pValue == 0)
    let far = EquivalenceTest(try TTest.paired([1, 2, 3], [2, 3, 4]), margin: 0.1)
    #expect(far.pValue == 1)
    #expect(EquivalenceTest(try TTest.paired([1], [1]), margin: 0.1).pValue.isNaN)
    #expect(EquivalenceTest(try TTest.paired([1, .nan], [1, 2]), margin: 0.1).pValue.isNaN)
  }
}
