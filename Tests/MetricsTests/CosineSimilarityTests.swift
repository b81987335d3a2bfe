import Testing

@testable import Metrics

@Suite struct CosineSimilarityTests {
  @Test func agreesWithNumPy() throws { try MetricFixture.check(CosineSimilarity.self) }

  @Test func isTheCosineOfTheAngle() throws {
    #expect(CosineSimilarity.direction == .higherIsBetter)
    let result = try values(
      CosineSimilarity.self,
      [
        Sample.ramp.map { 3 * $0 }, Sample.ramp.map { -$0 }, [1, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0],
      ],
      [Sample.ramp, Sample.ramp, [0, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]])
    for (actual, expected) in zip(result, [1, -1, 0, 0.5.squareRoot()]) {
      #expect(abs(actual - expected) < 1e-14)
    }
  }

  @Test func anImageOfZerosHasNoDirection() throws {
    let zero = Sample.constant(0)
    let result = try values(
      CosineSimilarity.self, [zero, Sample.ramp, zero], [Sample.ramp, zero, zero])
    #expect(result.allSatisfy { $0.isNaN })
  }

  @Test func clippingAppliesToBothSides() throws {
    let result = try values(
      CosineSimilarity.self, [[9, 1, 0, 0, 0, 0]], [[1, 7, 0, 0, 0, 0]], clip: [-1, 1])
    #expect(abs(result[0] - 1) < 1e-14)
  }

  @Test func aNumberThatIsNoneGivesNaN() throws {
    let result = try values(
      CosineSimilarity.self, [Sample.holed, Sample.other], [Sample.ramp, Sample.other])
    #expect(result[0].isNaN && abs(result[1] - 1) < 1e-14)
  }
}
