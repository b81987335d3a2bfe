import Framework

/// Collections of filtered posterior means: images are compared in precisions, hard windows and masks
/// or soft ones, and each posterior answers for a place or for its surroundings.
///
/// x̂ = Σ_j r_j m_j / Σ_j r_j, m_j = Σ_i X_i softmax_i(−(x − aX_i)² · l_j / 2s²) with precisions l_j
/// and responses r_j. With windows it is `kamb-ls` ("pixel") and `pspc-square` ("inside", "patch"),
/// with heat maps `pspc-flex` ("patch"), with locality `pca-locality` ("pixel"): what answers there is
/// the posterior that these have.
/// Source: Niedoba, Zwartsenberg & Wood 2026.
public struct FilteredPosterior: ShardedDenoiser {
  public static let name = "filtered-posterior"
  public static let summary =
    "Posterior means under hard or soft precisions, each answering for a place or its surroundings"
  public static let algorithmVersion = 3
  public static let citations = [Citation.niedoba2026]
  public static let complexity: String? = "O(n·p·m)"

  public struct Parameters: ParameterSet {
    @Parameter(
      "How much every number counts where images are compared; a window or mask counts all alike.",
      candidates: Self.widths)
    public var precision: PerStep<PosteriorPrecision> = .all(.gaussian(2))
    @Parameter("What a posterior answers for; Gaussian: around its place, w in pixels.")
    public var response: PerStep<PosteriorResponse> = .all(.pixel)
    @Parameter("Largest error from leaving out negligible images; 0 leaves out none.", in: 0...)
    public var tolerance = 1e-7
    public init() {}

    private static let widths = Candidates { shape in
      [0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24]
        .filter { $0 <= Double(max(1, max(shape.height, shape.width))) }
        .map { ["gaussian": .number($0)] }
    }

    var steps: Int { max(precision.values.count, response.values.count) }
  }

  private let parameters: Parameters
  private let training: TrainingSet
  /// Of every step with heat maps; steps with the same share them.
  private let maps: [String: @Sendable (NoiseLevel) throws -> SensitivityMaps]
  private let posteriors = OnceByKey<NoiseLevel, any Posterior>()

  /// - Throws: as ``check(_:shape:levels:)``, and what heat maps throw.
  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    try Self.check(parameters, shape: training.shape, levels: [])
    self.parameters = parameters
    self.training = training
    var maps: [String: @Sendable (NoiseLevel) throws -> SensitivityMaps] = [:]
    for case .heatmaps(let source, let threshold) in parameters.precision.values
    where threshold < 1 && maps[source.json.canonicalText] == nil {
      maps[source.json.canonicalText] = try source.maps(for: training)
    }
    self.maps = maps
  }

  /// - Throws: ``SpecIssue`` for a response that the precision does not have, ``WindowSizeError`` for
  ///   a window that does not fit.
  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    for step in 0..<parameters.steps {
      try parameters.response[step].check(with: parameters.precision[step])
      if case .inside(let side) = parameters.precision[step] {
        try WindowSizeError.check([side], key: "precision", fitInto: shape)
      }
    }
  }

  public static func remarks(_ parameters: Parameters) throws -> [String] {
    let isOpen = parameters.precision.values.contains { precision in
      if case .locality(let threshold) = precision { threshold == 0 } else { false }
    }
    return isOpen ? LocalityMasks.remarks(threshold: 0) : []
  }

  public func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan
  ) throws -> ImageBatch {
    try posteriors.value(for: level) { () throws in
      if let known = try hardCase(at: level) { return known }
      let collection = try collection(at: level)
      return PrecisionPosterior(
        precisions: collection.precisions, responses: collection.responses,
        joinsChannels: collection.joinsChannels, at: level, tolerance: parameters.tolerance)
    }.mean(of: training.images, given: noisy, through: scan)
  }

  public static func dataPasses(_ parameters: Parameters) -> Int {
    answersAlone(parameters) ? 1 : 2
  }

  /// Whether every posterior answers for its own number alone.
  private static func answersAlone(_ parameters: Parameters) -> Bool {
    parameters.response.values.allSatisfy { if case .pixel = $0 { true } else { false } }
  }

  /// The sum over the posteriors that answer for q of r_jq (a/s²) l_jp Cov_j(X^q, X^p). Soft responses,
  /// for which all posteriors answer, are differenced.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    if case .gaussian = parameters.response[level.step] {
      return try differencedSensitivity(of: elements, noisy: noisy, at: level)
    }
    let collection = try collection(at: level)
    return PosteriorGradients(at: level) { [shape = training.shape] part in
      collection.patches(shape, answering: part)
    }.sensitivity(of: elements, over: training.images, given: noisy)
  }

  /// What has a posterior of its own, which takes sums of few squares each in place of products.
  private func hardCase(at level: NoiseLevel) throws -> (any Posterior)? {
    let tolerance = parameters.tolerance
    switch (parameters.precision[level.step], parameters.response[level.step]) {
    case (.window(let side), .pixel):
      return WindowPosterior(
        window: side.value, places: .same, at: level, tolerance: tolerance)
    case (.inside(let side), .patch):
      return PatchPosterior(patch: side, at: level, tolerance: tolerance)
    case (.heatmaps(let source, let threshold), .patch) where threshold < 1:
      return OverlapPosterior(
        masks: try maps[source.json.canonicalText]!(level).masks(share: threshold), at: level,
        tolerance: tolerance)
    case (.locality(let threshold), .pixel):
      return MaskPosterior(
        LocalityMasks(
          of: training, threshold: threshold, scale: .global, orientation: .column
        ).plan(at: level), at: level, tolerance: tolerance)
    default: return nil
    }
  }

  private func collection(at level: NoiseLevel) throws -> PosteriorCollection {
    try PosteriorCollection(
      parameters.precision[level.step], parameters.response[level.step], training, at: level
    ) { source in try maps[source.json.canonicalText]!(level) }
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    let levels =
      (steps + parameters.precision.values.count - 1) / parameters.precision.values.count
    var (held, made) = (0, 0)
    for precision in parameters.precision.values {
      let size: Int
      switch precision {
      case .window, .inside, .gaussian: continue
      case .wiener, .locality: size = shape.count
      case .heatmaps(let source, _):
        size = shape.area
        held += source.memory(shape: shape, count: count, steps: levels)
      }
      // Of each level the factors of precisions, and of responses unless each posterior answers for
      // itself; then two matrices that they are made of.
      let factors = size * size * MemoryLayout<Float>.stride
      held += levels * (answersAlone(parameters) ? 1 : 2) * factors
      made = max(made, 4 * factors)
    }
    return held + made
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory {
    parameters.precision.values.reduce(.groups) { shared, precision in
      switch precision {
      case .window, .inside, .gaussian: shared
      case .wiener, .locality: shared.union(.spectrum)
      case .heatmaps(let source, _): shared.union(source.sharedMemory)
      }
    }
  }
}
