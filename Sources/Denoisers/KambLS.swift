import Framework

/// Local score machine: every pixel from the k×k window around it, compared with the same place of
/// every image.
///
/// x̂(q) = Σ_i X_i(q) softmax_i(−|x − aX_i|²_{window of q} / 2s²); what lies outside the image is
/// ignored.  Source: Kamb & Ganguli 2025, Sec. 3 (LS machine).
public struct KambLS: ShardedDenoiser {
  public static let name = "kamb-ls"
  public static let summary =
    "Local score machine: a window around each pixel, compared at the same place of every image"
  public static let algorithmVersion = 4
  public static let citations = [Citation.kamb2025]
  public static let complexity: String? = "O(n·m)"

  public struct Parameters: ParameterSet {
    @Parameter("Side k of the window, odd.", candidates: .oddSides)
    public var scales: PerStep<OddSize>
    @Parameter("Error that leaving out negligible terms may cause; 0 keeps all.", in: 0...)
    public var tolerance = 1e-7
    public init() {}
  }

  private let parameters: Parameters
  private let images: ImageStore

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
    images = training.images
  }

  public func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan
  ) throws -> ImageBatch {
    try WindowPosterior(
      window: parameters.scales[level.step].value, places: .same, at: level,
      tolerance: parameters.tolerance
    ).mean(of: images, given: noisy, through: scan)
  }

  public static func dataPasses(_ parameters: Parameters) -> Int { 1 }

  /// (a/s²) · Cov_w(X^q, X) inside the window of q, 0 outside.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let (shape, reach) = (images.shape, parameters.scales[level.step].value / 2)
    return PosteriorGradients(at: level) { part in
      PosteriorPatch.overlapping(shape, answering: part, patches: { [$0] }) { place in
        let (y, x) = place.quotientAndRemainder(dividingBy: shape.width)
        return shape.pixels(
          rows: max(0, y - reach)..<min(shape.height, y + reach + 1),
          columns: max(0, x - reach)..<min(shape.width, x + reach + 1))
      }
    }.sensitivity(of: elements, over: images, given: noisy)
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory { .groups }
}

extension KambLS: SoftmaxDenoiser {
  /// One spread for each pixel, over the images.
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) -> [[PosteriorSpread]] {
    let window = parameters.scales[level.step].value
    let windows = ComparedWindows(images.shape) { .samePlace($0, window: window) }
    return PosteriorSpreads(comparing: windows, at: level).spreads(over: images, given: noisy)
  }
}
