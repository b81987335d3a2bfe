import Framework

/// Patch set posterior composite with square patches: the posterior mean of every p×p patch at its
/// own place, averaged where patches overlap.
///
/// x̂(q) = mean over the patches P ∋ q of Σ_i X_i(q) softmax_i(−|x − aX_i|²_P / 2s²).
/// Source: Niedoba et al. 2024 (PSPC-Square).
public struct PSPCSquare: ShardedDenoiser {
  public static let name = "pspc-square"
  public static let summary =
    "Posterior means of all square patches at their own place, overlaps averaged"
  public static let algorithmVersion = 4
  public static let citations = [Citation.niedoba2025]
  public static let complexity: String? = "O(n·m)"

  public struct Parameters: ParameterSet {
    @Parameter(
      "Side p of the patches, at most the images'.", in: 1..., presets: [.niedobaPatchSizes],
      candidates: .sides)
    public var patchSizes: PerStep<Int>
    @Parameter("Error that leaving out negligible terms may cause; 0 keeps all.", in: 0...)
    public var tolerance = 1e-7
    public init() {}
  }

  private let parameters: Parameters
  private let images: ImageStore

  /// - Throws: ``WindowSizeError`` if a patch is larger than the images.
  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    try Self.check(parameters, shape: training.shape, levels: [])
    self.parameters = parameters
    images = training.images
  }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    try WindowSizeError.check(parameters.patchSizes.values, key: "patch_sizes", fitInto: shape)
  }

  public func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan
  ) throws -> ImageBatch {
    try PatchPosterior(
      patch: parameters.patchSizes[level.step], at: level, tolerance: parameters.tolerance
    ).mean(of: images, given: noisy, through: scan)
  }

  public static func dataPasses(_ parameters: Parameters) -> Int { 2 }

  /// The mean over the patches P ∋ q of (a/s²) · Cov_P(X^q, X) inside P, 0 outside.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let (shape, side) = (images.shape, parameters.patchSizes[level.step])
    return PosteriorGradients(at: level) { part in
      // A patch is known by its first pixel.
      PosteriorPatch.overlapping(
        shape, answering: part,
        patches: { pixel in
          let (y, x) = pixel.quotientAndRemainder(dividingBy: shape.width)
          return shape.pixels(
            rows: max(0, y - side + 1)..<min(y, shape.height - side) + 1,
            columns: max(0, x - side + 1)..<min(x, shape.width - side) + 1)
        },
        pixels: { first in
          let (y, x) = first.quotientAndRemainder(dividingBy: shape.width)
          return shape.pixels(rows: y..<y + side, columns: x..<x + side)
        })
    }.sensitivity(of: elements, over: images, given: noisy)
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory { .groups }
}

extension PSPCSquare: SoftmaxDenoiser {
  /// One spread for each patch, over the images.
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) -> [[PosteriorSpread]] {
    let side = parameters.patchSizes[level.step]
    let patches = ComparedWindows(images.shape) { .inside($0, window: side) }
    return PosteriorSpreads(comparing: patches, at: level).spreads(over: images, given: noisy)
  }
}
