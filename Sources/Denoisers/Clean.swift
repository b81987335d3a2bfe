import Framework

/// The held-out image before the noise: the yardstick for denoising itself, where the other
/// references are networks.
///
/// As the reference of `denoise` with inputs from `forward`, `mse` is the error against the truth,
/// whose least value any denoiser can have is that of the posterior mean of the images' own
/// distribution: a denoiser that repeats its training data is far above it, whatever it agrees with.
public struct Clean: Denoiser {
  public static let name = "clean"
  public static let summary = "The held-out image before the noise, for inputs from \"forward\""
  public static let algorithmVersion = 1
  public static let answersWithCleanImages = true

  /// The truth is the same whatever its class.
  public static func classUse(_ parameters: NoParameters) -> ClassUse { [] }

  public init(_ parameters: NoParameters, fittedTo training: TrainingSet) throws {}

  /// - Throws: ``NoCleanImage`` always: whoever asks at a noisy image alone has no clean one.
  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    throw NoCleanImage()
  }

  /// - Throws: ``SensitivityError`` always.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    throw SensitivityError("the image before the noise does not depend on the noisy one")
  }
}

/// Only a noisy image was at hand where the clean one was asked for.
public struct NoCleanImage: Error, CustomStringConvertible {
  public init() {}
  public var description: String {
    "\"clean\" has no answer here: use it in the task \"denoise\" with \"inputs\": {\"source\": "
      + "\"forward\"}, as the reference"
  }
}
