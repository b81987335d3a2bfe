import Denoisers
import Foundation
import Framework
import Runner
import Testing

/// The task `sensitivity` from spec to tables and pictures.
@Suite(.serialized)
struct SensitivityTaskTests {
  static func spec(_ changes: KeyValuePairs<String, JSON> = [:]) -> JSON {
    var spec: JSON = [
      "version": 1, "name": "little", "task": "sensitivity",
      "dataset": ["name": "synthetic", "images": 16, "resolution": 8],
      "schedule": ["name": "ddpm-linear", "steps": 3], "samples": 2,
      "pixels": [[4, 4], [0, 7]],
      "denoisers": [
        ["name": "wiener"], ["name": "optimal"], ["name": "kamb-els", "scales": 3],
      ],
    ]
    for (key, value) in changes { spec[key] = value }
    return spec
  }

  @Test func writesFieldsTablesAndPictures() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("run", try sandbox.write(Self.spec())) == .done)
    let table = try sandbox.table("out/little/sensitivity.csv")
    #expect(table.rows.count == 3 * 3 * 2)
    #expect(Set(table.column("status")!) == ["ok"])
    #expect(Set(table.column("samples")!) == ["2"])
    let methods = zip(table.column("variant")!, table.column("method")!)
    for (variant, method) in methods {
      #expect(method == (variant == "kamb-els" ? "central differences" : "closed form"))
    }
    let errors = zip(table.column("variant")!, table.column("gradient_error")!)
    for (variant, error) in errors {
      #expect(variant == "kamb-els" ? Double(error)! < 0.05 : error.isEmpty)
    }

    // The filter does not depend on the image, so its field is its row at every sample.
    let array = try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/arrays/wiener.sensitivity.npy"))
    #expect(array.shape == [3, 2, 8, 8])
    let data = try Catalogue.standard().data(["name": "synthetic", "images": 16, "resolution": 8])
    let wiener = try Wiener(.init(), fittedTo: TrainingSet(images: data))
    let level = try DDPMLinear(.init(["steps": 3])).levels[1]
    let row = try wiener.sensitivity(
      of: [7], noisy: ImageBatch(shape: data.shape, repeating: 0, count: 1), at: level)
    let field = array.floats(in: (1 * 2 + 1) * 64..<(1 * 2 + 2) * 64)
    for (got, want) in zip(field, row.gradients.values) { #expect(abs(got - abs(want)) < 1e-6) }
    let total = field.reduce(0.0) { $0 + Double($1) }
    let written = try #require(
      table.rows.first {
        $0.contains("wiener") && $0[table.columns.firstIndex(of: "step")!] == "1"
          && $0[table.columns.firstIndex(of: "y")!] == "0"
      })
    #expect(abs(Double(written[table.columns.firstIndex(of: "total")!])! - total) < 1e-5)

    let file = "out/little/arrays/wiener.sensitivity.png"
    let picture = try PNG.decode(try sandbox.data(file), file: file)
    #expect(picture.width == 3 * 112 + 2 * 4)
    #expect(picture.height == 2 * 112 + 4)
    // The pixel itself is white in its own field at the least noise.
    let (y, x) = (4 * 14 + 7, 2 * 116 + 4 * 14 + 7)
    #expect(picture.pixels[y * picture.width + x] == 255)
    #expect(try sandbox.files("out/little").contains("timing.csv"))
  }

  /// Interrupted, resumed, on other numbers of threads: the same bytes.
  @Test func theSameBytesHoweverItIsRun() throws {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    var files: [Data] = []
    for (count, first) in [(1, 2), (3, 1)] {
      WorkPool.shared.limit(to: count)
      let sandbox = try Sandbox()
      let spec = try sandbox.write(Self.spec())
      #expect(try sandbox.locus("run", spec, "samples=\(first)") == .done)
      let before = try sandbox.files("out/little/units")
      #expect(try sandbox.locus("run", spec) == .done)
      #expect(Set(try sandbox.files("out/little/units")).isSuperset(of: before))
      files.append(try sandbox.data("out/little/sensitivity.csv"))
      files.append(try sandbox.data("out/little/arrays/kamb-els.sensitivity.npy"))
      let written = try sandbox.data("out/little/sensitivity.csv")
      #expect(try sandbox.locus("export", sandbox.path("out/little")) == .done)
      #expect(try sandbox.data("out/little/sensitivity.csv") == written)
    }
    #expect(files[0] == files[2])
    #expect(files[1] == files[3])
  }

  @Test func aFailureIsARow() throws {
    let sandbox = try Sandbox()
    let heatmaps: JSON = ["from": ["name": "recorded", "path": "nowhere"]]
    let spec = Self.spec([
      "denoisers": [["name": "wiener"], ["name": "pspc-flex", "heatmaps": heatmaps]]
    ])
    let path = try sandbox.write(spec)
    try FileManager.default.createDirectory(
      atPath: sandbox.path("nowhere"), withIntermediateDirectories: true)
    #expect(try sandbox.locus("run", path) == .unitsFailed)
    let table = try sandbox.table("out/little/sensitivity.csv")
    #expect(table.column("status")!.filter { $0 == "failed" }.count == 2)
    #expect(table.column("error")!.contains { $0.contains("xt.npy") })
    #expect(table.column("status")!.filter { $0 == "ok" }.count == 6)
  }

  /// Along the reference's own trajectory the first step is at pure noise of the reference.
  @Test func alongTheTrajectoryOfAReference() throws {
    let sandbox = try Sandbox()
    let spec = Self.spec([
      "inputs": ["source": "reverse"], "reference": ["name": "wiener", "ddof": 0],
      "pixels": "center",
    ])
    #expect(try sandbox.locus("run", try sandbox.write(spec), "--json") == .done)
    let table = try sandbox.table("out/little/sensitivity.csv")
    #expect(table.rows.count == 9)
    #expect(try sandbox.files("out/little/arrays").filter { $0.hasSuffix(".npy") }.count == 3)
  }

  @Test func aPixelOutsideTheImagesIsRefused() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write(Self.spec(["pixels": [[8, 0]]]))
    #expect(try sandbox.locus("run", path) == .invalidSpec)
  }

  /// A nested denoiser is part of the unit's identity, and errors name its place.
  @Test func heatmapsFromADenoiserOfTheCatalogue() throws {
    let sandbox = try Sandbox()
    func flex(_ from: JSON) -> JSON {
      Sandbox.spec([
        "samples": 2, "dataset": ["name": "synthetic", "images": 40, "resolution": 8],
        "denoisers": [
          [
            // At the last step the estimate is one training image, and has no heat.
            "name": "pspc-flex", "thresholds": [0.5, 0.5, 1],
            "heatmaps": ["from": from, "images": 2],
          ]
        ],
      ])
    }
    let path = try sandbox.write(flex(["name": "optimal", "temperature": 4]))
    #expect(try sandbox.locus("run", path) == .done)
    func records() throws -> Int {
      try sandbox.files("out/little/units").count {
        $0.hasSuffix(".json") && !$0.hasSuffix(".metrics.json")
      }
    }
    let units = try records()
    #expect(
      try sandbox.locus("run", path, "denoisers.pspc-flex.heatmaps.from.temperature=8") == .done)
    #expect(try records() == units + 1)
    #expect(
      try sandbox.data("out/little/spec.json").contains(Data("\"temperature\": 8".utf8)))
    for (from, message) in [
      (["name": "optimal", "temperatur": 4], "denoisers[0].heatmaps.from.temperatur: unknown key"),
      ("optimum", "denoisers[0].heatmaps.from.name: there is no \"optimum\""),
      (["name": "optimal", "dataset": "synthetic"], "denoisers[0].heatmaps.from.dataset: unknown"),
    ] as [(JSON, String)] {
      let issues = #expect(throws: SpecIssues.self) {
        try Experiment(flex(from), catalogue: .standard())
      }
      #expect(issues?.description.contains(message) == true, "\(issues?.description ?? "")")
    }
  }
}

extension Catalogue {
  /// The images of a data set entry.
  fileprivate func data(_ entry: JSON) throws -> ImageStore {
    let spec: JSON = [
      "version": 1, "name": "data", "task": "spectrum", "dataset": entry,
    ]
    return try Experiment(spec, catalogue: self).runs[0].dataset.load().images
  }
}
