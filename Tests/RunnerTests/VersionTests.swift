import Foundation
import Framework
import LocusNetworks
import Testing

@testable import Runner

/// The numbers of every plugin that comes with Locus, beside its version: units that were recorded are
/// found again by the version alone, so numbers may not change while it stays.
@Suite(.serialized) struct VersionTests {
  /// What a plugin's numbers were when its version was set.
  struct Numbers {
    let version: Int
    let values: [Double]
  }

  /// Plugins that compute nothing: they read files, ask programs, or only name what is compared.
  static let withoutNumbers: Set<String> = [
    "denoisers/recorded", "denoisers/clean", "denoisers/process", "tasks/images", "tasks/generate",
    "tasks/denoise",
    "datasets/mnist", "datasets/fashion-mnist", "datasets/cifar10", "datasets/image-folder",
    "datasets/npy", "datasets/kmnist", "datasets/emnist", "datasets/cifar100", "datasets/edm-zip",
  ]

  @Test func everyPluginIsKnownByItsVersion() throws {
    for registry in try Catalogue.standard().registries {
      for plugin in registry.plugins {
        #expect(CodeIdentity.isKnownByVersion(plugin), "\(plugin.name) declares no version")
      }
    }
  }

  @Test func everyPluginWithNumbersIsWatched() throws {
    let names = try Catalogue.standard().registries.flatMap { registry in
      registry.names.map { "\(registry.kind)/\($0)" }
    }
    #expect(Set(Self.recorded.keys) == Set(names).subtracting(Self.withoutNumbers))
  }

  @Test func numbersChangeWithTheVersionOnly() throws {
    let found = try Self.numbers()
    var versions: [String: Int] = [:]
    for registry in try Catalogue.standard().registries {
      for plugin in registry.plugins {
        versions["\(registry.kind)/\(plugin.name)"] = plugin.algorithmVersion
      }
    }
    for (name, values) in found.sorted(by: { $0.key < $1.key }) {
      let text = "\"\(name)\": Numbers(version: \(versions[name] ?? 0), values: \(values)),"
      guard let known = Self.recorded[name] else {
        Issue.record("record these numbers: \(text)")
        continue
      }
      let differs =
        known.values.count != values.count
        || zip(known.values, values).contains { abs($0 - $1) > 1e-4 * max(1, abs($0)) }
      #expect(
        !differs && known.version == versions[name],
        "if \(name) is meant to give other numbers, raise its algorithmVersion and record \(text)")
    }
  }

  // MARK: Numbers

  /// A few numbers of every plugin, from one little experiment of each task.
  private static func numbers() throws -> [String: [Double]] {
    var numbers: [String: [Double]] = [:]
    let sandbox = try Sandbox()
    var base: JSON = [
      "version": 1, "name": "numbers", "task": "generate",
      "dataset": ["name": "synthetic", "images": 150, "resolution": 16],
      "schedule": ["name": "ddpm-linear", "steps": 3], "samples": 2, "seed": 3,
      "save_arrays": true,
    ]
    func run(_ changes: KeyValuePairs<String, JSON>) throws {
      var spec = base
      for (key, value) in changes { spec[key] = value }
      #expect(try sandbox.locus("run", try sandbox.write(spec), "--force") == .done)
    }
    func array(_ name: String) throws -> [Double] {
      let url = sandbox.folder.appendingPathComponent("out/numbers/\(name)")
      let array = try NpyArray(contentsOf: url)
      // The mean size of the first and of the last step, and single numbers of the last.
      let size = array.count / array.shape[0]
      let (first, last) = (
        array.doubles(in: 0..<size), array.doubles(in: array.count - size..<array.count)
      )
      func mean(_ values: [Double]) -> Double {
        values.reduce(0) { $0 + abs($1) } / Double(values.count)
      }
      return [mean(first), mean(last), last[size / 3], last[size / 2]]
    }
    let denoisers: [JSON] = [
      "optimal", ["name": "wiener", "energy_cutoff": 0.02], "nearest",
      ["name": "kamb-ls", "scales": [9, 5, 3]], ["name": "kamb-els", "scales": [9, 5, 3]],
      ["name": "kamb-bbels", "scales": [9, 5, 3]],
      ["name": "pspc-square", "patch_sizes": [9, 5, 3]],
      ["name": "pspc-flex", "thresholds": [0.5, 0.3, 0.1]],
      ["name": "pca-locality", "threshold": 0.05], ["name": "golden-subset", "threshold": 0.05],
      "smoothed-optimal", ["name": "local-wiener", "images": 20],
      ["name": "gaussian-mixture", "components": 3],
      [
        "name": "filtered-posterior",
        "precision": [["gaussian": 4], ["window": 5, "border": "inside"], ["wiener": 1]],
        "response": ["pixel", ["gaussian": 1.5], ["gaussian": 0.5]],
      ],
      ["name": "switch", "entries": [["name": "wiener", "above": 1], "optimal"], "blend": 1],
      ["name": "unet", "weights": "builtin:synthetic16-a", "label": "unet"],
    ]
    let metrics: [JSON] = [
      "r2", "mse", "l2", "pearson", "cosine", "nearest-distance", "l1", "psnr",
      "copy-ratio",
    ]
    try run([
      "denoisers": .array(denoisers), "metrics": .array(metrics), "reference": "wiener",
    ])
    for entry in denoisers {
      let name = entry.string ?? entry["name"]!.string!
      numbers["denoisers/\(name)"] = try array("arrays/\(name).npy")
    }
    let summary = try sandbox.table("out/numbers/summary.csv")
    for metric in metrics.map({ $0.string! }) {
      let rows = zip(summary.column("metric")!, summary.column("mean")!).filter { $0.0 == metric }
      numbers["metrics/\(metric)"] = rows.prefix(4).compactMap { Double($0.1) }
    }
    for schedule: JSON in [
      ["name": "ddpm-linear", "steps": 4, "sampler": "heun"],
      ["name": "cosine", "steps": 4], ["name": "flow", "steps": 4],
      ["name": "karras", "steps": 4, "sampler": "euler"],
    ] {
      try run(["denoisers": ["wiener"], "schedule": schedule])
      numbers["schedules/" + schedule["name"]!.string!] = try array("arrays/wiener.npy")
    }
    base = [
      "version": 1, "name": "numbers", "task": "images",
      "dataset": ["name": "synthetic", "images": 6, "resolution": 16],
    ]
    try run([:])
    numbers["datasets/synthetic"] = try array("images.npy")
    try run(["task": "spectrum"])
    let spectrum = try sandbox.table("out/numbers/spectrum.csv")
    numbers["tasks/spectrum"] = spectrum.column("eigenvalue")!.prefix(4).compactMap { Double($0) }
    try run([
      "task": "sensitivity", "denoisers": ["wiener"], "samples": 2,
      "schedule": ["name": "ddpm-linear", "steps": 3],
    ])
    let fields = try sandbox.table("out/numbers/sensitivity.csv")
    numbers["tasks/sensitivity"] = fields.column("total")!.compactMap { Double($0) }
    try run([
      "task": "posterior", "denoisers": [["name": "kamb-ls", "scales": 5]], "samples": 2,
      "schedule": ["name": "ddpm-linear", "steps": 3],
      "dataset": ["name": "synthetic", "images": 40, "resolution": 16],
    ])
    let weights = try sandbox.table("out/numbers/posterior.csv")
    numbers["tasks/posterior"] = ["effective", "entropy_median", "largest_q1"].flatMap {
      weights.column($0)!.compactMap { Double($0) }
    }
    return numbers
  }
}
