import Foundation
import Framework
import Testing

@testable import Runner

/// Runs whose samples have classes.
@Suite(.serialized)
struct SampleClassTests {
  static let data: JSON = ["name": "synthetic", "images": 90, "resolution": 8]
  static let classes: JSON = [0, 2, 2, 1, 0, 0, 1, 2, 1, 0, 2]

  static func spec(_ changes: KeyValuePairs<String, JSON> = [:]) -> JSON {
    var spec = Sandbox.spec([
      "dataset": data, "samples": 11, "classes_of_samples": classes, "save_arrays": true,
      "denoisers": ["optimal"], "reference": "none",
    ])
    for (key, value) in changes { spec[key] = value }
    return spec
  }

  private func plan(_ spec: JSON, in sandbox: Sandbox) throws -> Plan {
    let experiment = try Experiment.load(
      sandbox.write(spec), catalogue: .standard(), environment: [:])
    return try Plan(experiment, library: DataLibrary())
  }

  private func array(_ name: String, in sandbox: Sandbox) throws -> NpyArray {
    try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/arrays/\(name).npy"))
  }

  // MARK: The law

  /// A run with a class for each sample is, sample by sample, the run fitted to that class alone.
  @Test(
    arguments: [
      ["name": "optimal"], ["name": "wiener"], ["name": "kamb-ls", "scales": 3],
      ["name": "kamb-els", "scales": 3], ["name": "pca-locality"], ["name": "local-wiener"],
      ["name": "smoothed-optimal", "copies": 3], ["name": "golden-subset"], ["name": "nearest"],
    ] as [JSON])
  func withinClassIsTheRunOfEachClass(_ denoiser: JSON) throws {
    let sandbox = try Sandbox()
    let spec = Self.spec(["denoisers": [denoiser], "within_class": true])
    #expect(try sandbox.locus("run", sandbox.write(spec)) == .done)
    let name = denoiser["name"]!.string!
    let (mine, noisy) = (try array(name, in: sandbox), try array(name + ".xt", in: sandbox))
    let labels = Self.classes.array!.map { $0.int! }
    #expect(try array("classes", in: sandbox).doubles().map { Int($0) } == labels)
    var checked = 0
    for number in 0..<3 {
      var data = Self.data
      data["classes"] = [.integer(number)]
      let one = try Sandbox()
      let fixed = Self.spec([
        "denoisers": [denoiser], "dataset": data, "classes_of_samples": "none",
      ])
      #expect(try one.locus("run", one.write(fixed)) == .done)
      let (theirs, there) = (try array(name, in: one), try array(name + ".xt", in: one))
      for step in 0..<3 {
        for sample in labels.indices where labels[sample] == number {
          let range = (step * 11 + sample) * 64..<(step * 11 + sample + 1) * 64
          #expect(mine.floats(in: range) == theirs.floats(in: range))
          #expect(noisy.floats(in: range) == there.floats(in: range))
          checked += 1
        }
      }
    }
    #expect(checked == 33)
  }

  @Test func threadsAndShardsMakeTheSameBytes() throws {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    let spec = Self.spec([
      "classes_of_samples": "drawn", "within_class": true, "reference": "wiener",
      "denoisers": ["optimal", ["name": "optimal", "label": "plain", "within_class": false]],
    ])
    func bytes(_ ways: [[String]]) throws -> [Data] {
      let sandbox = try Sandbox()
      let path = try sandbox.write(spec)
      for way in ways {
        #expect(try sandbox.locus("run", path, way[0], way[1]) == .done)
      }
      return try ["samples.csv", "summary.csv", "arrays/classes.npy", "arrays/plain.npy"].map {
        try sandbox.data("out/little/\($0)")
      }
    }
    let one = try bytes([["--threads", "1"]])
    #expect(try bytes([["--threads", "3"]]) == one)
    #expect(try bytes([["--shard", "1/2"], ["--shard", "0/2"]]) == one)
  }

  // MARK: Where classes come from

  /// A sample's class is its own whatever the number of samples, and the frequencies are the data's.
  @Test func drawsFromTheDatasFrequencies() throws {
    let sandbox = try Sandbox()
    func drawn(_ samples: Int, seed: Int, _ classes: JSON) throws -> [Int] {
      var data = Self.data
      data["classes"] = classes
      let spec = Self.spec([
        "dataset": data, "samples": .integer(samples), "seed": .integer(seed),
        "classes_of_samples": "drawn",
      ])
      return try #require(try plan(spec, in: sandbox).runs[0].classes)
    }
    let many = try drawn(600, seed: 3, "all")
    #expect(try drawn(20, seed: 3, "all") == Array(many.prefix(20)))
    #expect(try drawn(600, seed: 4, "all") != many)
    let experiment = try Experiment.load(
      sandbox.write(Self.spec()), catalogue: .standard(), environment: [:])
    let labels = try #require(
      try DataLibrary().load(experiment.runs[0].dataset).collection.labels)
    for number in Set(labels) {
      let share = Double(labels.count { $0 == number }) / Double(labels.count)
      let found = Double(many.count { $0 == number }) / 600
      // Four standard deviations.
      #expect(abs(found - share) < 4 * (share * (1 - share) / 600).squareRoot())
    }
    #expect(Set(try drawn(50, seed: 3, [1])) == [1])
  }

  @Test func takesTheClassesOfHeldOutImagesAndFiles() throws {
    let sandbox = try Sandbox()
    let forward = Self.spec([
      "task": "denoise", "inputs": ["source": "forward", "offset": 4],
      "classes_of_samples": "inputs",
    ])
    let plan = try plan(forward, in: sandbox)
    let held = try DataLibrary().collection(
      of: plan.runs[0].spec.dataset, split: .test, range: 4..<15)
    #expect(plan.runs[0].classes == held.labels)
    try NpyArray([1, 0, 2], shape: [3])
      .write(to: sandbox.folder.appendingPathComponent("given.npy"))
    let given = Self.spec(["classes_of_samples": "given.npy", "samples": 2])
    #expect(try self.plan(given, in: sandbox).runs[0].classes == [1, 0])
    var unsaid = Self.spec(["classes_of_samples": [1, 1, 0]])
    unsaid["samples"] = nil
    #expect(try self.plan(unsaid, in: sandbox).runs[0].samples == 3)
  }

  // MARK: Identity and tables

  /// Classes are part of a unit only where they are used.
  @Test func unitsKnowTheClassesThatTheyUse() throws {
    let sandbox = try Sandbox()
    func ids(_ changes: KeyValuePairs<String, JSON>) throws -> [String] {
      var spec = Self.spec()
      for (key, value) in changes { spec[key] = value }
      return try plan(spec, in: sandbox).units.map(\.id)
    }
    let plain = try ids(["classes_of_samples": "none"])
    #expect(plain.count == 2)
    #expect(try ids([:]) == plain)
    let within = try ids(["within_class": true])
    #expect(Set(within).isDisjoint(with: plain))
    var other = Self.classes
    other[path: JSONPath([.index(9)])] = 1
    let changed = try ids(["within_class": true, "classes_of_samples": other])
    #expect(changed[0] == within[0] && changed[1] != within[1])
    // The trajectory of a reference that uses them is walked along.
    let along: KeyValuePairs<String, JSON> = [
      "task": "denoise", "inputs": ["source": "reverse"], "reference": "wiener",
      "denoisers": [["name": "optimal", "within_class": false]], "within_class": true,
    ]
    var spec = Self.spec()
    for (key, value) in along { spec[key] = value }
    let first = try plan(spec, in: sandbox).runs[0].variants[0].units.map(\.id)
    spec["classes_of_samples"] = other
    let second = try plan(spec, in: sandbox).runs[0].variants[0].units.map(\.id)
    #expect(first[0] == second[0] && first[1] != second[1])
  }

  @Test func samplesHaveAClassOnlyInRunsWithClasses() throws {
    let sandbox = try Sandbox()
    let spec = Self.spec(["reference": "wiener"])
    #expect(try sandbox.locus("run", sandbox.write(spec)) == .done)
    let table = try sandbox.table("out/little/samples.csv")
    let samples = try #require(table.column("sample")).map { Int($0)! }
    let labels = Self.classes.array!.map { "\($0.int!)" }
    #expect(try #require(table.column("class")) == samples.map { labels[$0] })
    let written = try sandbox.data("out/little/samples.csv")
    #expect(try sandbox.locus("export", sandbox.path("out/little")) == .done)
    #expect(try sandbox.data("out/little/samples.csv") == written)
    let other = try Sandbox()
    let without = try other.write(Self.spec(["reference": "wiener", "classes_of_samples": "none"]))
    #expect(try other.locus("run", without) == .done)
    #expect(try other.table("out/little/samples.csv").column("class") == nil)
  }

  /// Every task with samples takes classes; so does a calibration.
  @Test func tasksAndCalibrationTakeClasses() throws {
    for task in ["posterior", "sensitivity"] as [JSON] {
      let sandbox = try Sandbox()
      var spec = Self.spec(["task": task, "within_class": true, "classes_of_samples": "inputs"])
      for key in ["save_arrays", "reference"] { spec[key] = nil }
      #expect(try sandbox.locus("run", sandbox.write(spec)) == .done)
    }
    let sandbox = try Sandbox()
    let spec = Self.spec([
      "within_class": true, "reference": "wiener", "denoisers": [["name": "kamb-ls", "scales": 3]],
    ])
    #expect(
      try sandbox.locus(
        "calibrate", sandbox.write(spec), "--candidates", "3,5", "--output",
        sandbox.path("found.json")) == .done)
  }

  /// Central differences are taken within the sample's class too.
  @Test func differencesAskForTheSamplesClass() throws {
    let sandbox = try Sandbox()
    var spec = Self.spec([
      "task": "sensitivity", "within_class": true, "samples": 2, "classes_of_samples": [2, 0],
      "denoisers": [["name": "local-wiener", "images": 10]],
    ])
    for key in ["save_arrays", "reference"] { spec[key] = nil }
    #expect(try sandbox.locus("run", sandbox.write(spec)) == .done)
  }
}
