import Foundation
import Framework
import Testing

@testable import Runner

/// What is computed again and what is not, whatever changes between two runs.
@Suite(.serialized) struct ReuseTests {
  /// Answers shrunken images and counts how often it was asked.
  struct Counting: Denoiser {
    static let name = "counting"
    static let summary = "Shrinks the noisy image; counts its evaluations"
    struct Parameters: ParameterSet {
      @Parameter("Factor.", in: 0...1)
      var factor = 0.5
      init() {}
    }
    static let evaluations = Locked(0)
    /// Asks the run to stop at an evaluation.
    static let stop = Locked<(at: Int, interrupt: Interrupt)?>(nil)
    let factor: Double
    init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
      factor = parameters.factor
    }
    func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
      let count = Self.evaluations.withLock { value in
        value += 1
        return value
      }
      if let stop = Self.stop.withLock({ $0 }), count == stop.at { stop.interrupt.request() }
      return noisy.map { $0 * factor }
    }
  }

  private let sandbox: Sandbox
  private let catalogue: Catalogue

  init() throws {
    sandbox = try Sandbox()
    catalogue = try Catalogue.standard().adding(Counting.self)
  }

  private static func spec(_ changes: KeyValuePairs<String, JSON> = [:]) -> JSON {
    var spec = Sandbox.spec(["denoisers": ["counting", ["name": "nearest"]], "samples": 9])
    for (key, value) in changes { spec[key] = value }
    return spec
  }

  /// Runs a spec; how often the counting denoiser was asked.
  private func evaluations(
    _ spec: JSON, _ words: String..., expecting code: ExitCode = .done
  ) throws -> Int {
    Counting.evaluations.withLock { $0 = 0 }
    let path = try sandbox.write(spec)
    let words = ["run", path] + words + ["--output", sandbox.path("out"), "--quiet"]
    let interrupt = Counting.stop.withLock { $0?.interrupt } ?? Interrupt()
    let tool = Tool(catalogue: catalogue)
    do {
      #expect(try tool.dispatch(words, arguments: words, interrupt: interrupt) == code)
    } catch is UsageError {
      #expect(code == .usage)
    }
    return Counting.evaluations.withLock { $0 }
  }

  /// Three steps of two units.
  private static let all = 6

  static let free: [(what: String, changes: [(String, JSON)])] = [
    ("another metric", [("metrics", ["r2", "mse", "pearson"])]),
    ("a metric less", [("metrics", ["mse"])]),
    ("arrays not saved", [("save_arrays", false)]),
    ("another reference", [("reference", ["name": "wiener", "rank": 3])]),
    ("no reference", [("reference", JSON(.null))]),
    ("a variant more", [("denoisers", ["counting", "optimal", "nearest"])]),
    ("a label", [("denoisers", [["name": "counting", "label": "mine"], "nearest"])]),
    ("another candidate", [("significance", ["candidate": "counting"])]),
  ]

  /// The estimates are recorded: only what is new about them is computed.
  @Test(arguments: free.indices) func estimatesAreKept(_ number: Int) throws {
    let (what, changes) = Self.free[number]
    #expect(try evaluations(Self.spec(["save_arrays": true])) == Self.all)
    var spec = Self.spec(["save_arrays": true])
    for (key, value) in changes { spec[key] = value.isNull ? JSON?.none : value }
    #expect(try evaluations(spec, "--force") == 0, "\(what)")
    // And the tables are those of a run from nothing.
    let fresh = try Sandbox()
    let path = try fresh.write(spec)
    #expect(try fresh.locus("run", path, catalogue: catalogue) == .done)
    for file in ["samples.csv", "summary.csv", "significance.csv"] {
      #expect(
        try sandbox.data("out/little/\(file)") == fresh.data("out/little/\(file)"),
        "\(what): \(file)")
    }
  }

  static let dear: [(what: String, changes: [(String, JSON)], evaluations: Int)] = [
    ("another seed", [("seed", 4)], all),
    ("other data", [("dataset", ["name": "synthetic", "images": 61, "resolution": 8])], all),
    ("another parameter", [("denoisers", [["name": "counting", "factor": 0.25]])], all),
    ("more samples", [("samples", 17)], 3 * 3),
    ("arrays saved", [("save_arrays", true)], all),
  ]

  @Test(arguments: dear.indices) func whatChangesNumbersIsComputed(_ number: Int) throws {
    let (what, changes, count) = Self.dear[number]
    #expect(try evaluations(Self.spec()) == Self.all)
    var spec = Self.spec()
    for (key, value) in changes { spec[key] = value }
    // Nine samples end in a unit of one, seventeen in another unit.
    let expected = what == "more samples" ? 6 : count
    #expect(try evaluations(spec, "--force") == expected, "\(what)")
  }

  @Test func aRenamedExperimentGoesOn() throws {
    #expect(try evaluations(Self.spec()) == Self.all)
    #expect(try evaluations(Self.spec(["name": "renamed"])) == 0)
    #expect(
      try sandbox.data("out/renamed/significance.csv")
        == sandbox.data("out/little/significance.csv"))
    // Damage of the first folder is no matter to the second: files are replaced, not written into.
    let unit = try sandbox.files("out/little/units").first { $0.hasSuffix(".json") }!
    try FileManager.default.removeItem(atPath: sandbox.path("out/little/units/\(unit)"))
    #expect(try evaluations(Self.spec(["name": "renamed"])) == 0)
  }

  /// What a program opens is not known: its units stay in the folder that they were computed in.
  @Test func unitsOfAProgramAreNotTakenOver() throws {
    let entry: JSON = ["name": "process", "command": ["cat"]]
    for (extra, isTaken) in [([:], false), (["files": [.string(sandbox.path("spec.json"))]], true)]
      as [(JSON, Bool)]
    {
      var process = entry
      for member in extra.members! { process[member.key] = member.value }
      let path = try sandbox.write(
        Self.spec(["denoisers": [process, "counting"], "reference": "counting"]))
      let arguments = try CommandLineArguments([path], options: [])
      let job = try Job(
        CommandContext(
          catalogue: catalogue, arguments: [], environment: [:], work: Work(),
          interrupt: Interrupt()), arguments, command: "run")
      let units = job.plan.runs[0].models.map { Set($0.units.map(\.id)) }
      #expect(
        job.plan.adoptable
          == (isTaken ? units[0].union(units[1]).union(units[2]) : units[0].union(units[2])))
    }
  }

  /// A spec that was edited in its results folder is not the experiment of the tables beside it.
  @Test func anEditedSpecIsRefused() throws {
    #expect(try evaluations(Self.spec()) == Self.all)
    let url = sandbox.folder.appendingPathComponent("out/little/spec.json")
    var spec = try JSONParser.parse([UInt8](Data(contentsOf: url)), file: "spec")
    spec["dataset"] = ["name": "synthetic", "images": 61, "resolution": 8]
    try Data(spec.prettyText().utf8).write(to: url)
    let words = ["run", url.path, "--output", sandbox.path("out"), "--quiet"]
    let tool = Tool(catalogue: catalogue)
    let error = #expect(throws: RunError.self) { try tool.dispatch(words, arguments: words) }
    #expect(error?.description.contains("was changed after its results were made") == true)
    // The experiment itself writes it anew.
    #expect(try evaluations(Self.spec()) == 0)
    #expect(try tool.dispatch(words, arguments: words) == .done)
  }

  @Test func labelsMayBeGivenAsTheSpecWritesThem() throws {
    let spec = Self.spec(["denoisers": [["name": "counting", "label": "λ = 0.5"], "nearest"]])
    #expect(try evaluations(spec) == Self.all)
    #expect(try evaluations(spec, "--recompute", "λ = 0.5") == Self.all)
  }

  @Test func recomputeComputesAgain() throws {
    #expect(try evaluations(Self.spec()) == Self.all)
    #expect(try evaluations(Self.spec()) == 0)
    #expect(try evaluations(Self.spec(), "--recompute", "nearest") == 0)
    #expect(try evaluations(Self.spec(), "--recompute", "counting") == Self.all)
    #expect(try evaluations(Self.spec(), "--recompute", "nearest", "--recompute", "counting") == 6)
    #expect(try evaluations(Self.spec(), "--recompute", "all") == Self.all)
    #expect(try evaluations(Self.spec(), "--recompute", "countin", expecting: .usage) == 0)
    #expect(try evaluations(Self.spec()) == 0)
  }

  /// What an interrupted run leaves is complete or lies apart.
  @Test func anInterruptedRunKeepsTheTables() throws {
    #expect(try evaluations(Self.spec()) == Self.all)
    let before = try sandbox.data("out/little/summary.csv")
    let longer = Self.spec(["samples": 200])
    Counting.stop.withLock { $0 = (4, Interrupt()) }
    defer { Counting.stop.withLock { $0 = nil } }
    let done = try evaluations(longer, expecting: .interrupted)
    #expect(done > 0 && done < 60)
    #expect(try sandbox.data("out/little/summary.csv") == before)
    #expect(FileManager.default.fileExists(atPath: sandbox.path("out/little/partial/summary.csv")))
    #expect(
      try sandbox.locus("export", sandbox.path("out/little"), catalogue: catalogue) == .unitsFailed)
    #expect(try sandbox.data("out/little/summary.csv") == before)
    Counting.stop.withLock { $0 = nil }
    // 25 units, of which the first was there.
    #expect(try evaluations(longer) + done == 24 * 3)
    #expect(!FileManager.default.fileExists(atPath: sandbox.path("out/little/partial")))
    let fresh = try Sandbox()
    #expect(try fresh.locus("run", try fresh.write(longer), catalogue: catalogue) == .done)
    #expect(
      try sandbox.data("out/little/summary.csv") == fresh.data("out/little/summary.csv"))
  }

  @Test func arraysOfVariantsThatAreGoneGo() throws {
    _ = try evaluations(Self.spec(["save_arrays": true]))
    let arrays = ["counting", "nearest", "reference.wiener"].flatMap {
      ["\($0).npy", "\($0).xt.npy"]
    }
    #expect(try sandbox.files("out/little/arrays") == arrays)
    _ = try evaluations(Self.spec(["save_arrays": true, "denoisers": ["counting"]]))
    #expect(try sandbox.files("out/little/arrays") == arrays.filter { !$0.hasPrefix("nearest") })
    _ = try evaluations(Self.spec(["save_arrays": false]))
    #expect(try sandbox.files("out/little/arrays") == [])
  }

  static let differences: [(changes: [(String, JSON)], says: String)] = [
    ([("seed", 4)], #""seed" not given instead of 4"#),
    ([("task", "denoise")], #""task" "generate" instead of "denoise""#),
    (
      [("dataset", ["name": "synthetic", "images": 61, "resolution": 8])],
      #""dataset.images" 60 instead of 61"#
    ),
    (
      [("schedule", ["name": "karras"])],
      #""schedule.name" "ddpm-linear" instead of "karras", "schedule.steps" 3 instead of not given"#
    ),
  ]

  @Test(arguments: differences.indices) func anotherExperimentIsToldByItsKeys(_ number: Int) {
    let (changes, says) = Self.differences[number]
    var spec = Self.spec()
    for (key, value) in changes { spec[key] = value }
    #expect(SpecDifference.text(SpecDifference.between(Self.spec(), spec)) == says)
  }
}
