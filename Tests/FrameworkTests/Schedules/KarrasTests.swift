import Testing

@testable import Framework

@Suite struct KarrasTests {
  @Test func levelsAgreeWithTheFormula() throws { try checkLevels(of: Karras.self) }

  @Test func levelsAgreeWithTheRelease() throws {
    let recorded = try ScheduleFixture.recorded("gray12_pspc_t")
    let schedule = try Karras(
      Karras.Parameters(["steps": 6, "sigma_min": 0.02, "sigma_max": 40]))
    #expect(recorded.count == 6)
    for (level, sigma) in zip(schedule.levels, recorded) {
      // Recorded as float32.
      #expect(abs(level.noise / sigma - 1) <= 1e-6)
      #expect(level.signal == 1)
      #expect(level.t == level.noise)
    }
  }

  @Test func theEndsAreTheGivenOnes() throws {
    let schedule = try Karras(Karras.Parameters())
    #expect(schedule.levels.count == 18)
    #expect(abs(schedule.levels[0].noise - 80) < 1e-10)
    #expect(abs(schedule.levels[17].noise - 0.002) < 1e-14)
    #expect(schedule.levels[0].startScale == schedule.levels[0].noise)
  }

  @Test(arguments: [(2.0, 2.0), (3.0, 2.0)])
  func sigmaMinLiesBelowSigmaMax(low: Double, high: Double) {
    let error = #expect(throws: SpecIssue.self) {
      try Karras(Karras.Parameters(["sigma_min": .number(low), "sigma_max": .number(high)]))
    }
    #expect(error?.message == "sigma_min (\(low)) must lie below sigma_max (\(high))")
  }

  @Test(arguments: ["sigma_min", "sigma_max", "rho"])
  func zeroIsRefused(key: String) {
    #expect(throws: SpecIssues.self) { try Karras.Parameters(.object([(key, .integer(0))])) }
  }
}
