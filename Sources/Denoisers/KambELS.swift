import Framework

/// Equivariant local score machine: every pixel from the k×k window around it, compared with every
/// window of that size inside any image, wherever it lies.
///
/// x̂(q) = Σ_{i,u} X_i(u) softmax_{i,u}(−|x's window at q − a · X_i's window at u|² / 2s²);
/// the noisy image is continued circularly.  Source: Kamb & Ganguli 2025, Sec. 3 (ELS machine).
public struct KambELS: Denoiser {
  public static let name = "kamb-els"
  public static let summary =
    "Equivariant local score machine: a window around each pixel, compared with all places"
  public static let algorithmVersion = 3
  public static let citations = [Citation.kamb2025]
  public static let complexity: String? = "O(n·m²)"

  public struct Parameters: ParameterSet {
    @Parameter("Side k of the window, odd, at most the images'.", candidates: .oddSides)
    public var scales: PerStep<OddSize>
    @Parameter("Error that leaving out negligible terms may cause; 0 keeps all.", in: 0...)
    public var tolerance = 1e-7
    public init() {}
  }

  private let parameters: Parameters
  private let images: ImageStore

  /// - Throws: ``WindowSizeError`` if a window is larger than the images.
  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    try Self.check(parameters, shape: training.shape, levels: [])
    self.parameters = parameters
    images = training.images
  }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    try WindowSizeError.check(
      parameters.scales.values.map(\.value), key: "scales", fitInto: shape)
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    WindowPosterior(
      window: parameters.scales[level.step].value, places: .any, at: level,
      tolerance: parameters.tolerance
    ).mean(of: images, given: noisy)
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    ImageStore.groupMemory(shape: shape, count: count)
  }
}

extension KambELS: SoftmaxDenoiser {
  /// One spread for each pixel, over all windows of the images.
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) -> [[PosteriorSpread]] {
    let window = parameters.scales[level.step].value
    let windows = ComparedWindows(images.shape) { .anyPlace($0, window: window) }
    return PosteriorSpreads(comparing: windows, at: level).spreads(over: images, given: noisy)
  }
}
