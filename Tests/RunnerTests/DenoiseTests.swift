import Datasets
import Foundation
import Framework
import Runner
import Testing

/// The task `denoise` with each of its sources, and sweeps over whole runs.
@Suite(.serialized)
struct DenoiseTests {
  func run(_ changes: KeyValuePairs<String, JSON>) throws -> (Sandbox, CSVTable) {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec(changes))
    #expect(try sandbox.locus("run", spec) == .done)
    return (sandbox, try sandbox.table("out/little/samples.csv"))
  }

  func value(_ table: CSVTable, _ variant: String, sample: Int, step: Int) -> Double? {
    let names = ["variant", "sample", "step", "metric", "value"].map {
      table.columns.firstIndex(of: $0)!
    }
    return table.rows.first {
      $0[names[0]] == variant && $0[names[1]] == "\(sample)" && $0[names[2]] == "\(step)"
        && $0[names[3]] == "mse"
    }.flatMap { Double($0[names[4]]) }
  }

  /// The reference compared with itself under another label agrees perfectly in every mode.
  @Test(arguments: ["forward", "reverse", "candidate"])
  func aModelAgreesWithItself(_ source: String) throws {
    let inputs: JSON = ["source": .string(source)]
    let (_, table) = try run([
      "task": "denoise", "inputs": inputs,
      "denoisers": [["name": "wiener", "ddof": 0], ["name": "optimal"]],
    ])
    let mode = source == "candidate" ? "single_step" : source
    #expect(Set(table.column("mode")!) == [mode])
    for step in 0..<3 {
      #expect(value(table, "wiener", sample: 11, step: step) == 0)
      #expect(value(table, "optimal", sample: 11, step: step)! > 0)
    }
  }

  /// `clean` is the image before the noise: the same at every level, and the error against it is the
  /// error of denoising.
  @Test func cleanIsTheImageBeforeTheNoise() throws {
    let (sandbox, table) = try run([
      "task": "denoise", "inputs": ["source": "forward"], "reference": "clean",
      "denoisers": ["optimal", ["name": "clean", "label": "truth", "role": "control"]],
      "save_arrays": true,
    ])
    let saved = try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/arrays/truth.npy"))
    let estimates = try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/arrays/optimal.npy"))
    let held = try Synthetic(.init(["images": 60, "resolution": 8])).load(.test).images
    let (size, steps) = (held.shape.count, saved.shape[0])
    for step in 0..<steps {
      for sample in [0, 7, 19] {
        let first = (step * saved.shape[1] + sample) * size
        let truth = saved.floats(in: first..<first + size)
        #expect(truth == held.image(sample))
        let error = zip(estimates.floats(in: first..<first + size), truth).reduce(0.0) {
          $0 + pow(Double($1.0) - Double($1.1), 2) / Double(size)
        }
        let found = try #require(value(table, "optimal", sample: sample, step: step))
        #expect(abs(found - error) < 1e-6 * max(1, error))
        #expect(value(table, "truth", sample: sample, step: step) == 0)
      }
    }
  }

  @Test(
    arguments: [
      ["task": "generate"], ["task": "denoise", "inputs": ["source": "candidate"]],
    ] as [JSON])
  func cleanNeedsHeldOutImages(_ changes: JSON) throws {
    var spec = Sandbox.spec(["reference": "clean"])
    for member in changes.members! { spec[member.key] = member.value }
    let error = #expect(throws: SpecIssues.self) {
      try Experiment(spec, catalogue: Catalogue.standard())
    }
    #expect("\(try #require(error))".contains("known only where held-out images are noised"))
  }

  /// At the first step every trajectory stands at the same noise, so all modes from noise agree.
  @Test func modesFromNoiseAgreeAtTheFirstStep() throws {
    let (_, free) = try run([:])
    for source in ["reverse", "candidate"] {
      let (_, table) = try run(["task": "denoise", "inputs": ["source": .string(source)]])
      for sample in [0, 9, 19] {
        #expect(
          value(table, "optimal", sample: sample, step: 0)
            == value(free, "optimal", sample: sample, step: 0))
        #expect(
          value(table, "wiener", sample: sample, step: 2)
            != value(free, "wiener", sample: sample, step: 2))
      }
    }
  }

  /// Given noisy images at given levels: the trajectory's own give the trajectory's own estimates.
  @Test func givenInputsGiveTheSavedEstimates() throws {
    let (first, _) = try run(["save_arrays": true])
    let saved = first.path("out/little/arrays/optimal.xt.npy")
    let levels = try DDPMLinear(.init(["steps": 3])).levels
    let order = [2, 0, 1]
    let array = try NpyArray(contentsOf: URL(fileURLWithPath: saved))
    let size = array.count / 3
    try NpyArray(
      order.flatMap { array.floats(in: $0 * size..<($0 + 1) * size) }, shape: array.shape
    ).write(to: first.folder.appendingPathComponent("shuffled.npy"))
    let pairs = order.map { JSON.array([.number(levels[$0].signal), .number(levels[$0].noise)]) }
    let inputs: JSON = [
      "source": "npy", "path": "shuffled.npy", "levels": .array(pairs),
    ]
    var spec = Sandbox.spec([
      "name": "given", "task": "denoise", "inputs": inputs, "save_arrays": true,
    ])
    spec["samples"] = nil
    spec["schedule"] = nil
    #expect(try first.locus("run", try first.write(spec, to: "given.json")) == .done)
    let given = try NpyArray(
      contentsOf: first.folder.appendingPathComponent("out/given/arrays/optimal.npy"))
    let estimates = try NpyArray(
      contentsOf: first.folder.appendingPathComponent("out/little/arrays/optimal.npy"))
    #expect(given.shape == estimates.shape)
    for (position, step) in order.enumerated() {
      let a = given.floats(in: position * size..<(position + 1) * size)
      let b = estimates.floats(in: step * size..<(step + 1) * size)
      let gap = zip(a, b).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      #expect(gap < 1e-6, "step \(step)")
    }
  }

  /// Held-out images are the same images in a longer run, so finished units stay finished.
  @Test func moreHeldOutImagesKeepTheFinishedUnits() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(
      Sandbox.spec(["task": "denoise", "inputs": ["source": "forward"]]))
    #expect(try sandbox.locus("run", spec, "samples=8") == .done)
    let few = Set(try sandbox.files("out/little/units"))
    #expect(try sandbox.locus("run", spec, "samples=16") == .done)
    let more = Set(try sandbox.files("out/little/units"))
    #expect(more.isSuperset(of: few))
    #expect(more.count == 2 * few.count)
  }

  @Test func withoutAReferenceArraysAreSaved() throws {
    let sandbox = try Sandbox()
    var spec = Sandbox.spec(["save_arrays": true])
    spec["reference"] = nil
    #expect(try sandbox.locus("run", try sandbox.write(spec)) == .done)
    #expect(try sandbox.files("out/little/arrays").contains("nearest.npy"))
    #expect(try sandbox.table("out/little/samples.csv").rows.isEmpty)
  }

  /// A sweep over the data set makes runs of their own, told apart by a column and a family.
  @Test func sweepsOfTheWholeRun() throws {
    let dataset: JSON = [
      "name": "synthetic", "images": ["sweep": [20, 60]], "resolution": 8,
    ]
    let (sandbox, table) = try run(["dataset": dataset])
    #expect(Set(table.column("param.dataset.images")!) == ["20", "60"])
    #expect(Set(table.column("dataset_sha256")!).count == 2)
    let families = try sandbox.table("out/little/significance.csv").column("family")!
    #expect(families.contains("dataset.images=20, r2, step 2"))
  }

  /// A denoiser fitted to another data set than the run's answers as one fitted to that set.
  @Test func aDenoiserMayHaveItsOwnData() throws {
    let other: JSON = ["name": "synthetic", "images": 90, "resolution": 8, "data_seed": 5]
    let own: JSON = [
      ["name": "nearest", "dataset": other], ["name": "optimal", "dataset": other],
    ]
    let (_, separate) = try run(["denoisers": own])
    let wiener: JSON = [
      "name": "wiener", "ddof": 0,
      "dataset": ["name": "synthetic", "images": 60, "resolution": 8],
    ]
    let (_, shared) = try run([
      "dataset": other, "reference": wiener,
      "denoisers": [["name": "nearest"], ["name": "optimal"]],
    ])
    #expect(separate.column("value") == shared.column("value"))
    #expect(separate.column("param.dataset")!.contains { $0.contains("data_seed=5") })
  }

  /// What the estimates are estimates at is kept beside them.
  @Test(arguments: ["forward", "candidate"]) func noisyInputsAreSaved(_ source: String) throws {
    let (sandbox, _) = try run([
      "task": "denoise", "inputs": ["source": .string(source)], "save_arrays": true,
    ])
    func array(_ name: String) throws -> NpyArray {
      try NpyArray(contentsOf: sandbox.folder.appendingPathComponent("out/little/arrays/\(name)"))
    }
    let noisy = try array("nearest.xt.npy")
    #expect(noisy.shape == [3, 20, 1, 8, 8])
    // Every candidate has its own trajectory, and all share noised images.
    let others = try array("optimal.xt.npy").floats()
    #expect((noisy.floats() == others) == (source == "forward"))
  }
}
