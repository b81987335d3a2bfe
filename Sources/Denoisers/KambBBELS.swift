import Framework

/// Equivariant local score machine with broken borders: a pixel nearer than k/2 to a border is
/// compared only with places at the same distance from that border, any other as in `kamb-els`.
///
/// A corner pixel is compared with the same place, an edge pixel with all interior positions along
/// its edge; what lies outside the image is ignored. If k reaches the images' height, every pixel
/// is compared with its own place, as in `kamb-ls`.  Source: Kamb & Ganguli 2025, Sec. 3 (bbELS).
public struct KambBBELS: Denoiser {
  public static let name = "kamb-bbels"
  public static let summary =
    "Local score machine that is equivariant except near the borders of the image"
  public static let algorithmVersion = 3
  public static let citations = [Citation.kamb2025]
  public static let complexity: String? = "O(n·m²)"

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

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let window = parameters.scales[level.step].value
    return WindowPosterior(
      window: window, places: window < images.shape.height ? .anyAwayFromBorders : .same,
      at: level, tolerance: parameters.tolerance
    ).mean(of: images, given: noisy)
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    ImageStore.groupMemory(shape: shape, count: count)
  }
}

extension KambBBELS: SoftmaxDenoiser {
  /// One spread for each pixel, over the windows of the images that it is compared with.
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) -> [[PosteriorSpread]] {
    let window = parameters.scales[level.step].value
    let isEquivariant = window < images.shape.height
    let windows = ComparedWindows(images.shape) {
      isEquivariant ? .samePlaceAtBorders($0, window: window) : .samePlace($0, window: window)
    }
    return PosteriorSpreads(comparing: windows, at: level).spreads(over: images, given: noisy)
  }
}
