import Foundation
import Framework
import Testing

@testable import Runner

/// `data_shard`: processes that go over a part of the data each.
@Suite(.serialized) struct DataShardTests {
  /// Tiny images: more than a wave of every scan.
  private static let images = 34_000
  private static let bytes: [UInt8] = {
    var random = CounterRandom(seed: 5, index: 0, purpose: .syntheticImage)
    return (0..<images * 16).map { _ in UInt8(random.integer(below: 256)) }
  }()
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try NpyArray(Self.bytes, shape: [Self.images, 4, 4])
      .write(to: sandbox.folder.appendingPathComponent("images.npy"))
  }

  /// - Parameter limit: images that are taken.
  private func spec(
    _ denoisers: [JSON], limit: Int = images, _ changes: KeyValuePairs<String, JSON> = [:]
  ) throws -> String {
    var spec: JSON = [
      "version": 1, "name": "large", "task": "denoise",
      "dataset": ["name": "npy", "path": "images.npy", "limit": .integer(limit)],
      "schedule": ["name": "ddpm-linear", "steps": 2], "samples": 9,
      "inputs": ["source": "forward", "split": "train"], "reference": ["name": "wiener"],
      "save_arrays": true, "denoisers": .array(denoisers),
    ]
    for (key, value) in changes { spec[key] = value }
    return try sandbox.write(spec)
  }

  private func run(_ path: String, _ words: String..., output: String) throws -> ExitCode {
    Tool(catalogue: try Catalogue.standard()).run(
      ["locus", "run", path] + words
        + ["--output", sandbox.path(output), "--quiet", "--no-report"])
  }

  /// What a user is told, and the exit code.
  private func talk(_ path: String, _ words: String...) throws -> (code: Int32, text: String) {
    let tool = try RunningTool(["run", path, "--no-report"] + words, in: sandbox)
    let code = try tool.end().code
    return (code, tool.talk)
  }

  private func files(_ output: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    let names = try sandbox.files("\(output)/large").filter { $0.hasSuffix(".csv") }
    for name in names where name != "timing.csv" {
      found[name] = try sandbox.data("\(output)/large/\(name)")
    }
    for name in try sandbox.files("\(output)/large/arrays") {
      found[name] = try sandbox.data("\(output)/large/arrays/\(name)")
    }
    return found
  }

  static let exact: [JSON] = [
    "optimal", ["name": "kamb-ls", "scales": 3, "tolerance": 0],
    ["name": "kamb-els", "scales": 3, "tolerance": 0],
    ["name": "kamb-bbels", "scales": 3, "tolerance": 0],
    ["name": "pspc-square", "patch_sizes": [3, 2], "tolerance": 0],
    ["name": "pspc-flex", "thresholds": [1, 0.4], "tolerance": 0],
    ["name": "pca-locality", "tolerance": 0],
    ["name": "filtered-posterior", "response": ["pixel", ["gaussian": 1]], "tolerance": 0],
    ["name": "smoothed-optimal", "copies": 2],
  ]
  private static let few = [exact[0], exact[4], exact[6]]

  static let cases: [(count: Int, images: Int, denoisers: [JSON])] = [
    (3, images, few), (3, 2100, exact), (1, 2100, few), (2, 2100, few), (7, 2100, few),
  ]

  /// The tables and arrays of one process, byte for byte, whatever the number of others.
  @Test(arguments: cases.indices) func processesMakeTheSameResults(_ number: Int) throws {
    let (count, images, denoisers) = Self.cases[number]
    let path = try spec(denoisers, limit: images)
    #expect(try run(path, output: "whole") == .done)
    // The last of the first round finds all others' sums.
    for shard in 0..<count {
      let code = try run(path, "data_shard=\(shard)/\(count)", output: "shared")
      #expect(code == (shard + 1 == count ? .done : .unitsFailed))
    }
    for shard in 0..<count - 1 {
      #expect(try run(path, "data_shard=\(shard)/\(count)", output: "shared") == .done)
    }
    #expect(!sandbox.has("shared/large/samples.csv"))
    #expect(try run(path, "data_shard=merge/\(count)", output: "shared") == .done)
    let (whole, shared) = (try files("whole"), try files("shared"))
    #expect(whole.count > 3)
    #expect(Set(whole.keys) == Set(shared.keys))
    for (name, data) in whole { #expect(shared[name] == data, "\(name)") }
    // The folder is that of any run: nothing is left to do, and its spec names no part.
    #expect(try run(path, output: "shared") == .done)
    let spec = try sandbox.data("shared/large/spec.json")
    #expect(spec == (try sandbox.data("whole/large/spec.json")))
    #expect(sandbox.has("shared/large/data_shards"))
  }

  /// With a tolerance every number of processes gives the same, within it of a single one's.
  @Test func tolerancesHold() throws {
    let path = try spec(
      [
        ["name": "pca-locality", "tolerance": 0.01], ["name": "pspc-square", "patch_sizes": 3],
      ], limit: 3000, ["schedule": ["name": "flow", "steps": 4], "samples": 3])
    #expect(try run(path, output: "whole") == .done)
    for count in [2, 3] {
      for _ in 0..<2 {
        for shard in 0..<count {
          _ = try run(path, "data_shard=\(shard)/\(count)", output: "by\(count)")
        }
      }
      #expect(try run(path, "data_shard=merge/\(count)", output: "by\(count)") == .done)
    }
    let (whole, two, three) = (try files("whole"), try files("by2"), try files("by3"))
    #expect(two == three)
    for (name, tolerance) in [("pca-locality", 0.01), ("pspc-square", 1e-6)] {
      let arrays = try [whole, two].map {
        try NpyArray(data: $0["\(name).npy"]!, file: name).floats()
      }
      let gap = zip(arrays[0], arrays[1]).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      #expect(Double(gap) <= tolerance)
    }
  }

  /// Classes apart, a model with data of its own, and a reference that shares its data.
  @Test func otherModelsShareTheirData() throws {
    let data: JSON = ["name": "synthetic", "images": 90, "resolution": 8]
    let path = try spec(
      ["optimal", ["name": "pspc-square", "patch_sizes": 3, "dataset": data]],
      [
        "dataset": ["name": "synthetic", "images": 60, "resolution": 8],
        "inputs": ["source": "forward"],
        "reference": ["name": "kamb-ls", "scales": 3], "samples": 11,
        "classes_of_samples": SampleClassTests.classes, "within_class": true,
      ])
    #expect(try run(path, output: "whole") == .done)
    for _ in 0..<2 {
      for shard in 0..<2 { _ = try run(path, "data_shard=\(shard)/2", output: "shared") }
    }
    #expect(try run(path, "data_shard=merge/2", output: "shared") == .done)
    #expect(try files("whole") == files("shared"))
  }

  /// Whatever is lacking is named, with the process that has to do it, and nothing is made of the rest.
  @Test func whatIsLackingIsNamed() throws {
    let path = try spec(
      ["optimal", ["name": "pspc-square", "patch_sizes": 3]], limit: 40)
    let first = try talk(path, "data_shard=0/2")
    #expect(first.code == ExitCode.unitsFailed.rawValue)
    #expect(
      first.text.contains(
        "pspc-square, samples 0-7 and 1 more: a second pass over the data needs the first of data "
          + "shard 1/2; run the same command again when that is done."))
    #expect(first.text.contains("Data shard 0/2: 2 of 4 units are done."))
    let merge = try talk(path, "data_shard=merge/2")
    #expect(merge.code == ExitCode.unitsFailed.rawValue)
    for line in [
      "missing: optimal, samples 0-7, 8, of data shard 1/2",
      "missing: pass 1 of pspc-square, samples 0-7, 8, of data shard 1/2",
      "missing: pass 2 of pspc-square, samples 0-7, 8, of data shard 0/2",
      "missing: pass 2 of pspc-square, samples 0-7, 8, of data shard 1/2",
      "Nothing is merged: run the data shards that are named",
    ] { #expect(merge.text.contains(line), "\(merge.text)") }
    #expect(try sandbox.files("out/large/units").isEmpty)
    let second = try talk(path, "data_shard=1/2")
    #expect(
      second.text.contains(
        "Data shard 1/2: 4 of 4 units are done; when all shards are: data_shard=merge/2 in place of "
          + "1/2."))
    #expect(try run(path, "data_shard=0/2", output: "out") == .done)
    #expect(try run(path, "data_shard=merge/2", output: "out") == .done)
    #expect(try talk(path, "data_shard=0/2").text.contains("all units are finished"))
  }

  /// Sums that are damaged, or of another question, are named and computed again.
  @Test func damagedAndForeignSumsAreNamed() throws {
    let path = try spec(["optimal"], limit: 40)
    for shard in 0..<2 {
      #expect(try run(path, "data_shard=\(shard)/2", output: "out") == .done)
    }
    let folder = sandbox.folder.appendingPathComponent("out/large/data_shards")
    let names = try sandbox.files("out/large/data_shards")
    #expect(names.count == 4)
    // So few images are one stretch, the second process's.
    func url(_ shard: Int, unit: Int) -> URL {
      let names = names.filter { $0.contains(".\(shard)-of-2.") }.sorted()
      return folder.appendingPathComponent(names[unit])
    }
    let target = url(1, unit: 0)
    let sound = try Data(contentsOf: target)
    var (flipped, header) = (sound, sound)
    flipped[flipped.count - 1] ^= 1
    header[40] ^= 1
    let cases: [(bytes: Data, says: String)] = [
      (flipped, ": the bytes are not those that were written; run data_shard=1/2 again"),
      (header, "; run data_shard=1/2 again: it is computed anew"),
      (sound.prefix(12), ": holds no sums of a data shard, or not all of them; run data_shard=1/2"),
      (sound.dropLast(), ": holds no sums of a data shard, or not all of them; run data_shard=1/2"),
      (try Data(contentsOf: url(1, unit: 1)), ": these are sums of optimal, samples "),
      (try Data(contentsOf: url(0, unit: 0)), "data shard 0/2, pass 1, not of optimal, samples "),
    ]
    for (bytes, says) in cases {
      try bytes.write(to: target)
      let merge = try talk(path, "data_shard=merge/2")
      #expect(merge.code == ExitCode.unitsFailed.rawValue)
      #expect(merge.text.contains("damaged: "), "\(merge.text)")
      #expect(merge.text.contains(target.lastPathComponent), "\(merge.text)")
      #expect(merge.text.contains(says), "\(merge.text)")
    }
    let again = try talk(path, "data_shard=1/2")
    #expect(again.code == 0)
    #expect(again.text.contains("damaged, computed anew: "))
    // The sums stand at the end, after what they took.
    #expect(try Data(contentsOf: target).suffix(320) == sound.suffix(320))
    #expect(try run(path, "data_shard=merge/2", output: "out") == .done)
  }

  /// The plan's shards and the data's go together.
  @Test func partsOfThePlanShareTheData() throws {
    let path = try spec(["optimal"], limit: 40)
    #expect(try run(path, output: "whole") == .done)
    for part in 0..<2 {
      for shard in 0..<2 {
        #expect(
          try run(path, "data_shard=\(shard)/2", "--shard", "\(part)/2", output: "shared") == .done)
      }
    }
    #expect(try run(path, "data_shard=merge/2", output: "shared") == .done)
    #expect(try files("whole") == files("shared"))
  }

  /// Commands that are no part of a run say so.
  @Test func otherCommandsRefuse() throws {
    let path = try spec(["optimal"], limit: 40)
    #expect(try sandbox.locus("slurm", path, "data_shard=0/2") == .usage)
    #expect(try sandbox.locus("plan", path, "data_shard=0/2") == .done)
    #expect(try sandbox.locus("validate", path, "data_shard=merge/2") == .done)
  }
}
