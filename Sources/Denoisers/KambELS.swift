import Framework

/// Equivariant local score machine: every pixel from the k×k window around it, compared with every
/// window of that size inside any image, wherever it lies.
///
/// x̂(q) = Σ_{i,u} X_i(u) softmax_{i,u}(−|x's window at q − a · X_i's window at u|² / 2s²);
/// the noisy image is continued circularly.  Source: Kamb & Ganguli 2025, Sec. 3 (ELS machine).
///
/// With `clusters` a window is compared with those of the `probe` nearest clusters of the data's windows
/// alone, inside them exactly. What that misses of the weight is measured and said; how the weights are
/// spread is said of all windows.
public struct KambELS: ShardedDenoiser {
  public static let name = "kamb-els"
  public static let summary =
    "Equivariant local score machine: a window around each pixel, compared with all places"
  public static let algorithmVersion = 4
  public static let citations = [Citation.kamb2025]
  public static let complexity: String? = "O(n·m²)"

  public struct Parameters: ParameterSet {
    @Parameter("Side k of the window, odd, at most the images'.", candidates: .oddSides)
    public var scales: PerStep<OddSize>
    @Parameter("Error that leaving out negligible terms may cause; 0 keeps all.", in: 0...)
    public var tolerance = 1e-7
    @Parameter(
      "Clusters of the data's patches, of which the nearest are searched; \"none\": all, exactly.",
      in: 1...1_000_000)
    public var clusters = Either<Int, None>.absent
    @Parameter("Nearest clusters that are searched, of \"clusters\".", in: 1...1_000_000)
    public var probe = 1
    public init() {}
  }

  private let parameters: Parameters
  private let images: ImageStore
  private let clustered: [Int: ClusteredWindows]

  /// - Throws: ``WindowSizeError`` if a window is larger than the images.
  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    try Self.check(parameters, shape: training.shape, levels: [])
    self.parameters = parameters
    images = training.images
    clustered = ClusteredWindows.bySize(
      parameters.scales.values.map(\.value), clusters: parameters.clusters.value, of: training
    ) { PlaceAxis.anyPlace($0, window: $1) }
  }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    try WindowSizeError.check(
      parameters.scales.values.map(\.value), key: "scales", fitInto: shape)
    try ClusteredWindows.check(clusters: parameters.clusters.value, probe: parameters.probe)
  }

  public func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan
  ) throws -> ImageBatch {
    let window = parameters.scales[level.step].value
    if let clustered = clustered[window] {
      return clustered.mean(given: noisy, probe: parameters.probe, at: level)
    }
    return try WindowPosterior(
      window: window, places: .any, at: level, tolerance: parameters.tolerance
    ).mean(of: images, given: noisy, through: scan)
  }

  /// - Throws: ``SpecIssue`` for clusters, which are of all the data.
  public static func dataPasses(_ parameters: Parameters) throws -> Int {
    guard parameters.clusters.value == nil else { throw SpecIssue(ClusteredWindows.areNotShared) }
    return 1
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    ClusteredWindows.memory(
      parameters.scales.values.map(\.value), clusters: parameters.clusters.value, shape: shape,
      count: count)
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory {
    parameters.clusters.value == nil ? .groups : []
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

extension KambELS: ApproximateDenoiser {
  public func missedShares(of noisy: ImageBatch, at level: NoiseLevel) throws -> [Double] {
    clustered[parameters.scales[level.step].value]?.missedShares(
      of: noisy, probe: parameters.probe, at: level) ?? []
  }
}
