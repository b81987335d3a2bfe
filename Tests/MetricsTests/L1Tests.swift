import Testing

@testable import Metrics

@Suite struct L1Tests {
  @Test func agreesWithNumPy() throws { try MetricFixture.check(L1.self) }

  @Test func isTheMeanOfTheAbsoluteDifferences() throws {
    #expect(L1.direction == .lowerIsBetter)
    let off = Sample.ramp.map { $0 - 0.5 }
    #expect(try values(L1.self, [Sample.ramp, off], [Sample.ramp, Sample.ramp]) == [0, 0.5])
  }

  @Test func clippingAppliesToBothSides() throws {
    let black = Sample.constant(-4)
    #expect(try values(L1.self, [Sample.constant(3)], [black], clip: [-1, 1]) == [2])
  }

  @Test func aNumberThatIsNoneGivesNaN() throws {
    #expect(try values(L1.self, [Sample.holed], [Sample.ramp])[0].isNaN)
  }
}
