import Denoisers
import Foundation
import Framework
import Testing

/// Random configurations of every denoiser against a slow float64 program that shares no code with
/// this one; see `Tools/make_oracle_fixtures.py` for what they cover and how bounds come about.
/// `make_oracle2_fixtures.py` adds the denoisers of 2025-26.
struct OracleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let folder: String
    let index: Int
    let denoiser: String
    let set: Int
    let parameters: JSON
    let levels: [NoiseLevel]
    let bounds: [Float]
    var testDescription: String { "\(folder) \(index): \(denoiser) \(parameters.canonicalText)" }
  }

  private static let folders = ["oracle", "oracle2"]
  private static func file(_ folder: String, _ name: String) -> URL {
    Bundle.module.resourceURL!.appendingPathComponent("Fixtures/\(folder)/\(name)")
  }
  private static let arrays: [String: NpzArchive] = Dictionary(
    uniqueKeysWithValues: folders.map {
      ($0, try! NpzArchive(contentsOf: file($0, "arrays.npz")))
    })
  private static let catalogue = try! Catalogue(
    denoisers: BuiltInDenoisers.all, datasets: [], schedules: [], metrics: [])

  static let cases: [Case] = folders.flatMap { folder in
    let url = file(folder, "cases.json")
    let json = try! JSONParser.parse([UInt8](Data(contentsOf: url)), file: url.path)
    return json.array!.enumerated().map { index, entry in
      let levels = entry["levels"]!.array!.enumerated().map { step, pair in
        NoiseLevel(
          signal: pair.array![0].double!, noise: pair.array![1].double!, step: step,
          t: Double(step))
      }
      return Case(
        folder: folder, index: index, denoiser: entry["denoiser"]!.string!,
        set: entry["set"]!.int!, parameters: entry["parameters"]!, levels: levels,
        bounds: entry["bounds"]!.array!.map { Float($0.double!) })
    }
  }

  private static let sets: [Int: TrainingSet] = Dictionary(
    uniqueKeysWithValues: Set(cases.map(\.set)).map { set in
      let array = try! arrays["oracle"]!.array(named: "set\(set)")
      let labels = try! arrays["oracle2"]!.array(named: "labels\(set)").doubles().map { Int($0) }
      let shape = ImageShape(
        channels: array.shape[1], height: array.shape[2], width: array.shape[3])
      let images =
        (try? array.bytes()).map { ImageStore(shape: shape, bytes: $0) }
        ?? ImageStore(shape: shape, floats: array.floats())
      return (set, TrainingSet(images: images, labels: labels, cache: nil))
    })

  @Test func coverMoreThanAHundredConfigurations() {
    #expect(Self.cases.count > 200)
    // `recorded` has no formula; everything else that answers by one is here.
    let names = Set(Self.cases.map(\.denoiser))
    for name in [
      "optimal", "wiener", "pca-locality", "kamb-els", "pspc-flex", "golden-subset", "local-wiener",
      "gaussian-mixture", "switch", "filtered-posterior",
    ] {
      #expect(names.contains(name))
    }
    // A bound above 1e-4 is for the few that are ill-conditioned.
    let bounds = Self.cases.flatMap(\.bounds)
    #expect(bounds.count { $0 > 1e-4 } * 10 < bounds.count && bounds.allSatisfy { $0 < 2e-3 })
  }

  @Test(arguments: cases)
  func agrees(_ test: Case) throws {
    let training = try #require(Self.sets[test.set])
    let arrays = try #require(Self.arrays[test.folder])
    var parameters = test.parameters
    if let heat = try? arrays.array(named: "case\(test.index)_heat") {
      let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("heat-\(UUID().uuidString).npy")
      try NpyArray(heat.floats(), shape: heat.shape).write(to: file)
      parameters["heatmaps"] = .string(file.path)
    }
    defer {
      if let path = parameters["heatmaps"]?.string {
        try? FileManager.default.removeItem(atPath: path)
      }
    }
    let type = try #require(BuiltInDenoisers.all.first { $0.name == test.denoiser })
    func fit<D: Denoiser>(_ type: D.Type) throws -> any Denoiser {
      try D(
        .init(parameters, steps: test.levels.count, catalogue: Self.catalogue), fittedTo: training)
    }
    let model = try fit(type)
    func batch(_ name: String, _ step: Int) throws -> ImageBatch {
      let array = try arrays.array(named: "case\(test.index)_\(name)")
      let size = array.count / array.shape[0]
      return ImageBatch(
        shape: training.shape, values: array.floats(in: step * size..<(step + 1) * size))
    }
    for (step, level) in test.levels.enumerated() {
      let answer = try model.denoise(try batch("noisy", step), at: level)
      let gap = try difference(answer, batch("expected", step))
      #expect(gap <= test.bounds[step], "s/a = \(level.noise / level.signal)")
    }
  }
}
