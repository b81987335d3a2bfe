import Foundation
import Framework
import Testing

@testable import Runner

/// What is said although nothing is wrong: shown by `plan` and `run`, kept with the results, and no
/// part of a unit's identity.
struct RemarksTests {
  private func plan(
    _ changes: KeyValuePairs<String, JSON>, in sandbox: Sandbox
  ) throws -> Plan {
    let experiment = try Experiment.load(
      sandbox.write(Sandbox.spec(changes)), overrides: [], catalogue: .standard(),
      environment: [:])
    return try Plan(experiment, library: DataLibrary())
  }

  private func remarks(_ changes: KeyValuePairs<String, JSON>) throws -> [String] {
    try plan(changes, in: Sandbox()).remarks
  }

  @Test func aSoundSpecHasNone() throws {
    #expect(try remarks([:]).isEmpty)
    #expect(try remarks(["seed": ["sweep": [1, 2]]]).isEmpty)
  }

  @Test func eachIsSaidOnce() throws {
    let remarks = try remarks([
      "dataset": ["name": "synthetic", "images": 60, "resolution": 8, "limit": 100],
      "seed": ["sweep": [1, 2]],
    ])
    #expect(
      remarks == [
        "synthetic: \"limit\" is 100, and there are 60 images to choose from; all of these are used"
      ])
  }

  // MARK: Where sampling starts

  /// DDIM's first t is (k - 1)·⌊1000/k⌋, wherever that lies.
  @Test(
    arguments: [
      (10, nil), (50, nil), (1000, nil), (3, nil), (1, "t = 0"), (2, "t = 500"), (501, "t = 500"),
      (600, "t = 599 (ddpm-linear, 600 steps), where noisy images have the signal 0.16"),
    ] as [(Int, String?)])
  func aStartThatIsNotNoiseIsSaid(steps: Int, expected: String?) throws {
    let remarks = try remarks(["schedule": ["name": "ddpm-linear", "steps": .integer(steps)]])
    #expect(remarks.count == (expected == nil ? 0 : 1), "\(remarks)")
    if let expected { #expect(remarks.first?.contains(expected) == true, "\(remarks)") }
  }

  /// Errors at images that the denoisers were fitted to are no errors at new ones.
  @Test func noisedTrainingImagesAreSaid() throws {
    let seen = try remarks(["task": "denoise", "inputs": ["source": "forward", "split": "train"]])
    #expect(seen.count == 1 && seen[0].contains("of the split \"train\""), "\(seen)")
  }

  /// Images that are noised, and not sampled, may start at any level.
  @Test func noisedImagesStartAnywhere() throws {
    let forward: JSON = ["source": "forward"]
    let short: JSON = ["name": "ddpm-linear", "steps": 1]
    #expect(try remarks(["task": "denoise", "schedule": short, "inputs": forward]).isEmpty)
    #expect(
      try remarks(["task": "denoise", "schedule": short, "inputs": ["source": "reverse"]]).count
        == 1)
  }

  // MARK: Sweeps that change nothing

  @Test func aSeedThatChoosesNoNoiseIsSaid() throws {
    let sandbox = try Sandbox()
    try NpyArray((0..<128).map { $0 % 2 == 0 ? 1 : -1 } as [Float], shape: [2, 1, 8, 8])
      .write(to: sandbox.folder.appendingPathComponent("noise.npy"))
    let dataset: JSON = ["name": "synthetic", "images": 60, "resolution": 8, "channels": 1]
    let said = try plan(
      [
        "dataset": dataset, "noise": "noise.npy", "samples": 2, "seed": ["sweep": [1, 2]],
      ], in: sandbox
    ).remarks
    #expect(said.count == 1)
    #expect(said[0].hasPrefix("\"seed\" is swept, but the samples start from the given noise"))
    let fixed = try plan(["dataset": dataset, "noise": "noise.npy", "samples": 2], in: sandbox)
    #expect(fixed.remarks.isEmpty)
  }

  /// Pixels in place of noise.
  @Test(arguments: [(Float(0.5), "0.25"), (128, "1.64e+04")])
  func noiseOfAnotherScaleIsSaid(value: Float, square: String) throws {
    let sandbox = try Sandbox()
    try NpyArray([Float](repeating: value, count: 128), shape: [2, 1, 8, 8])
      .write(to: sandbox.folder.appendingPathComponent("noise.npy"))
    let dataset: JSON = ["name": "synthetic", "images": 60, "resolution": 8, "channels": 1]
    let noise = try plan(["dataset": dataset, "noise": "noise.npy", "samples": 2], in: sandbox)
    #expect(
      noise.remarks == [
        "the mean square of the given noise is \(square), where unit variance is expected"
      ])
    try NpyArray([Float](repeating: value, count: 128), shape: [1, 2, 1, 8, 8])
      .write(to: sandbox.folder.appendingPathComponent("xt.npy"))
    let inputs: JSON = ["source": "npy", "path": "xt.npy", "levels": [[0.6, 0.8]]]
    let given = try plan(
      ["task": "denoise", "dataset": dataset, "samples": 2, "inputs": inputs], in: sandbox)
    #expect(
      given.remarks == [
        "the mean square of the given inputs of step 0 is \(square), where 0.64 to 1 is expected"
      ])
  }

  @Test func runsWithTheSameUnitsAreSaid() throws {
    let remarks = try remarks([
      "dataset": [
        "name": "synthetic", "images": 60, "resolution": 8, "limit": ["sweep": [60, 70]],
      ]
    ])
    #expect(remarks.count == 2)
    #expect(
      remarks.last
        == "the runs dataset.limit=60 and dataset.limit=70 are one: what differs between "
        + "them changes no number")
  }

  /// How long a program may take changes none of its numbers.
  @Test func variantsWithTheSameUnitsAreSaid() throws {
    let remarks = try remarks([
      "denoisers": [
        ["name": "process", "command": ["cat"], "timeout": ["sweep": [1, 2]]], "nearest",
      ]
    ])
    #expect(remarks.count == 3)
    #expect(remarks[0].hasPrefix("process[timeout=1]: what the program opens beside the files in"))
    #expect(
      remarks.last
        == "process[timeout=1] and process[timeout=2] are one: what differs between them changes no "
        + "number")
  }

  /// There are 64 components.
  @Test func variantsWithTheSameNumbersAreToldUnderTheTable() throws {
    let sandbox = try Sandbox()
    let wiener: JSON = ["name": "wiener", "rank": ["sweep": [64, 100, 5]]]
    try sandbox.write(Sandbox.spec(["denoisers": ["optimal", wiener], "samples": 4]))
    #expect(try sandbox.locus("run", sandbox.path("spec.json")) == .done)
    let folder = sandbox.folder.appendingPathComponent("out/little")
    let index = try ResultIndex(contentsOf: folder.appendingPathComponent("plan.json"))
    #expect(
      Results(index, folder: ResultsFolder(folder)).footers == [
        "Remark: wiener[rank=64] and wiener[rank=100] have the same numbers: what differs between "
          + "them changed nothing."
      ])
  }

  /// What was said before the run stands in its output once, and so do repeated numbers.
  @Test(.enabled(if: OutputTests.tool != nil)) func aRunSaysThemOnce() throws {
    let sandbox = try Sandbox()
    let dataset: JSON = ["name": "synthetic", "images": 60, "resolution": 8, "limit": 100]
    let wiener: JSON = ["name": "wiener", "rank": ["sweep": [64, 100]]]
    let spec = try sandbox.write(
      Sandbox.spec(["dataset": dataset, "samples": 4, "denoisers": [wiener]]))
    let (status, text) = try ChildProgram.run(
      try #require(OutputTests.tool),
      ["run", spec, "--output", sandbox.path("out"), "--quiet", "--no-report"])
    #expect(status == 0)
    #expect(text.split(separator: "\n").count { $0.hasPrefix("Remark: ") } == 2, "\(text)")
    #expect(text.components(separatedBy: "\"limit\" is 100").count == 2, "\(text)")
    #expect(text.components(separatedBy: "have the same numbers").count == 2, "\(text)")
  }

  // MARK: Where they are kept

  @Test func theyAreKeptWithTheResults() throws {
    let sandbox = try Sandbox()
    let spec: JSON = ["name": "synthetic", "images": 60, "resolution": 8, "limit": 100]
    try sandbox.write(Sandbox.spec(["dataset": spec, "samples": 4]))
    #expect(try sandbox.locus("run", sandbox.path("spec.json")) == .done)
    func json(_ name: String) throws -> JSON {
      try JSONParser.parse([UInt8](sandbox.data("out/little/\(name)")), file: name)
    }
    let remark: JSON = [
      "synthetic: \"limit\" is 100, and there are 60 images to choose from; all of these are used"
    ]
    #expect(try json("plan.json")["remarks"] == remark)
    #expect(try json("provenance.json")["remarks"] == remark)
    #expect(try json("provenance.json")["data"]?.array?.first?["images"] == 60)
    let index = try ResultIndex(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/plan.json"))
    #expect(index.remarks.count == 1)
    let results = Results(
      index, folder: ResultsFolder(sandbox.folder.appendingPathComponent("out/little")))
    #expect(results.footers == ["Remark: \(index.remarks[0])."])
  }

  @Test func theyChangeNoIdentity() throws {
    let plans = try ([60, 100] as [JSON]).map { limit in
      try plan(
        ["dataset": ["name": "synthetic", "images": 60, "resolution": 8, "limit": limit]],
        in: Sandbox())
    }
    #expect(plans[0].remarks.isEmpty && !plans[1].remarks.isEmpty)
    #expect(plans[0].units.map(\.id) == plans[1].units.map(\.id))
  }

  /// What no plan can tell: the numbers of two runs are the same.
  @Test func runsWithTheSameNumbersAreToldUnderTheTable() throws {
    let sandbox = try Sandbox()
    try NpyArray((0..<128).map { $0 % 2 == 0 ? 1 : -1 } as [Float], shape: [2, 1, 8, 8])
      .write(to: sandbox.folder.appendingPathComponent("noise.npy"))
    try sandbox.write(
      Sandbox.spec([
        "dataset": ["name": "synthetic", "images": 60, "resolution": 8, "channels": 1],
        "noise": "noise.npy", "samples": 2, "seed": ["sweep": [1, 2]],
      ]))
    #expect(try sandbox.locus("run", sandbox.path("spec.json")) == .done)
    let folder = sandbox.folder.appendingPathComponent("out/little")
    let index = try ResultIndex(contentsOf: folder.appendingPathComponent("plan.json"))
    let footers = Results(index, folder: ResultsFolder(folder)).footers
    #expect(footers.count == 2)
    #expect(
      footers.last
        == "Remark: the runs seed=1 and seed=2 have the same numbers: what differs between them "
        + "changed nothing.")
  }
}
