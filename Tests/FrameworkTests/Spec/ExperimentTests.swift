import Testing

@testable import Framework

@Suite struct ExperimentTests {
  private let reference: JSON = ["name": "keyed", "size": 1]

  private func run(_ changes: [String: JSON?] = [:]) throws -> RunSpec {
    try SpecFixture.experiment(changes).runs[0]
  }

  @Test func defaults() throws {
    let run = try run()
    #expect(run.task.name == "sampling" && run.seed == 0 && run.samples == nil)
    #expect(run.schedule.name == "ddpm-linear" && run.levels.count == 10)
    #expect(run.dataset.options.split == .train && run.dataset.options.offset == 0)
    #expect(run.dataset.options.limit.value == nil && !run.dataset.options.flip)
    #expect(run.dataset.options.classes.value == nil)
    #expect(run.dataset.options.plant.value == nil)
    #expect(run.reference == nil && run.metrics.isEmpty && run.significance == nil)
    #expect(run.inputs == nil && run.noise == nil && !run.saveArrays)
  }

  @Test func pluginsMayBeJustNames() throws {
    let run = try run([
      "dataset": "dots", "schedule": "karras", "reference": "blur", "denoisers": ["blur"],
      "metrics": ["gap", "gap-squared"],
    ])
    #expect(run.dataset.name == "dots" && run.schedule.name == "karras")
    #expect(run.reference?.label == "blur" && run.variants.map(\.label) == ["blur"])
    #expect(run.metrics.map(\.name) == ["gap", "gap-squared"])
  }

  @Test func wordsStandForLeavingOut() throws {
    let run = try run([
      "samples": "all", "noise": "none", "inputs": "none", "reference": "none",
      "metrics": "default", "significance": "default",
    ])
    #expect(run.samples == nil && run.noise == nil && run.inputs == nil)
    #expect(run.reference == nil && run.metrics.isEmpty && run.significance == nil)
  }

  @Test func significanceDefaultsToTheLastVariantAgainstAll() throws {
    let two: JSON = ["blur", ["name": "blur", "label": "b"]]
    let metrics: JSON = ["gap"]
    let options = try run(["reference": reference, "metrics": metrics, "denoisers": two])
      .significance
    #expect(options?.candidate.value == nil && options?.against.value == nil)
    #expect(options?.test == .paired && options?.alternative == .twoSided)
    #expect(options?.correction == .holm && options?.alpha == 0.05)
    #expect(try run(["reference": reference, "metrics": metrics]).significance == nil)
    #expect(try run(["denoisers": two]).significance == nil)
  }

  @Test func significanceAsGiven() throws {
    let options = try run([
      "reference": reference, "metrics": ["gap"],
      "denoisers": ["blur", ["name": "blur", "label": "b"], ["name": "blur", "label": "c"]],
      "significance": [
        "candidate": "b", "against": ["c"], "test": "welch", "alternative": "greater",
        "correction": "bh", "alpha": 0.01,
      ],
    ]).significance
    #expect(options?.candidate.value == "b" && options?.against.value == ["c"])
    #expect(options?.test == .welch && options?.alternative == .greater)
    #expect(options?.correction == .bh && options?.alpha == 0.01)
  }

  @Test func inputsOfEveryKind() throws {
    func inputs(_ json: JSON) throws -> Inputs? {
      try run([
        "task": "answering", "inputs": json, "reference": reference, "metrics": ["gap"],
      ]).inputs
    }
    guard
      case .forward(.train, 7) = try inputs(["source": "forward", "split": "train", "offset": 7])
    else {
      Issue.record("forward inputs")
      return
    }
    #expect(try inputs(["source": "forward"])?.mode == "forward")
    #expect(try inputs(["source": "reverse"])?.mode == "reverse")
    #expect(try inputs(["source": "candidate"])?.mode == "single_step")
    #expect(try inputs(["source": "npy", "path": "a.npy"])?.mode == "npy")
  }

  /// Levels of given inputs take the place of the schedule's, and set the number of steps.
  @Test func givenLevels() throws {
    let changes: [String: JSON?] = [
      "task": "answering",
      "inputs": ["source": "npy", "path": "a.npy", "levels": [[1, 0.5], [0.6, 0.8], [1, 80]]],
    ]
    let run = try run(
      changes.merging(["denoisers": [["name": "blur", "strength": [0.1, 0.2, 0.3]]]]) { $1 })
    #expect(run.levels.map(\.signal) == [1, 0.6, 1])
    #expect(run.levels.map(\.noise) == [0.5, 0.8, 80])
    #expect(run.levels.map(\.step) == [0, 1, 2])
    let wrong = changes.merging(["denoisers": [["name": "blur", "strength": [0.1, 0.2]]]]) { $1 }
    #expect(
      try SpecFixture.messages(wrong) == [
        "error: denoisers[0].strength: a per-step list needs one value for each of the 3 steps, "
          + "noisiest first; this one has 2"
      ])
  }

  /// Errors in one place do not hide those in another, and are not followed by false ones.
  @Test func everythingWrongIsReportedTogether() throws {
    let messages = try SpecFixture.messages([
      "version": 2, "seed": -1, "sampels": 3, "dataset": ["name": "dots", "limit": 0],
      "schedule": ["name": "karras", "sigma_min": 90], "reference": ["name": "keyed", "size": 10],
      "denoisers": [["name": "blur", "label": "a"], ["name": "blurr", "label": "b"]],
      "metrics": ["gap", "gap"], "significance": ["candidate": "b", "test": "t"],
      "inputs": ["source": "forwards"],
    ])
    let paths = messages.map { $0.split(separator: ":")[1].dropFirst() }
    #expect(
      Set(paths) == [
        "sampels", "version", "seed", "dataset.limit", "schedule", "inputs.source",
        "reference.size", "denoisers[1].name", "metrics[1]", "significance.test", "inputs",
      ])
    #expect(messages.count == 11)
  }

  @Test func metricsNeedAReferenceThatMayBeWrong() throws {
    #expect(
      try SpecFixture.messages(["metrics": ["gap"]]) == [
        "error: metrics: metrics compare with a reference, and this spec has none; add a "
          + "\"reference\" or leave \"metrics\" out"
      ])
    let messages = try SpecFixture.messages(["reference": ["name": "keyed"], "metrics": ["gap"]])
    #expect(messages.count == 1 && messages[0].contains("the required key \"size\""))
  }
}
