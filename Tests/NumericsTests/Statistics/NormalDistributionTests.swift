import Testing

@testable import LocusNumerics

@Suite struct NormalDistributionTests {
  struct Case: Decodable {
    let z, survival, p, quantile: Double?
  }

  @Test func agreesWithSciPy() throws {
    for c in try StatisticsFixture<Case>.load("normal") {
      if let z = c.z, let survival = c.survival {
        #expect(agreesRelatively(NormalDistribution.survival(z), survival), "z \(z)")
        #expect(NormalDistribution.cumulative(-z) == NormalDistribution.survival(z))
      } else {
        let (p, quantile) = (try #require(c.p), try #require(c.quantile))
        #expect(agreesRelatively(NormalDistribution.quantile(p), quantile), "p \(p)")
      }
    }
  }

  @Test func ends() {
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    for p in [-0.1, 1.1, .nan] { #expect(NormalDistribution.quantile(p).isNaN) }
    #expect(NormalDistribution.survival(.infinity) == 0)
    #expect(NormalDistribution.pValue(.nan, alternative: .twoSided).isNaN)
    #expect(NormalDistribution.pValue(0, alternative: .twoSided) == 1)
  }
}
