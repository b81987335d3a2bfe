import Testing

@testable import Framework

@Suite struct DDPMLinearTests {
  @Test func levelsAgreeWithTheFormula() throws { try checkLevels(of: DDPMLinear.self) }

  /// The release accumulates in float32.
  @Test func alphasAgreeWithTheRelease() throws {
    let recorded = try ScheduleFixture.recorded("gray12_alphas_cumprod")
    let cumulative = DDPMLinear.cumulativeAlphas(count: 1000, from: 1e-4, to: 0.02)
    #expect(recorded.count == cumulative.count)
    for (t, (actual, expected)) in zip(cumulative, recorded).enumerated() {
      #expect(abs(actual - expected) <= 2e-6, "t = \(t)")
    }
  }

  @Test func stepsAreLeading() throws {
    let schedule = try DDPMLinear(DDPMLinear.Parameters(["steps": 10]))
    #expect(schedule.levels.map(\.t) == [900, 800, 700, 600, 500, 400, 300, 200, 100, 0])
    let uneven = try DDPMLinear(DDPMLinear.Parameters(["steps": 3, "train_steps": 11]))
    #expect(uneven.levels.map(\.t) == [6, 3, 0])
  }

  /// As diffusers' schedulers give them with timestep_spacing "trailing".
  @Test func stepsMayBeTrailing() throws {
    func times(_ steps: Int) throws -> [Double] {
      try DDPMLinear(.init(["steps": .integer(steps), "spacing": "trailing"])).levels.map(\.t)
    }
    #expect(try times(10) == [999, 899, 799, 699, 599, 499, 399, 299, 199, 99])
    #expect(try times(7) == [999, 856, 713, 570, 428, 285, 142])
    #expect(try times(1) == [999])
  }

  /// What is new at its default is no part of a schedule's identity: finished units stay valid.
  @Test func newOptionsKeepTheIdentity() throws {
    let text = try DDPMLinear.Parameters().identity().canonicalText
    #expect(!text.contains("eta\"") && !text.contains("spacing"))
    let other = try DDPMLinear.Parameters(["eta": 1, "spacing": "trailing"]).identity()
    #expect(other["eta"] == .number(1) && other["spacing"] == "trailing")
  }

  @Test(arguments: [1, 10, 999, 1000])
  func levelsAreProperAndNoisiestFirst(steps: Int) throws {
    let schedule = try DDPMLinear(DDPMLinear.Parameters(["steps": .integer(steps)]))
    #expect(schedule.levels.count == steps)
    #expect(schedule.levels.allSatisfy { $0.signal > 0 && $0.noise > 0 })
    #expect(
      schedule.levels.allSatisfy { abs($0.signal * $0.signal + $0.noise * $0.noise - 1) < 1e-14 })
    for (level, next) in zip(schedule.levels, schedule.levels.dropFirst()) {
      #expect(level.noise > next.noise)
    }
  }

  @Test func moreStepsThanTrainStepsAreRefused() {
    let error = #expect(throws: SpecIssue.self) {
      try DDPMLinear(DDPMLinear.Parameters(["steps": 6, "train_steps": 5]))
    }
    #expect(error?.message == "steps (6) may not exceed train_steps (5)")
  }

  @Test(arguments: ["beta_start", "beta_end"], [0.0, 1.0, -0.1])
  func betasLieBetween0And1(key: String, value: Double) {
    let error = #expect(throws: SpecIssues.self) {
      try DDPMLinear.Parameters(.object([(key, .number(value))]))
    }
    #expect(error?.description.contains("\(key): expected a number in (0, 1)") == true)
  }
}
