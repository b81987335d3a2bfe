import Framework

/// Patch set posterior composite with patches of any form: every pixel's patch holds the pixels that
/// its answer is most sensitive to, and overlapping patches are averaged.
///
/// x̂^p = mean over the patches B_q that hold p of Σ_i X_i^p softmax_i(−|B_q ∘ (x − aX_i)|² / 2s²).
/// Source: Niedoba et al. 2024 ("PSPC-Flex"), who take the sensitivity from a network; the Wiener
/// filter's needs the data only. Maps from a denoiser are computed once a level, when it is first
/// met, at the cost of all its gradients at `images` noised training images.
public struct PSPCFlex: ShardedDenoiser {
  public static let name = "pspc-flex"
  public static let summary =
    "Patch posteriors over each pixel's most sensitive surroundings, overlaps averaged"
  public static let algorithmVersion = 4
  public static let citations = [Citation.niedoba2025]
  public static let complexity: String? = "O(n·p·m)"

  public struct Parameters: ParameterSet {
    @Parameter("Sensitivity maps: .npy [steps, h, w, h, w]; the Wiener filter's; a denoiser's.")
    public var heatmaps = Heatmaps.wiener
    @Parameter(
      "Share of a map's heat that its patch holds; 1 means `optimal`.", in: Self.shares,
      presets: [.niedobaThresholds],
      candidates: .values([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]))
    public var thresholds: PerStep<Double> = 0.5
    @Parameter("Largest error from leaving out negligible images; 0 leaves out none.", in: 0...)
    public var tolerance = 1e-7
    public init() {}

    private static let shares = Bounds.above(0, upTo: 1)
  }

  private let parameters: Parameters
  private let images: ImageStore
  private let maps: @Sendable (NoiseLevel) throws -> SensitivityMaps
  private let posteriors = OnceByKey<NoiseLevel, OverlapPosterior>()
  /// The patches of a level, and for each pixel those that hold it; for sensitivities.
  private let patches = OnceByKey<NoiseLevel, (masks: PixelMasks, holders: PixelMasks)>()

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
    images = training.images
    maps = try parameters.heatmaps.maps(for: training)
  }

  public func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan
  ) throws -> ImageBatch {
    let share = parameters.thresholds[level.step]
    guard share < 1 else {
      return try ImagePosterior(at: level).mean(of: images, given: noisy, through: scan)
    }
    let posterior = try posteriors.value(for: level) { () throws in
      OverlapPosterior(
        masks: try maps(level).masks(share: share), at: level, tolerance: parameters.tolerance)
    }
    return try posterior.mean(of: images, given: noisy, through: scan)
  }

  public static func dataPasses(_ parameters: Parameters) -> Int {
    parameters.thresholds.values.contains { $0 < 1 } ? 2 : 1
  }

  /// The mean over the patches P ∋ q of (a/s²) · Cov_P(X^q, X) inside P, 0 outside.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let share = parameters.thresholds[level.step]
    let found = try share < 1 ? patches(at: level, share: share) : nil
    return PosteriorGradients(at: level) { [shape = images.shape] part in
      guard let (masks, holders) = found else {
        return PosteriorPatch.whole(shape, answering: part)
      }
      return PosteriorPatch.overlapping(
        shape, answering: part,
        // A pixel that no patch holds is answered by its own.
        patches: { holders.count(of: $0) > 0 ? holders.pixels(of: $0) : [$0] },
        pixels: { masks.pixels(of: $0) })
    }.sensitivity(of: elements, over: images, given: noisy)
  }

  private func patches(
    at level: NoiseLevel, share: Double
  ) throws -> (masks: PixelMasks, holders: PixelMasks) {
    try patches.value(for: level) { () throws in
      let masks = try maps(level).masks(share: share)
      return (masks, masks.transposed())
    }
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    // A map and two programs for each level, and what maps are made of.
    steps * shape.area * 256 * MemoryLayout<Int32>.stride
      + parameters.heatmaps.memory(shape: shape, count: count, steps: steps)
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory {
    parameters.heatmaps.sharedMemory.union(.groups)
  }
}

extension PSPCFlex: SoftmaxDenoiser {
  /// One spread for each pixel's patch, over the images; one in all where patches are whole images.
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) throws -> [[PosteriorSpread]] {
    PosteriorSpreads(comparing: try regions(at: level), at: level)
      .spreads(over: images, given: noisy)
  }

  private func regions(at level: NoiseLevel) throws -> any ComparedRegions {
    let share = parameters.thresholds[level.step]
    guard share < 1 else { return WholeImages() }
    let (masks, holders) = try patches(at: level, share: share)
    // A patch without pixels answers only for its own, where no other patch holds that.
    let used = (0..<masks.shape.area).filter {
      masks.count(of: $0) > 0 || holders.count(of: $0) == 0
    }
    return ElementSets(of: masks, at: used, channels: images.shape.channels)
  }
}
