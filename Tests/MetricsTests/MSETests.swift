import Testing

@testable import Metrics

@Suite struct MSETests {
  @Test func agreesWithNumPy() throws { try MetricFixture.check(MSE.self) }

  @Test func agreesWithTheRelease() throws {
    #expect(MSE.direction == .lowerIsBetter)
    try GoldenMetrics.check(MSE.self, entry: 1)
  }

  @Test func isTheMeanOfTheSquaredDifferences() throws {
    let off = Sample.ramp.map { $0 - 0.5 }
    #expect(try values(MSE.self, [Sample.ramp, off], [Sample.ramp, Sample.ramp]) == [0, 0.25])
  }

  @Test func clippingAppliesToBothSides() throws {
    let black = Sample.constant(-4)
    #expect(try values(MSE.self, [Sample.constant(3)], [black], clip: [-1, 1]) == [4])
    #expect(try values(MSE.self, [Sample.constant(3)], [black], clip: [0, 0.5]) == [0.25])
  }

  @Test func aNumberThatIsNoneGivesNaN() throws {
    let result = try values(MSE.self, [Sample.holed, Sample.ramp], [Sample.ramp, Sample.ramp])
    #expect(result[0].isNaN && result[1] == 0)
    let clipped = try values(MSE.self, [Sample.ramp], [Sample.holed], clip: [-1, 1])
    #expect(clipped[0].isNaN)
  }
}
