import Foundation
import TestSupport
import Testing

@testable import Framework

/// Small plugins and specs for tests of the spec.
enum SpecFixture {
  static func catalogue() throws -> Catalogue {
    try Catalogue(
      tasks: [Sampling.self, Answering.self, Looking.self, Counting.self],
      denoisers: [Blur.self, Keyed.self], datasets: [Dots.self], schedules: BuiltInSchedules.all,
      metrics: [Gap.self, GapSquared.self])
  }

  /// A spec that is in order, with `changes` in place of or beside its keys; nil removes a key.
  static func spec(_ changes: [String: JSON?] = [:]) -> JSON {
    var spec: JSON = [
      "version": 1, "name": "test", "task": "sampling", "dataset": ["name": "dots"],
      "denoisers": [["name": "blur"]],
    ]
    for (key, value) in changes.sorted(by: { $0.key < $1.key }) { spec[key] = value }
    return spec
  }

  static func experiment(
    _ changes: [String: JSON?] = [:], environment: [String: String] = [:]
  ) throws -> Experiment {
    try Experiment(spec(changes), catalogue: catalogue(), environment: environment)
  }

  /// The messages that the spec is refused with, each with its JSON path.
  static func messages(_ changes: [String: JSON?]) throws -> [String] {
    let issues = try #require(throws: SpecIssues.self) { try experiment(changes) }
    return issues.issues.map(\.description)
  }

  /// Writes `files` into a new folder, calls `body` with it, and removes it.
  static func withFiles(_ files: [String: String], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("specs-\(UInt64.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let url = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    try body(folder)
  }
}

// MARK: - Tasks

/// Takes everything but inputs.
struct Sampling: SpecTask {
  static let name = "sampling"
  static let summary = "Takes everything but inputs"
  static let keys = TaskKeys(
    takes: Set(SpecKey.allCases).subtracting([.inputs]), needs: [.denoisers])
  init(_ parameters: NoParameters) throws {}
}

/// Cannot do without inputs.
struct Answering: SpecTask {
  static let name = "answering"
  static let summary = "Cannot do without inputs"
  static let keys = TaskKeys(
    takes: Set(SpecKey.allCases).subtracting([.noise]), needs: [.denoisers, .inputs])
  init(_ parameters: NoParameters) throws {}
}

/// Has a parameter of its own, and a reference for its inputs only.
struct Looking: SpecTask {
  static let name = "looking"
  static let summary = "Has a parameter of its own, and a reference for its inputs only"
  struct Parameters: ParameterSet {
    @Parameter("Where to look.", in: 0...9)
    var spot = 0
  }
  static let keys = TaskKeys(
    takes: [.schedule, .samples, .inputs, .reference], needs: [.denoisers],
    inputSources: [.forward, .reverse], defaultInputs: .forward(split: .test, offset: 0),
    onlyInputsUseReference: true)
  let spot: Int
  init(_ parameters: Parameters) throws { spot = parameters.spot }
}

/// Looks at the data alone.
struct Counting: SpecTask {
  static let name = "counting"
  static let summary = "Looks at the data alone"
  static let keys = TaskKeys()
  init(_ parameters: NoParameters) throws {}
}

// MARK: - Plugins

struct Blur: Denoiser {
  static let name = "blur"
  static let summary = "Answers with what it is given"

  struct Parameters: ParameterSet {
    @Parameter("Strength of the blur.", in: 0..<1)
    var strength: PerStep<Double> = 0.0
    @Parameter("How many components are kept.", in: 1...)
    var rank = Limit.absent
    @Parameter("A file with weights.")
    var weights = Either<FilePath, None>.absent
  }

  init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {}

  func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch { noisy }
}

struct Keyed: Denoiser {
  static let name = "keyed"
  static let summary = "Has a parameter without a default"

  struct Parameters: ParameterSet {
    @Parameter("A size.", in: 1...9)
    var size: Int
  }

  init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {}

  func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch { noisy }
}

struct Dots: Dataset {
  static let name = "dots"
  static let summary = "Ten images of two pixels"

  struct Parameters: ParameterSet {
    @Parameter("Where the images lie.")
    var path = Either<FilePath, Default>.absent
  }

  init(_ parameters: Parameters) throws {}

  func load(_ split: Split) throws -> ImageCollection {
    let shape = ImageShape(channels: 1, height: 1, width: 2)
    return ImageCollection(
      images: ImageStore(shape: shape, bytes: (0..<20).map { UInt8($0) }),
      labels: (0..<10).map { $0 % 2 })
  }
}

struct Gap: Metric {
  static let name = "gap"
  static let summary = "Zero"
  static let direction = MetricDirection.lowerIsBetter

  init(_ parameters: NoParameters) throws {}

  func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] { [Double](repeating: 0, count: candidate.count) }
}

struct GapSquared: Metric {
  static let name = "gap-squared"
  static let summary = "Zero, with a parameter"
  static let direction = MetricDirection.lowerIsBetter

  struct Parameters: ParameterSet {
    @Parameter("Clip to this range first.")
    var clip = Either<ValueRange, None>.absent
  }

  init(_ parameters: Parameters) throws {}

  func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] { [Double](repeating: 0, count: candidate.count) }
}
