import Framework

/// Locality of the optimal linear denoiser: the posterior mean in which every pixel looks only at
/// those pixels that the Wiener filter W_t uses for it.
///
/// x̂^q = Σ_i X_i^q softmax_i(−|B_q ∘ (x − aX_i)|² / 2s²T), B_q the thresholded column or row q of
/// W_t = U diag(a²λ / (s² + a²λ)) Uᵀ. Source: Lukoianov et al. 2025 ("ours") and their release,
/// whose choices are the defaults, except for its softmax over batches. With `"mask": "real"` W itself
/// weighs the pixels, as the releases have it where their threshold is 0; with a `basis` pixel p is
/// compared in those components k for which |U_pk| aλ / (s² + a²λ) reaches the threshold (P = VᵀMV).
public struct PCALocality: ShardedDenoiser {
  public static let name = "pca-locality"
  public static let summary =
    "Posterior mean over the pixels that the Wiener filter uses for each pixel"
  public static let algorithmVersion = 5
  public static let citations = [Citation.lukoianov2025]
  public static let complexity: String? = "O(n·p·m)"

  public struct Parameters: ParameterSet {
    @Parameter(
      "Smallest |W| in the mask, as a fraction of the largest.", in: 0...1,
      candidates: .values([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]))
    public var threshold = 0.02
    @Parameter("T: divides the logits.", in: .above(0))
    public var temperature = 1.0
    @Parameter("Over all images, or the mean of softmaxes over batches of them (the release).")
    public var softmax = SoftmaxScope.exact
    @Parameter("Whose largest |W| the threshold refers to: the whole matrix's or the row's own.")
    public var scale = LocalityMasks.Scale.global
    @Parameter("Whether a pixel reads its column of the mask (the release) or row (the paper).")
    public var orientation = LocalityMasks.Orientation.column
    @Parameter("Fraction of the total variance removed, weakest components first.", in: 0..<1)
    public var energyCutoff: PerStep<Double> = 0.0
    @Parameter(
      "The entries above the threshold, all alike, or W itself as weights, without a threshold.",
      identifiesAtDefault: false)
    public var mask = LocalityCollection.Form.binary
    @Parameter(
      "What masks are of: pixels, or for each pixel the components that the filter uses most.",
      identifiesAtDefault: false)
    public var basis = LocalityCollection.Basis.pixels
    @Parameter("Largest error from leaving out negligible images; 0 leaves out none.", in: 0...)
    public var tolerance = 1e-7
    @Parameter(
      "A published mean, axes and eigenvalues in place of the data's own: .npz, .safetensors, .pt, "
        + "or a folder of .pt or .npy.", identifiesAtDefault: false)
    public var spectrum = Either<FilePath, Default>.absent
    @Parameter("What of the published spectrum's data becomes [-1, 1].", identifiesAtDefault: false)
    public var spectrumRange = ValueRange(-1, 1)
    public init() {}

    /// Whether pixels are masked by what is a mask of pixels.
    var isPlain: Bool { mask == .binary && basis == .pixels }
    var source: SpectrumSource { SpectrumSource(path: spectrum, range: spectrumRange) }
  }

  private let parameters: Parameters
  private let images: ImageStore
  private let masks: @Sendable (NoiseLevel) -> PixelMasks
  /// The masks with the plan of their sums.
  private let plan: @Sendable (NoiseLevel) -> MaskPlan
  private let posteriors = OnceByKey<NoiseLevel, MaskPosterior>()
  /// The masks themselves, for sensitivities.
  private let masksByLevel = OnceByKey<NoiseLevel, PixelMasks>()
  /// What answers where there are no binary masks of pixels.
  private let collection: LocalityCollection?
  private let collections = OnceByKey<NoiseLevel, PrecisionPosterior>()

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    let locality =
      if let published = try parameters.source.spectrum(for: training) {
        LocalityMasks(
          of: published, shape: training.shape, threshold: parameters.threshold,
          scale: parameters.scale, orientation: parameters.orientation)
      } else {
        LocalityMasks(
          of: training, threshold: parameters.threshold, scale: parameters.scale,
          orientation: parameters.orientation)
      }
    try Self.check(parameters, shape: training.shape, levels: [])
    self.init(
      parameters, fittedTo: training,
      collection: parameters.isPlain
        ? nil : LocalityCollection(locality, basis: parameters.basis),
      masks: { locality.keptMasks(at: $0, droppingEnergy: parameters.energyCutoff[$0.step]) },
      plan: { locality.plan(at: $0, droppingEnergy: parameters.energyCutoff[$0.step]) })
  }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    try parameters.source.check(shape)
    if parameters.mask == .real, parameters.basis != .pixels {
      throw SpecIssue("\"mask\": \"real\" is for pixels; leave out \"basis\" or the mask")
    }
    if !parameters.isPlain, parameters.softmax.batch != nil {
      throw SpecIssue(
        "softmaxes over batches are for binary masks of pixels; use \"softmax\": \"exact\"")
    }
  }

  public static func remarks(_ parameters: Parameters) throws -> [String] {
    try parameters.source.remarks()
      + (parameters.mask == .real ? [] : LocalityMasks.remarks(threshold: parameters.threshold))
  }

  /// The denoiser with masks from elsewhere.
  init(
    _ parameters: Parameters, fittedTo training: TrainingSet,
    masks: @escaping @Sendable (NoiseLevel) -> PixelMasks
  ) {
    self.init(
      parameters, fittedTo: training, collection: nil, masks: masks, plan: { MaskPlan(masks($0)) })
  }

  private init(
    _ parameters: Parameters, fittedTo training: TrainingSet, collection: LocalityCollection?,
    masks: @escaping @Sendable (NoiseLevel) -> PixelMasks,
    plan: @escaping @Sendable (NoiseLevel) -> MaskPlan
  ) {
    self.parameters = parameters
    self.collection = collection
    self.masks = masks
    self.plan = plan
    images = training.images
  }

  public func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan
  ) throws -> ImageBatch {
    if let collection {
      return try collections.value(for: level) {
        collection.posterior(
          at: level, droppingEnergy: parameters.energyCutoff[level.step],
          temperature: parameters.temperature, tolerance: parameters.tolerance)
      }.mean(of: images, given: noisy, through: scan)
    }
    return try posterior(at: level).mean(of: images, given: noisy, through: scan)
  }

  /// - Throws: ``SpecIssue`` for softmaxes over batches, which parts of the data cut.
  public static func dataPasses(_ parameters: Parameters) throws -> Int {
    guard parameters.softmax.batch == nil else {
      throw SpecIssue(
        "batches of images are not those of data shards; use \"softmax\": \"exact\"")
    }
    return 1
  }

  /// The posterior by the masks of the training set, over these images or others.
  func posterior(at level: NoiseLevel) -> MaskPosterior {
    posteriors.value(for: level) {
      MaskPosterior(
        plan(level), at: level, temperature: parameters.temperature,
        tolerance: parameters.tolerance, batch: parameters.softmax.batch, count: images.count)
    }
  }

  /// (a/s²T) · Cov_w(X^q, X) inside the mask of q, 0 outside; differences where masks are others.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    guard collection == nil else {
      return try differencedSensitivity(of: elements, noisy: noisy, at: level)
    }
    return gradients(at: level)
      .sensitivity(of: elements, over: [ImageStratum(images: images)], given: noisy)
  }

  /// The gradients by the masks of the training set, over these images or others.
  func gradients(at level: NoiseLevel) -> PosteriorGradients {
    let masks = masksByLevel.value(for: level) { self.masks(level) }
    return PosteriorGradients(
      at: level, temperature: parameters.temperature, batch: parameters.softmax.batch
    ) { part in
      part.enumerated().map { output, element in
        PosteriorPatch(
          pixels: masks.pixels(of: element), answers: [.init(output: output, element: element)])
      }
    }
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    let matrix = shape.count * shape.count * MemoryLayout<Double>.stride
    guard parameters.isPlain else {
      // Of each level the factors, and two matrices that they are made of; with a basis those of its
      // axes too.
      let parts = parameters.basis == .pixels ? 1 : 2
      return steps * parts * matrix / 2 + (1 + parts) * matrix
    }
    // W and what it is a product of; then a mask of bits, and about a hundred terms, for each number and
    // level.
    let bits = shape.channels * shape.height * padded(shape.width, 64)
    return 2 * matrix + steps * shape.count * (bits / 8 + 128 * MemoryLayout<Int32>.stride)
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory {
    [.groups, .spectrum]
  }
}

extension PCALocality: SoftmaxDenoiser {
  /// One spread for each element, over the images.
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) -> [[PosteriorSpread]] {
    spreads(at: level).spreads(over: [ImageStratum(images: images)], given: noisy)
  }

  /// The spreads by the masks of the training set, over these images or others.
  func spreads(at level: NoiseLevel) -> PosteriorSpreads {
    let masks = masksByLevel.value(for: level) { self.masks(level) }
    return PosteriorSpreads(
      comparing: ElementSets(elementsOf: masks), at: level, temperature: parameters.temperature,
      batch: parameters.softmax.batch)
  }
}
