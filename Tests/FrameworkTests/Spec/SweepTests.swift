import Testing

@testable import Framework

@Suite struct SweepTests {
  private func labels(_ changes: [String: JSON?]) throws -> [[String]] {
    try SpecFixture.experiment(changes).runs.map { $0.variants.map(\.label) }
  }

  @Test func sweepsInAnEntryMultiplyFirstSlowest() throws {
    let entry: JSON = [
      "name": "blur", "strength": ["sweep": [0.1, 0.2]], "rank": ["sweep": [3, "all"]],
    ]
    #expect(
      try labels(["denoisers": [["name": "keyed", "size": 1], entry]]) == [
        [
          "keyed", "blur[strength=0.1,rank=3]", "blur[strength=0.1,rank=all]",
          "blur[strength=0.2,rank=3]", "blur[strength=0.2,rank=all]",
        ]
      ])
  }

  @Test func sweptValuesReachTheDenoiser() throws {
    let run = try SpecFixture.experiment([
      "denoisers": [["name": "blur", "rank": ["sweep": [3, 4]], "strength": 0.5]]
    ]).runs[0]
    #expect(run.variants.map { $0.denoiser.parameters["rank"] } == [3, 4])
    #expect(run.variants.allSatisfy { $0.denoiser.parameters["strength"] == 0.5 })
  }

  @Test func entriesDoNotMultiplyEachOther() throws {
    let entry: JSON = ["name": "blur", "rank": ["sweep": [1, 2]]]
    let other: JSON = ["name": "keyed", "size": ["sweep": [3, 4, 5]]]
    #expect(
      try labels(["denoisers": [entry, other]]) == [
        ["blur[rank=1]", "blur[rank=2]", "keyed[size=3]", "keyed[size=4]", "keyed[size=5]"]
      ])
  }

  @Test func sweepsOfNestedObjectsAndLists() throws {
    let labels = try labels([
      "schedule": ["name": "ddpm-linear", "steps": 2],
      "denoisers": [
        [
          "name": "blur", "dataset": ["name": "dots", "limit": ["sweep": [3, 5]]],
          "strength": [["sweep": [0.1, 0.2]], 0.3],
        ]
      ],
    ])
    #expect(
      labels == [
        [
          "blur[limit=3,strength=0.1]", "blur[limit=3,strength=0.2]",
          "blur[limit=5,strength=0.1]", "blur[limit=5,strength=0.2]",
        ]
      ])
  }

  /// A denoiser that is itself a parameter of another.
  @Test func nestedDenoisersMultiplyTheirEntry() {
    let spec: JSON = [
      "denoisers": [
        [
          "name": "a", "heatmaps": ["from": ["name": "b", "rank": ["sweep": [1, 2]]]],
          "thresholds": ["sweep": [0.1, 0.2, 0.3]],
        ]
      ]
    ]
    let issues = IssueCollector()
    let sweeps = Sweeps(of: spec, issues: issues)
    #expect(issues.issues.isEmpty && sweeps.runs.isEmpty)
    let choices = Sweeps.product(of: sweeps.variants[0] ?? [])
    #expect(choices.count == 6)
    #expect(
      choices[0].map(\.path.description) == [
        "denoisers[0].heatmaps.from.rank", "denoisers[0].thresholds",
      ])
    let chosen = spec.applying(choices[5])
    #expect(
      chosen["denoisers"]?.array?[0]
        == ["name": "a", "heatmaps": ["from": ["name": "b", "rank": 2]], "thresholds": 0.3])
  }

  @Test func sweepsOutsideTheEntriesAreRunsOfTheirOwn() throws {
    let experiment = try SpecFixture.experiment([
      "seed": ["sweep": [1, 2]], "dataset": ["name": "dots", "limit": ["sweep": [4, 8]]],
    ])
    #expect(experiment.runs.count == 4)
    // In the order of the spec: the data set stands before the seed.
    #expect(
      experiment.runs.map { $0.swept.map { "\($0.path)=\($0.value.canonicalText)" } } == [
        ["dataset.limit=4", "seed=1"], ["dataset.limit=4", "seed=2"],
        ["dataset.limit=8", "seed=1"], ["dataset.limit=8", "seed=2"],
      ])
    #expect(experiment.runs.map(\.seed) == [1, 2, 1, 2])
    #expect(experiment.runs.map { $0.dataset.options.limit.value } == [4, 4, 8, 8])
  }

  @Test func wholeObjectsMayBeSwept() throws {
    let runs = try SpecFixture.experiment([
      "schedule": ["sweep": [["name": "karras", "steps": 3], "cosine"]],
      "denoisers": [["sweep": [["name": "blur"], ["name": "keyed", "size": 2]]]],
    ]).runs
    #expect(runs.map(\.schedule.name) == ["karras", "cosine", "karras", "cosine"])
    #expect(
      runs.map { $0.variants.map(\.label) } == [["blur"], ["blur"], ["keyed"], ["keyed"]])
  }

  @Test func runsAreNamedByTheirSweeps() throws {
    let runs = try SpecFixture.experiment([
      "seed": ["sweep": [1, 2]], "schedule": ["name": "karras", "rho": ["sweep": [5.5]]],
    ]).runs
    #expect(runs.map(\.name) == ["schedule.rho=5.5,seed=1", "schedule.rho=5.5,seed=2"])
    #expect(try SpecFixture.experiment().runs[0].name == "")
    #expect(
      try SpecFixture.messages(["seed": ["sweep": [1, 2, 1.0]]]) == [
        "error: the sweeps make the run \"seed=1\" twice; remove the repeated value"
      ])
  }

  // MARK: Moving together

  @Test func zipWithinAnEntry() throws {
    let entry: JSON = [
      "name": "blur", "strength": ["sweep": [0.1, 0.2]], "rank": ["sweep": [3, 4]],
    ]
    #expect(
      try labels([
        "denoisers": [entry], "zip": [["denoisers.blur.rank", "denoisers[0].strength"]],
      ]) == [["blur[rank=3,strength=0.1]", "blur[rank=4,strength=0.2]"]])
  }

  @Test func zipAcrossEntriesZipsEachByItself() throws {
    let entry: JSON = [
      "name": "blur", "strength": ["sweep": [0.1, 0.2]], "rank": ["sweep": [3, 4]],
    ]
    let other: JSON = ["name": "keyed", "size": ["sweep": [5, 6]]]
    #expect(
      try labels([
        "denoisers": [entry, other],
        "zip": [["denoisers[0].strength", "denoisers[0].rank", "denoisers[1].size"]],
      ]) == [
        [
          "blur[strength=0.1,rank=3]", "blur[strength=0.2,rank=4]", "keyed[size=5]",
          "keyed[size=6]",
        ]
      ])
  }

  @Test func zipWithARunWideKeyMakesRuns() throws {
    let runs = try SpecFixture.experiment([
      "seed": ["sweep": [7, 8]],
      "denoisers": [
        ["name": "blur", "rank": ["sweep": [3, 4]], "strength": ["sweep": [0, 0.5]]]
      ],
      "zip": [["seed", "denoisers[0].rank"]],
    ]).runs
    #expect(runs.map(\.seed) == [7, 8])
    #expect(
      runs.map { $0.variants.map(\.label) } == [
        ["blur[strength=0]", "blur[strength=0.5]"], ["blur[strength=0]", "blur[strength=0.5]"],
      ])
    #expect(runs[0].variants.allSatisfy { $0.denoiser.parameters["rank"] == 3 })
    #expect(runs[1].variants.allSatisfy { $0.denoiser.parameters["rank"] == 4 })
  }

  @Test func zipNeedsEqualLengths() throws {
    let messages = try SpecFixture.messages([
      "seed": ["sweep": [1, 2, 3]], "samples": ["sweep": [4, 5]], "zip": [["seed", "samples"]],
    ])
    #expect(
      messages == [
        "error: zip[0]: sweeps that move together need equally many values, found seed: 3, "
          + "samples: 2"
      ])
  }

  @Test(arguments: [
    ("samples", "zip[0][1]: nothing is swept at \"samples\"; there are no sweeps"),
    ("sed", "zip[0][1]: nothing is swept at \"sed\""),
    ("seed", "zip[0][1]: nothing is swept at \"seed\""),
    ("denoisers.blr.rank", "there is no \"blr\" in denoisers; did you mean \"blur\"?"),
  ])
  func zipNamesSweeps(_ path: String, _ message: String) throws {
    let messages = try SpecFixture.messages([
      "seed": ["sweep": [1, 2]], "zip": [["seed", .string(path)]],
    ])
    #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
  }

  // MARK: Mistakes

  @Test func aSweepHasNoSweepInside() throws {
    let text = """
      {"version": 1, "name": "a", "task": "sampling", "dataset": {"name": "dots"},
       "denoisers": ["blur"],
       "seed": {"sweep": [1, {"sweep": [2, 3]}]}}
      """
    let spec = try JSONParser.parse(text: text, file: "a.json")
    let issues = try #require(throws: SpecIssues.self) {
      try Experiment(spec, catalogue: SpecFixture.catalogue())
    }
    #expect(
      issues.issues[0].description.hasPrefix(
        "a.json:3:24: error: seed: a sweep may not stand inside a sweep"))
  }

  @Test(
    arguments: [
      (["sweep": []], "a sweep needs a list with at least one value"),
      (["sweep": 3], "a sweep needs a list with at least one value"),
      (["sweep": [1], "from": 2], "\"sweep\" stands alone: {\"sweep\": [v1, v2, …]}"),
    ] as [(JSON, String)])
  func brokenSweeps(_ sweep: JSON, _ message: String) throws {
    #expect(try SpecFixture.messages(["seed": sweep])[0] == "error: seed: " + message)
  }

  /// They belong to the whole results folder.
  @Test(arguments: ["version", "name", "task"])
  func someKeysCannotBeSwept(_ key: String) throws {
    let messages = try SpecFixture.messages([key: ["sweep": ["generate", "denoise"]]])
    #expect(messages.count == 1 && messages[0].contains("error: \(key): expected "))
    #expect(messages[0].contains("found an object"))
  }

  @Test func explosionsAreRefusedBeforeTheyHappen() throws {
    let thousand = JSON.array((1...1001).map(JSON.integer))
    func expectRefusal(_ changes: [String: JSON?], _ sizes: String) throws {
      let messages = try SpecFixture.messages(changes)
      #expect(messages.count == 1 && messages[0].contains("more than 1000000 units (\(sizes))"))
    }
    let sweep: JSON = ["sweep": thousand]
    try expectRefusal(["seed": sweep, "samples": sweep], "samples: 1001, seed: 1001")
    try expectRefusal(
      ["denoisers": [["name": "blur", "rank": sweep, "label": sweep]]],
      "denoisers[0].rank: 1001, denoisers[0].label: 1001")
    try expectRefusal(
      ["seed": sweep, "denoisers": [["name": "blur", "rank": sweep]]],
      "seed: 1001, denoisers[0].rank: 1001")
    // 2⁸⁰ combinations overflow no counter.
    let bits = JSON.array((0..<80).map { _ in ["sweep": [0.1, 0.2]] })
    let messages = try SpecFixture.messages(["denoisers": [["name": "blur", "strength": bits]]])
    #expect(messages.count == 1 && messages[0].contains("more than 1000000 units"))
  }

  @Test func sizesCountSweepsThatMoveTogetherOnce() throws {
    let thousand = JSON.array((1...1001).map(JSON.integer))
    let spec = SpecFixture.spec([
      "seed": ["sweep": thousand], "samples": ["sweep": thousand], "zip": [["seed", "samples"]],
    ])
    let sweeps = Sweeps(of: spec, issues: IssueCollector())
    #expect(Sweeps.size(of: sweeps.runs) == 1001)
    #expect(sweeps.sizes == "seed with samples: 1001")
  }
}
