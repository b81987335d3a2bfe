import Foundation
import Framework

extension SampleSource {
  /// What the samples of a run start from, as its spec says.
  ///
  /// - Throws: an error of a data set or file, or ``RunError`` for samples of another shape.
  init(_ spec: RunSpec, shape: ImageShape, library: DataLibrary) throws {
    switch spec.inputs {
    case .forward(let split, let offset):
      let chosen = try library.collection(
        of: spec.dataset, split: split, range: spec.heldOut(from: offset))
      self = .forward(images: chosen.images, seed: spec.seed)
    case .npy(let path, _):
      self = .given(try Self.inputs(path, levels: spec.levels.count, shape: shape))
    case .reverse, .candidate, nil:
      self = try Self.noise(spec, shape: shape)
    }
  }

  private static func noise(_ spec: RunSpec, shape: ImageShape) throws -> SampleSource {
    if let path = spec.noise {
      let array = try NpyArray(contentsOf: path.url)
      guard array.shape.count == 4,
        Array(array.shape.dropFirst()) == [shape.channels, shape.height, shape.width]
      else {
        throw FormatError(
          file: path.url.path, problem: "the noise has shape \(array.shape)",
          advice: ImageShape.hintOnChannels(array.shape, shape)
            ?? "give [samples, \(shape.channels), \(shape.height), \(shape.width)]")
      }
      try array.checkNumbers("the noise")
      return .noise(ImageBatch(shape: shape, values: array.floats()))
    }
    if let reference = spec.reference, let noise = try reference.denoiser.make.ownNoise() {
      guard noise.shape == shape else {
        throw RunError(
          "\(reference.label) starts from images of \(noise.shape), the run's data are \(shape); "
            + "use the data set that it was recorded with")
      }
      return .noise(noise)
    }
    return .seeded(seed: spec.seed, shape: shape)
  }

  private static func inputs(
    _ path: FilePath, levels: Int, shape: ImageShape
  ) throws -> [ImageBatch] {
    let array = try NpyArray(contentsOf: path.url)
    let image = [shape.channels, shape.height, shape.width]
    guard array.shape.count == 5, Array(array.shape.dropFirst(2)) == image,
      array.shape[0] == levels
    else {
      throw FormatError(
        file: path.url.path, problem: "the inputs have shape \(array.shape)",
        advice: ImageShape.hintOnChannels(array.shape, shape)
          ?? "give [\(levels) steps, samples, \(image[0]), \(image[1]), \(image[2])], one step "
          + "for each noise level")
    }
    try array.checkNumbers("the inputs")
    let size = array.shape[1] * shape.count
    return (0..<levels).map {
      ImageBatch(shape: shape, values: array.floats(in: $0 * size..<($0 + 1) * size))
    }
  }
}

extension RunSpec {
  /// Which images are noised, where inputs are held-out images.
  func heldOut(from offset: Int) -> Range<Int> {
    let end = offset.addingReportingOverflow(samples ?? classes.count ?? RunSpec.defaultSamples)
    return offset..<(end.overflow ? Int.max : end.partialValue)
  }
}

extension SampleClasses {
  /// How many samples a list in the spec has classes for.
  var count: Int? { if case .list(let classes) = self { classes.count } else { nil } }
}
