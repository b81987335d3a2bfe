import Framework

/// Equivariant local score machine with broken borders: a pixel nearer than k/2 to a border is
/// compared only with places at the same distance from that border, any other as in `kamb-els`.
///
/// A corner pixel is compared with the same place, an edge pixel with all interior positions along
/// its edge; what lies outside the image is ignored. If k reaches the images' height, every pixel
/// is compared with its own place, as in `kamb-ls`.  Source: Kamb & Ganguli 2025, Sec. 3 (bbELS).
///
/// With `clusters` a window is compared with those of the `probe` nearest clusters of the data's windows
/// alone, inside them exactly. What that misses of the weight is measured and said; how the weights are
/// spread is said of all windows.
public struct KambBBELS: ShardedDenoiser {
  public static let name = "kamb-bbels"
  public static let summary =
    "Local score machine that is equivariant except near the borders of the image"
  public static let algorithmVersion = 4
  public static let citations = [Citation.kamb2025]
  public static let complexity: String? = "O(n·m²)"

  public struct Parameters: ParameterSet {
    @Parameter("Side k of the window, odd.", candidates: .oddSides)
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
  /// By the window's side, where windows are compared with other places.
  private let clustered: [Int: ClusteredWindows]

  /// - Throws: as ``check(_:shape:levels:)``.
  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    try Self.check(parameters, shape: training.shape, levels: [])
    self.parameters = parameters
    images = training.images
    clustered = ClusteredWindows.bySize(
      parameters.scales.values.map(\.value).filter { $0 < training.shape.height },
      clusters: parameters.clusters.value, of: training
    ) { PlaceAxis.brokenAtBorders($0, window: $1) }
  }

  /// - Throws: ``SpecIssue`` for clusters that cannot be searched.
  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
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
      window: window, places: window < images.shape.height ? .anyAwayFromBorders : .same,
      at: level, tolerance: parameters.tolerance
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

extension KambBBELS: ApproximateDenoiser {
  public func missedShares(of noisy: ImageBatch, at level: NoiseLevel) throws -> [Double] {
    clustered[parameters.scales[level.step].value]?.missedShares(
      of: noisy, probe: parameters.probe, at: level) ?? []
  }
}
