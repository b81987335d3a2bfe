import Foundation
import Framework

extension Plan {
  /// Loads what the experiment names and cuts it into units.
  ///
  /// - Throws: an error of a data set, a file or the spec; nothing has been computed then.
  public init(_ experiment: Experiment, library: DataLibrary) throws {
    self.experiment = experiment
    settings = try experiment.settings.enumerated().map { index, setting in
      try SettingPlanner(setting: setting, library: library).plan(index: index)
    }
    let count = units.count
    guard count <= Self.largest else {
      throw RunError(
        "the plan has \(count) units, more than \(Self.largest); use fewer samples or values")
    }
  }
}

/// Something that keeps a run from starting or going on.
public struct RunError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

struct SettingPlanner {
  let setting: Setting
  let library: DataLibrary

  func plan(index: Int) throws -> SettingPlan {
    let training = try library.load(setting.dataset)
    guard !setting.task.needsDataOnly else {
      return SettingPlan(
        index: index, setting: setting, samples: 0,
        source: .seeded(seed: setting.seed, shape: training.collection.images.shape),
        pixels: [], trainingHash: training.contentHash, shape: training.collection.images.shape,
        models: [])
    }
    let shape = training.collection.images.shape
    let source = try makeSource(shape: shape)
    let samples = setting.samples ?? source.count ?? Setting.defaultSamples
    if let available = source.count, samples > available {
      throw RunError(
        "\"samples\" is \(samples), but the given noise or inputs hold \(available); lower it, or "
          + "leave it out to take all of them")
    }
    let isSensitivity = setting.task == .sensitivity
    let pixels = isSensitivity ? try setting.pixels.pixels(in: shape) : []
    let unitSize = isSensitivity ? Plan.samplesPerSensitivityUnit : Plan.samplesPerUnit
    guard samples / unitSize <= Plan.largest else {
      throw RunError(
        "\"samples\" is \(samples), which makes more than \(Plan.largest) units; lower it")
    }
    let base = try runIdentity(trainingHash: training.contentHash)
    let sources = blocks(from: 0, to: samples, of: unitSize).map {
      (samples: $0, identity: source.identity(of: $0))
    }
    let reference = try setting.reference.map {
      try model($0, isReference: true, blocks: sources, base: base, shape: shape)
    }
    let referenceIdentity = try setting.reference.map { try identity(of: $0) } ?? .init(.null)
    var comparison = base
    comparison["reference"] = referenceIdentity
    comparison["metrics"] = .array(try setting.metrics.map { try $0.identity() })
    // The estimates themselves are recorded only if asked for.
    comparison["save_arrays"] = .bool(setting.saveArrays)
    if isSensitivity {
      comparison["pixels"] = .array(pixels.map { [.integer($0.y), .integer($0.x)] })
    }
    let variants = try setting.variants.map {
      try model($0, isReference: false, blocks: sources, base: comparison, shape: shape)
    }
    return SettingPlan(
      index: index, setting: setting, samples: samples, source: source, pixels: pixels,
      trainingHash: training.contentHash, shape: shape,
      models: [reference].compactMap { $0 } + variants)
  }

  // MARK: Samples

  private func makeSource(shape: ImageShape) throws -> SampleSource {
    switch setting.inputs {
    case .forward(let split, let offset):
      let count = setting.samples ?? Setting.defaultSamples
      let end = offset.addingReportingOverflow(count)
      let range = offset..<(end.overflow ? Int.max : end.partialValue)
      let images = try setting.dataset.load(split: split, range: range).images
      return .forward(images: images, seed: setting.seed)
    case .npy(let path, _): return .given(try givenInputs(path, shape: shape))
    case .reverse, .candidate, nil: return try noiseSource(shape: shape)
    }
  }

  private func noiseSource(shape: ImageShape) throws -> SampleSource {
    if let path = setting.noise {
      let array = try NpyArray(contentsOf: path.url)
      guard array.shape.count == 4,
        Array(array.shape.dropFirst()) == [shape.channels, shape.height, shape.width]
      else {
        throw FormatError(
          file: path.url.path, problem: "the noise has shape \(array.shape)",
          advice: "give [samples, \(shape.channels), \(shape.height), \(shape.width)]")
      }
      return .noise(try finite(ImageBatch(shape: shape, values: array.floats()), path.url))
    }
    if let reference = setting.reference, let noise = try reference.denoiser.make.ownNoise() {
      guard noise.shape == shape else {
        throw RunError(
          "\(reference.label) starts from images of \(noise.shape), the run's data are \(shape); "
            + "use the data set that it was recorded with")
      }
      return .noise(noise)
    }
    return .seeded(seed: setting.seed, shape: shape)
  }

  private func givenInputs(_ path: FilePath, shape: ImageShape) throws -> [ImageBatch] {
    let array = try NpyArray(contentsOf: path.url)
    let levels = setting.levels.count
    let image = [shape.channels, shape.height, shape.width]
    guard array.shape.count == 5, Array(array.shape.dropFirst(2)) == image,
      array.shape[0] == levels
    else {
      throw FormatError(
        file: path.url.path, problem: "the inputs have shape \(array.shape)",
        advice: "give [\(levels) steps, samples, \(image[0]), \(image[1]), \(image[2])], one step "
          + "for each noise level")
    }
    let size = array.shape[1] * shape.count
    return try (0..<levels).map {
      try finite(
        ImageBatch(shape: shape, values: array.floats(in: $0 * size..<($0 + 1) * size)), path.url)
    }
  }

  private func finite(_ batch: ImageBatch, _ url: URL) throws -> ImageBatch {
    if let place = batch.firstNonFinite {
      throw FormatError(
        file: url.path, problem: "sample \(place.image) holds a number that is not finite",
        advice: "remove the sample or make the file anew")
    }
    return batch
  }

  // MARK: Identity

  private func runIdentity(trainingHash: String) throws -> JSON {
    [
      "format": .integer(UnitRecord.version),
      "task": .string(setting.task.rawValue),
      "mode": .string(setting.mode),
      "data": .string(trainingHash),
      "schedule": try setting.schedule.identity(),
      "levels": .array(setting.levels.map { [.number($0.signal), .number($0.noise)] }),
      "seed": .integer(setting.seed),
    ]
  }

  private func identity(of variant: Variant) throws -> JSON {
    var identity = try variant.denoiser.identity()
    if let dataset = variant.dataset {
      identity["data"] = .string(try library.load(dataset).contentHash)
    }
    return identity
  }

  private func model(
    _ variant: Variant, isReference: Bool, blocks: [(samples: Range<Int>, identity: JSON)],
    base: JSON, shape: ImageShape
  ) throws -> ModelPlan {
    let training = try variant.dataset.map { try library.load($0).collection.images.shape }
    if let training, training != shape {
      throw RunError(
        "\(variant.label) is fitted to images of \(training), the run's data are \(shape); give "
          + "both data sets one resolution and as many channels")
    }
    do {
      try variant.denoiser.make.check(shape, setting.levels)
    } catch {
      throw RunError("\(variant.label): \(error)")
    }
    var identity = base
    identity["denoiser"] = try self.identity(of: variant)
    identity["role"] = isReference ? "reference" : "variant"
    // A reference that is asked at each candidate's own trajectory has no answers of its own.
    let isAskedOnly = isReference && setting.mode == "single_step"
    return ModelPlan(
      variant: variant, isReference: isReference,
      units: (isAskedOnly ? [] : blocks).map { block in
        identity["samples"] = [
          .integer(block.samples.lowerBound), .integer(block.samples.upperBound),
        ]
        identity["source"] = block.identity
        let hash = SHA256.hash(Array(identity.canonicalText.utf8)).hex
        return Unit(id: String(hash.prefix(32)), samples: block.samples)
      })
  }
}

extension Setting {
  /// How candidate and reference are brought together, as `samples.csv` names it.
  public var mode: String { inputs?.mode ?? "trajectory" }
}
