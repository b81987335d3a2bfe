import Foundation
import Framework

/// A trajectory recorded earlier, from a trained network or any other sampler.
///
/// Answers only at the noisy images that it recorded: as the reference of a `generate` run from its
/// own noise with the schedule it was made with, or of `denoise` with `"source": "reverse"`. The
/// folder holds `xt.npy` and `x0.npy` ([step, sample, c, h, w], x0 unclipped), `noise.npy`
/// ([sample, c, h, w]) and `timesteps.npy` ([step]); of samples that have classes, `classes.npy`
/// ([sample]) holds them.
public struct Recorded: Denoiser {
  public static let name = "recorded"
  public static let summary = "A recorded trajectory (xt.npy, x0.npy, noise.npy, timesteps.npy)"
  public static let algorithmVersion = 1

  public struct Parameters: ParameterSet {
    @Parameter("Folder with xt.npy, x0.npy, noise.npy and timesteps.npy.")
    public var path: FilePath
    public init() {}
  }

  /// How far a noisy image may lie from the recorded one, in data units: float32 samplers of the
  /// same process differ by less, other processes by far more.
  static let tolerance: Float = 5e-3

  private let folder: URL
  private let shape: ImageShape
  private let timesteps: [Double]
  private let samples: Int
  private let noisy: NpyArray
  private let estimates: NpyArray

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    try self.init(parameters)
    try check(training.shape)
  }

  private init(_ parameters: Parameters) throws {
    folder = parameters.path.url
    func array(_ name: String) throws -> NpyArray {
      try NpyArray(contentsOf: parameters.path.url.appendingPathComponent(name))
    }
    noisy = try array("xt.npy")
    estimates = try array("x0.npy")
    timesteps = try array("timesteps.npy").doubles()
    let sizes = noisy.shape
    guard sizes.count == 5, sizes.allSatisfy({ $0 > 0 }), estimates.shape == sizes,
      timesteps.count == sizes[0]
    else {
      throw FormatError(
        file: folder.path,
        problem: "xt.npy has shape \(sizes), x0.npy \(estimates.shape) and timesteps.npy "
          + "\(timesteps.count) entries",
        advice: "record xt and x0 as [step, sample, c, h, w] and one timestep for each step")
    }
    try noisy.checkNumbers("the recording")
    try estimates.checkNumbers("the recording")
    samples = sizes[1]
    shape = ImageShape(channels: sizes[2], height: sizes[3], width: sizes[4])
  }

  /// - Throws: ``FormatError`` if the recording has other images or other steps: a process of other
  ///   steps passes through other images.
  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    let recording = try Recorded(parameters)
    try recording.check(shape)
    for level in levels { _ = try recording.step(of: level) }
    guard levels.count == recording.timesteps.count else {
      throw FormatError(
        file: recording.folder.path,
        problem: "the recording has \(recording.timesteps.count) steps, the run \(levels.count)",
        advice: "run with the schedule that the recording was made with")
    }
  }

  private func check(_ expected: ImageShape) throws {
    guard shape == expected else {
      throw FormatError(
        file: folder.path,
        problem: "the recording has images of \(shape), the data set of \(expected)",
        advice: ImageShape.hintOnChannels(noisy.shape, expected)
          ?? "use the data set that the recorded model was trained on")
    }
  }

  private func step(of level: NoiseLevel) throws -> Int {
    guard let step = timesteps.firstIndex(of: level.t) else {
      throw FormatError(
        file: folder.path,
        problem: "nothing was recorded at t = \(level.t); the recorded timesteps are "
          + timesteps.map { "\($0)" }.joined(separator: ", "),
        advice: "run with the schedule that the recording was made with")
    }
    return step
  }

  public static func ownNoise(_ parameters: Parameters) throws -> ImageBatch? {
    let url = parameters.path.url.appendingPathComponent("noise.npy")
    let noise = try NpyArray(contentsOf: url)
    guard noise.shape.count == 4, noise.shape.allSatisfy({ $0 > 0 }) else {
      throw FormatError(
        file: url.path, problem: "the noise has shape \(noise.shape)",
        advice: "record it as [sample, c, h, w]")
    }
    try noise.checkNumbers("the noise")
    let shape = ImageShape(
      channels: noise.shape[1], height: noise.shape[2], width: noise.shape[3])
    return ImageBatch(shape: shape, values: noise.floats())
  }

  /// - Throws: ``FormatError`` for a `classes.npy` that holds no classes.
  public static func ownClasses(_ parameters: Parameters) throws -> [Int]? {
    let url = parameters.path.url.appendingPathComponent("classes.npy")
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try ClassList.read(url)
  }

  /// What was recorded does not depend on what a spec says of it.
  public static func classUse(_ parameters: Parameters) -> ClassUse { [] }

  /// - Throws: ``FormatError`` where the recording was made with other classes.
  public static func check(_ parameters: Parameters, classes: [Int]?) throws {
    guard let classes, let own = try ownClasses(parameters) else { return }
    guard let sample = zip(own, classes).enumerated().first(where: { $1.0 != $1.1 })?.offset
    else { return }
    throw FormatError(
      file: parameters.path.url.path,
      problem: "sample \(sample) was recorded with the class \(own[sample]), and "
        + "\"classes_of_samples\" says \(classes[sample])",
      advice: "set \"classes_of_samples\" to \"recorded\"")
  }

  public static func remarks(_ parameters: Parameters, classes: [Int]?) throws -> [String] {
    switch (classes == nil, try ownClasses(parameters) == nil) {
    case (false, true):
      [
        "the recording does not hold the classes of its samples (classes.npy); they are taken to be "
          + "those of \"classes_of_samples\""
      ]
    case (true, false):
      [
        "the recording's samples have classes, which nothing in the run uses unless "
          + "\"classes_of_samples\" is \"recorded\""
      ]
    default: []
    }
  }

  /// - Throws: ``SensitivityError`` always: a recording answers at single points.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    throw SensitivityError(
      "a recording answers at its own noisy images only and so has no gradient; use the network "
        + "itself, or another denoiser")
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let step = try step(of: level)
    let range = noisy.firstSample..<noisy.firstSample + noisy.count
    guard range.upperBound <= samples else {
      throw FormatError(
        file: folder.path, problem: "the recording has \(samples) samples, the run needs more",
        advice: "set \"samples\" to \(samples) or less")
    }
    let first = step * samples + range.lowerBound
    let numbers = first * shape.count..<(first + noisy.count) * shape.count
    let gap = zip(noisy.values, self.noisy.floats(in: numbers)).reduce(Float(0)) {
      max($0, abs($1.0 - $1.1))
    }
    guard gap <= Self.tolerance else {
      throw FormatError(
        file: folder.path,
        problem: "at t = \(level.t) the run's noisy images differ from the recorded ones by \(gap)",
        advice: "a recording answers along its own trajectory only: start from its noise.npy with "
          + "its schedule, or use a network as the reference")
    }
    return ImageBatch(
      shape: shape, values: estimates.floats(in: numbers), firstSample: noisy.firstSample)
  }
}
