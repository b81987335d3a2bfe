import Framework
import Testing

/// Levels at which no denoiser could work are refused with the spec, not met during a run.
struct ScheduleLevelsTests {
  @Test(arguments: [
    ["name": "ddpm-linear", "beta_start": 0.9, "beta_end": 0.999] as JSON,
    ["name": "karras", "rho": 0.001],
  ])
  func refusesLevelsWithoutSignalOrEnd(_ schedule: JSON) throws {
    let catalogue = try Catalogue(
      denoisers: [], datasets: [], schedules: BuiltInSchedules.all, metrics: [])
    let spec: JSON = ["version": 1, "name": "x", "task": "counting", "schedule": schedule]
    let error = #expect(throws: SpecIssues.self) { try Experiment(spec, catalogue: catalogue) }
    #expect(error?.description.contains("both must be finite and above 0") == true)
  }
}
