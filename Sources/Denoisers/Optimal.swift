import Framework

/// The optimal denoiser of the training set: the posterior mean under its empirical distribution.
///
/// x̂ = Σ_i X_i softmax_i(−|x − aX_i|² / 2s²T).  Sources: Karras et al. 2022, App. B.3;
/// Kamb & Ganguli 2025 (the ideal score machine). At T = 1 it can only repeat its training data.
public struct Optimal: ShardedDenoiser {
  public static let name = "optimal"
  public static let summary =
    "Posterior mean over the training images: what a perfect memoriser answers"
  public static let algorithmVersion = 3
  public static let citations = [Citation.karras2022, .kamb2025]
  public static let complexity: String? = "O(n·m)"

  public struct Parameters: ParameterSet {
    @Parameter("T: divides the logits; above 1 blends more images.", in: .above(0))
    public var temperature = 1.0
    @Parameter("Only this many nearest images count (one release keeps 200).", in: 1...)
    public var neighbors = Limit.absent
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
    try ImagePosterior(
      at: level, temperature: parameters.temperature, neighbors: parameters.neighbors.value
    ).mean(of: images, given: noisy, through: scan)
  }

  /// - Throws: ``SpecIssue`` for the nearest images, which no part of the data knows.
  public static func dataPasses(_ parameters: Parameters) throws -> Int {
    guard parameters.neighbors.value == nil else {
      throw SpecIssue(ImagePosterior.sharesNoNeighbors)
    }
    return 1
  }

  /// (a/s²T) · Cov_w(X^q, X): the posterior covariance of element q with all elements.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    PosteriorGradients(
      at: level, temperature: parameters.temperature, neighbors: parameters.neighbors.value
    ) { [shape = images.shape] in PosteriorPatch.whole(shape, answering: $0) }
    .sensitivity(of: elements, over: images, given: noisy)
  }
}

extension Optimal: SoftmaxDenoiser {
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) -> [[PosteriorSpread]] {
    PosteriorSpreads(
      comparing: WholeImages(), at: level, temperature: parameters.temperature,
      neighbors: parameters.neighbors.value
    ).spreads(over: images, given: noisy)
  }
}
