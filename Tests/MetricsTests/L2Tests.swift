import Testing

@testable import Metrics

@Suite struct L2Tests {
  @Test func agreesWithNumPy() throws { try MetricFixture.check(L2.self) }

  @Test func agreesWithTheRelease() throws {
    #expect(L2.direction == .lowerIsBetter)
    try GoldenMetrics.check(L2.self, entry: 2)
  }

  @Test func isTheLengthOfTheDifference() throws {
    let moved: [Float] = [2, -0.5, 0, 4.25, 0.5, 1]
    #expect(try values(L2.self, [Sample.ramp, moved], [Sample.ramp, Sample.ramp]) == [0, 5])
  }

  @Test func clippingAppliesToBothSides() throws {
    let value = try values(
      L2.self, [[9, 0, 0, 0, 0, 0]], [[-9, 0, 0, 0, 0, 0]], clip: [-1, 0.5])
    #expect(value == [1.5])
  }

  @Test func aNumberThatIsNoneGivesNaN() throws {
    let result = try values(L2.self, [Sample.holed, Sample.ramp], [Sample.ramp, Sample.ramp])
    #expect(result[0].isNaN && result[1] == 0)
  }
}
