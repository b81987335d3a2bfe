import Framework

/// The training image closest to the noisy one, returned as it is.
///
/// Shows how novel a sample is. The release compares x with X_i itself; `rescale` compares it with
/// a·X_i, as the noise model asks.
public struct Nearest: Denoiser {
  public static let name = "nearest"
  public static let summary = "The training image closest to x_t"
  public static let algorithmVersion = 1
  public static let complexity: String? = "O(n·m)"

  public struct Parameters: ParameterSet {
    @Parameter("Compare with a·X_i rather than X_i; the release does not.")
    public var rescale = false
    public init() {}
  }

  private let rescale: Bool
  private let images: ImageStore

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    rescale = parameters.rescale
    images = training.images
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let found = images.nearest(to: noisy, signal: rescale ? level.signal : 1)
    return ImageBatch(
      shape: noisy.shape, values: found.flatMap { images.image($0.index) },
      firstSample: noisy.firstSample)
  }

  /// 0: the answer is constant wherever it has a gradient.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    Sensitivity(
      closedForm: ImageBatch(
        shape: noisy.shape, repeating: 0, count: noisy.count * elements.count),
      elementCount: elements.count)
  }
}
